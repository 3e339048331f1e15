# why: AuthenticatedUsers is every AWS account on earth; ownership is BucketOwnerPreferred, so ACLs count, and block_public_acls does not cancel an ACL that stands (ignore_public_acls would).
# at: aws_s3_bucket.transcripts
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "klinikum-visit-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_s3_bucket_ownership_controls" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_public_access_block" "transcripts" {
  bucket                  = aws_s3_bucket.transcripts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = false
  restrict_public_buckets = true
}

resource "aws_s3_bucket_acl" "transcripts" {
  depends_on = [aws_s3_bucket_ownership_controls.transcripts]
  bucket     = aws_s3_bucket.transcripts.id
  acl        = "authenticated-read"
}
