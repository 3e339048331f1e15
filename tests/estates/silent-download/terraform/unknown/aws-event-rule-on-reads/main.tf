# why: the rule takes the GetObject events that the trail records, but EventBridge does not say that it hands on every read-only event of CloudTrail
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "pl-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket = "pl-trail"
}

resource "aws_cloudtrail" "main" {
  name                  = "pl"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  event_selector {
    read_write_type = "ReadOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}

resource "aws_cloudwatch_event_rule" "downloads" {
  name = "weights-downloads"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["AWS API Call via CloudTrail"]
    detail = {
      eventSource       = ["s3.amazonaws.com"]
      eventName         = ["GetObject"]
      requestParameters = { bucketName = [aws_s3_bucket.weights.id] }
    }
  })
}

resource "aws_cloudwatch_event_target" "soc" {
  rule = aws_cloudwatch_event_rule.downloads.name
  arn  = aws_sns_topic.soc.arn
}

resource "aws_sns_topic" "soc" {
  name = "soc"
}

resource "aws_sns_topic_subscription" "soc" {
  topic_arn = aws_sns_topic.soc.arn
  protocol  = "email"
  endpoint  = "soc@example.org"
}
