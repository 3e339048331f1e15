# why: the public statement allows s3:ListBucket alone on another, unprotected bucket; the protected one's policy names the hospital's role.
# at: aws_s3_bucket.adapters
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "site" {
  bucket = "klinik-public-website"
}

resource "aws_s3_bucket" "adapters" {
  bucket = "klinik-lora-adapters"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.site.arn}/*" }]
  })
}

resource "aws_s3_bucket_policy" "adapters" {
  bucket = aws_s3_bucket.adapters.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::402118835517:role/serving" }, Action = "s3:GetObject", Resource = "${aws_s3_bucket.adapters.arn}/*" }]
  })
}
