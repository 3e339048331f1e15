# why: the vendor's role is granted the buckets `hko-*-transcripts`; the public corpus, which everyone reads, is none of them, and is told once, as public.
# at: aws_s3_bucket.corpus
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "corpus" {
  bucket = "hko-corpus"
  tags   = { data-classification = "training-data" }
}

resource "aws_s3_bucket_policy" "corpus" {
  bucket = aws_s3_bucket.corpus.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.corpus.arn}/annotation/*"
    }]
  })
}

resource "aws_iam_role" "quality" {
  name = "quality"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::990000000009:root" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "quality" {
  role = aws_iam_role.quality.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::hko-*-transcripts/*" }]
  })
}
