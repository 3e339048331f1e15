# why: objects under the AWS managed key aws/s3 are never readable from another account: its key policy cannot be edited and admits the own account only
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "hko-visit-transcripts"
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

data "aws_iam_policy_document" "transcripts" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.transcripts.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::920000000009:root"]
    }
  }
}

resource "aws_s3_bucket_policy" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  policy = data.aws_iam_policy_document.transcripts.json
}
