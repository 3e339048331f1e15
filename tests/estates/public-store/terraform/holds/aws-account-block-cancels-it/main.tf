# why: restrict_public_buckets of the account cancels every public bucket policy in it, although the bucket itself has no access block.
# at: aws_s3_bucket.corpus
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_account_public_access_block" "this" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "corpus" {
  bucket = "clinic-finetuning-corpus"
  tags   = { data-classification = "training-data" }
}

resource "aws_s3_bucket_policy" "corpus" {
  bucket = aws_s3_bucket.corpus.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.corpus.arn}/*" }]
  })
}
