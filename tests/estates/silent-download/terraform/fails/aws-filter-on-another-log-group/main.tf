# why: the filter reads the group of the VPC flow logs; the trail that records the downloads writes to another one, so the alarm is silent for ever
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "dlk-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "dlk-trail"
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["trail", "flow"])
  name     = "/dlk/${each.key}"
}

resource "aws_cloudtrail" "main" {
  name                       = "dlk"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.this["trail"].arn}:*"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "weights" {
  name           = "weights-download"
  log_group_name = aws_cloudwatch_log_group.this["flow"].name
  pattern        = "{ $.eventName = \"GetObject\" }"
  metric_transformation {
    name      = "Downloads"
    namespace = "Security"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "weights" {
  alarm_name          = "weights-download"
  namespace           = "Security"
  metric_name         = "Downloads"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 50
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
