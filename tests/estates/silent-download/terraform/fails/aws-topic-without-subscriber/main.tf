# why: the alarm publishes to a topic that nobody is subscribed to; the subscription in the file belongs to another topic
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "clk-weights"
}

resource "aws_s3_bucket_metric" "all" {
  bucket = aws_s3_bucket.weights.id
  name   = "EntireBucket"
}

resource "aws_cloudwatch_metric_alarm" "egress" {
  alarm_name          = "weights-egress"
  namespace           = "AWS/S3"
  metric_name         = "GetRequests"
  dimensions          = { BucketName = aws_s3_bucket.weights.id, FilterId = "EntireBucket" }
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = 500
  alarm_actions       = [aws_sns_topic.this["security"].arn]
}

resource "aws_sns_topic" "this" {
  for_each = toset(["security", "billing"])
  name     = each.key
}

resource "aws_sns_topic_subscription" "billing" {
  topic_arn = aws_sns_topic.this["billing"].arn
  protocol  = "email"
  endpoint  = "finance@example.org"
}
