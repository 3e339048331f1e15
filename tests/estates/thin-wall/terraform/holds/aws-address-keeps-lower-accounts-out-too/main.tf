# why: everyone is allowed from one range of addresses: that range keeps the development account out as it keeps strangers out
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111111111111"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.weights.arn}/*"
        Condition = { IpAddress = { "aws:SourceIp" = ["203.0.113.8/29"] } }
      },
    ]
  })
}
