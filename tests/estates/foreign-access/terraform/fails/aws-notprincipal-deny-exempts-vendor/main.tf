# why: a deny with NotPrincipal spares exactly the vendor's role and its account, and the statement beside it lets that role read
# at: aws_s3_bucket.corpus
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "corpus" {
  bucket = "hko-finetuning-corpus"
  tags   = { data-classification = "training-data" }
}

locals {
  vendor = ["arn:aws:iam::920000000009:role/annotation", "arn:aws:iam::920000000009:root"]
}

data "aws_iam_policy_document" "corpus" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.corpus.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = [local.vendor[0]]
    }
  }
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.corpus.arn, "${aws_s3_bucket.corpus.arn}/*"]
    not_principals {
      type        = "AWS"
      identifiers = concat(local.vendor, ["arn:aws:iam::410000000001:root"])
    }
  }
}

resource "aws_s3_bucket_policy" "corpus" {
  bucket = aws_s3_bucket.corpus.id
  policy = data.aws_iam_policy_document.corpus.json
}
