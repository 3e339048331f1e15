# why: the alarm calls somebody, but only apply tells whether its namespace is that of the request metrics
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "nb-weights"
}

resource "aws_s3_bucket_metric" "all" {
  bucket = aws_s3_bucket.weights.id
  name   = "EntireBucket"
}

data "external" "names" {
  program = ["./names.sh"]
}

resource "aws_cloudwatch_metric_alarm" "downloads" {
  alarm_name          = "weights-downloads"
  namespace           = data.external.names.result.namespace
  metric_name         = "BytesDownloaded"
  dimensions          = { BucketName = aws_s3_bucket.weights.id, FilterId = aws_s3_bucket_metric.all.name }
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 20000000000
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
