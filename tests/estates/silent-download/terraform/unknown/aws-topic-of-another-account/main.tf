# why: the alarm publishes to a topic of the security account: whether anybody is subscribed there is not known
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "tl-weights"
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
  alarm_actions       = ["arn:aws:sns:eu-central-1:410000000009:soc"]
}
