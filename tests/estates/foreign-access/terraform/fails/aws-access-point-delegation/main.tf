# why: the bucket delegates to its account's access points (s3:DataAccessPointAccount), and one of them lets the vendor's role read
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "images" {
  bucket = "hko-dicom-images"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_policy" "images" {
  bucket = aws_s3_bucket.images.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.images.arn, "${aws_s3_bucket.images.arn}/*"]
      Condition = { StringEquals = { "s3:DataAccessPointAccount" = "410000000001" } }
    }]
  })
}

resource "aws_s3_access_point" "vendor" {
  bucket = aws_s3_bucket.images.id
  name   = "second-opinion"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::920000000009:role/second-opinion" }
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:eu-central-1:410000000001:accesspoint/second-opinion/object/*"
    }]
  })
}
