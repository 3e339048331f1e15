resource "aws_s3_bucket" "transcripts" {
  bucket = "clinic-transcripts" # no deny on plain HTTP either
  tags   = { data-classification = "transcripts" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms" # no key id: the aws/s3 key
    }
  }
}
