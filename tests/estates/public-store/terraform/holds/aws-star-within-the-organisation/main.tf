# why: Principal * with a fixed aws:PrincipalOrgID is no public statement: only principals of that organisation satisfy it.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-west-3"
}

data "aws_organizations_organization" "this" {}

resource "aws_s3_bucket" "weights" {
  bucket = "chu-llm-weights"
  tags   = { data-classification = "weights" }
}

data "aws_iam_policy_document" "weights" {
  statement {
    sid       = "OrganisationReads"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.weights.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-4k8w2zq1pd"]
    }
  }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = data.aws_iam_policy_document.weights.json
}
