# why: aws:PrincipalOrgID confines to whatever organisation it names; this one is the vendor's, so every account of the vendor reads
# at: aws_s3_bucket.transcripts
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "hko-visit-transcripts"
  tags   = { data-classification = "transcripts" }
}

data "aws_iam_policy_document" "transcripts" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.transcripts.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-hko0000001", "o-vendor00009"]
    }
  }
}

resource "aws_s3_bucket_policy" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  policy = data.aws_iam_policy_document.transcripts.json
}
