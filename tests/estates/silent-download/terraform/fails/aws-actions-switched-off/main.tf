# why: the alarm watches downloads and names a subscribed topic, but actions_enabled = false: it changes its colour and calls nobody
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "blk-weights"
}

resource "aws_s3_bucket_metric" "all" {
  bucket = aws_s3_bucket.weights.id
  name   = "EntireBucket"
}

resource "aws_cloudwatch_metric_alarm" "egress" {
  alarm_name          = "weights-egress"
  namespace           = "AWS/S3"
  metric_name         = "BytesDownloaded"
  dimensions          = { BucketName = aws_s3_bucket.weights.id, FilterId = aws_s3_bucket_metric.all.name }
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 20000000000
  actions_enabled     = false
  alarm_actions       = [aws_sns_topic.soc.arn]
}

resource "aws_sns_topic" "soc" {
  name = "soc"
}

resource "aws_sns_topic_subscription" "soc" {
  topic_arn = aws_sns_topic.soc.arn
  protocol  = "https"
  endpoint  = "https://soc.example.org/hook"
}
