# why: the metric alarm has no action of its own, but a composite alarm over it notifies a topic with a subscriber
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "ml-weights"
}

resource "aws_s3_bucket_metric" "all" {
  bucket = aws_s3_bucket.weights.id
  name   = "EntireBucket"
}

resource "aws_cloudwatch_metric_alarm" "egress" {
  alarm_name          = "weights-egress"
  namespace           = "AWS/S3"
  metric_name         = "BytesDownloaded"
  dimensions          = { BucketName = aws_s3_bucket.weights.id, FilterId = "EntireBucket" }
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 20000000000
}

resource "aws_cloudwatch_composite_alarm" "exfiltration" {
  alarm_name    = "exfiltration"
  alarm_rule    = "ALARM(${aws_cloudwatch_metric_alarm.egress.alarm_name})"
  alarm_actions = [aws_sns_topic.soc.arn]
}

resource "aws_sns_topic" "soc" {
  name = "soc"
}

resource "aws_sns_topic_subscription" "soc" {
  topic_arn = aws_sns_topic.soc.arn
  protocol  = "sqs"
  endpoint  = "arn:aws:sqs:eu-central-1:410000000001:soc"
}
