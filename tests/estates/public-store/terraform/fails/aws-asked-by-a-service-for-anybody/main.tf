# why: Any account may have Athena read in its name; that a service asks says nothing of for whom.
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.weights.arn}/*"
      Condition = { "ForAnyValue:StringEquals" = { "aws:CalledVia" = ["athena.amazonaws.com"] }, Bool = { "aws:ViaAWSService" = "true" } }
    }]
  })
}
