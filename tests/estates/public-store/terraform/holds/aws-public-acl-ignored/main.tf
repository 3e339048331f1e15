# why: the ACL says public-read, but ignore_public_acls makes S3 treat public ACLs as if they were not there.
# at: aws_s3_bucket.dictation
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "dictation" {
  bucket = "radiology-dictation"
  tags   = { data-classification = "transcripts" }
}

resource "aws_s3_bucket_ownership_controls" "dictation" {
  bucket = aws_s3_bucket.dictation.id
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_acl" "dictation" {
  depends_on = [aws_s3_bucket_ownership_controls.dictation]
  bucket     = aws_s3_bucket.dictation.id
  acl        = "public-read"
}

resource "aws_s3_bucket_public_access_block" "dictation" {
  bucket             = aws_s3_bucket.dictation.bucket
  ignore_public_acls = true
}
