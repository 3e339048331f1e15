# why: conditions of one statement are ANDed: the deny hits only callers that are neither in the organisation nor of the vendor's account, so the vendor stays in
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
    sid       = "Partners"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = [aws_s3_bucket.transcripts.arn, "${aws_s3_bucket.transcripts.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::920000000009:role/coding-service"]
    }
  }
  statement {
    sid       = "NobodyElse"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.transcripts.arn, "${aws_s3_bucket.transcripts.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-hko0000001"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalAccount"
      values   = ["920000000009"]
    }
  }
}

resource "aws_s3_bucket_policy" "transcripts" {
  bucket = aws_s3_bucket.transcripts.id
  policy = data.aws_iam_policy_document.transcripts.json
}
