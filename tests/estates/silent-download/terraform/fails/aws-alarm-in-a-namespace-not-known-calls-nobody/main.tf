# why: whichever metric the alarm watches, its topic has no subscriber
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "ll-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "ll-trail"
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = "/ll/trail"
  retention_in_days = 365
}

resource "aws_cloudtrail" "main" {
  name                       = "ll"
  s3_bucket_name             = aws_s3_bucket.trail.id
  is_multi_region_trail      = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field  = "readOnly"
      equals = ["true"]
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "weights" {
  name           = "downloads"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.eventSource = \"s3.amazonaws.com\") && ($.eventName = \"GetObject\" || $.eventName = \"SelectObjectContent\") && ($.requestParameters.bucketName = \"*-weights\") }"
  metric_transformation {
    name      = "Downloads"
    namespace = "Security"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "weights" {
  alarm_name          = "downloads"
  namespace           = data.external.names.result.namespace
  metric_name         = aws_cloudwatch_log_metric_filter.weights.metric_transformation[0].name
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

data "external" "names" {
  program = ["./names.sh"]
}
