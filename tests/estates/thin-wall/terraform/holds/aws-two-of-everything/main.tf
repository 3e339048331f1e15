# why: missing grant and block, missing grant and key policy, no copy and a service control policy that denies other regions: two guards toward each outside
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "weights" {
  description = "weights"
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-model-weights"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.weights.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "weights" {
  bucket                  = aws_s3_bucket.weights.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "regions" {
  statement {
    effect      = "Deny"
    not_actions = ["iam:*", "organizations:*", "sts:*", "support:*"]
    resources   = ["*"]
    condition {
      test     = "StringNotEquals"
      variable = "aws:RequestedRegion"
      values   = ["eu-central-1", "eu-west-1"]
    }
  }
}

resource "aws_organizations_policy" "regions" {
  name    = "regions"
  type    = "SERVICE_CONTROL_POLICY"
  content = data.aws_iam_policy_document.regions.json
}

resource "aws_organizations_organization" "org" {
  feature_set          = "ALL"
  enabled_policy_types = ["SERVICE_CONTROL_POLICY"]
}

resource "aws_organizations_policy_attachment" "root" {
  policy_id = aws_organizations_policy.regions.id
  target_id = aws_organizations_organization.org.roots[0].id
}
