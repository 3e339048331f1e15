# why: Any account may put an access point of its own before the bucket once the policy admits every account's.
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
      Condition = { ArnLike = { "s3:DataAccessPointArn" = "arn:aws:s3:*:*:accesspoint/*" } }
    }]
  })
}
