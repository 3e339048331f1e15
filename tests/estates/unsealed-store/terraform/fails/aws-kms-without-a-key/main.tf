# why: sse_algorithm aws:kms without kms_master_key_id uses aws/s3, a key that AWS holds; the TLS deny is as it should be.
# at: aws_s3_bucket.transcripts
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "visit-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

data "aws_iam_policy_document" "tls" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.transcripts.arn, "${aws_s3_bucket.transcripts.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  policy = data.aws_iam_policy_document.tls.json
}
