# why: every id is our own: the owner's in the list, the account's and that of our origin access identity in the policy
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-records"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_ownership_controls" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

data "aws_canonical_user_id" "own" {}

resource "aws_s3_bucket_acl" "records" {
  bucket = aws_s3_bucket.records.id
  access_control_policy {
    owner {
      id = "f1f2f3f4f5f6f7f8f1f2f3f4f5f6f7f8f1f2f3f4f5f6f7f8f1f2f3f4f5f6f7f8"
    }
    grant {
      permission = "FULL_CONTROL"
      grantee {
        id   = "f1f2f3f4f5f6f7f8f1f2f3f4f5f6f7f8f1f2f3f4f5f6f7f8f1f2f3f4f5f6f7f8"
        type = "CanonicalUser"
      }
    }
  }
}

resource "aws_cloudfront_origin_access_identity" "portal" {}

data "aws_iam_policy_document" "records" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.records.arn}/leaflets/*"]
    principals {
      type        = "CanonicalUser"
      identifiers = [data.aws_canonical_user_id.own.id, aws_cloudfront_origin_access_identity.portal.s3_canonical_user_id]
    }
  }
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.records.arn}/leaflets/*"]
    principals {
      type        = "AWS"
      identifiers = [aws_cloudfront_origin_access_identity.portal.iam_arn]
    }
  }
}

resource "aws_s3_bucket_policy" "records" {
  bucket = aws_s3_bucket.records.id
  policy = data.aws_iam_policy_document.records.json
}
