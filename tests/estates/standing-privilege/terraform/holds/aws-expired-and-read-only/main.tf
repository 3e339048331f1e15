# why: the write grant ended in 2025 (aws:CurrentTime), what remains to the group is plain reading
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_group" "migration" {
  name = "migration"
}

data "aws_iam_policy_document" "migration" {
  statement {
    actions   = ["s3:PutObject", "s3:DeleteObject"]
    resources = ["${aws_s3_bucket.weights.arn}/*"]
    condition {
      test     = "DateLessThan"
      variable = "aws:CurrentTime"
      values   = ["2025-07-01T00:00:00Z"]
    }
  }
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"]
  }
}

resource "aws_iam_group_policy" "migration" {
  group  = aws_iam_group.migration.name
  policy = data.aws_iam_policy_document.migration.json
}
