# why: StringEqualsIfExists is satisfied where the key is absent, and aws:SourceVpce is absent from every request that does not come through an endpoint.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-weights-internal"
  tags   = { data-classification = "weights" }
}

data "aws_iam_policy_document" "weights" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.weights.arn}/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:SourceVpce"
      values   = ["vpce-0a1b2c3d4e5f60718"]
    }
  }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = data.aws_iam_policy_document.weights.json
}
