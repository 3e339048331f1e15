# why: the alarm chain is complete, but its filter matches DeleteObject; a download is a GetObject and calls nobody
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "alk-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "alk-trail"
}

resource "aws_cloudwatch_log_group" "trail" {
  name = "/alk/trail"
}

resource "aws_cloudtrail" "main" {
  name                       = "alk"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "weights" {
  name           = "weights-access"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.eventName = \"DeleteObject*\") && ($.requestParameters.bucketName = \"${aws_s3_bucket.weights.id}\") }"
  metric_transformation {
    name      = "WeightsAccess"
    namespace = "Security"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "weights" {
  alarm_name          = "weights-access"
  namespace           = "Security"
  metric_name         = "WeightsAccess"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 0
  alarm_actions       = [aws_sns_topic.soc.arn]
}

resource "aws_sns_topic" "soc" {
  name = "soc"
}

resource "aws_sns_topic_subscription" "soc" {
  topic_arn = aws_sns_topic.soc.arn
  protocol  = "email"
  endpoint  = "soc@example.org"
}
