# why: hko-dev-* and hko-?-llm do not match hko-clinical-llm, and the one deny that ends a wider attached policy wins over its allow
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_role" "dev" {
  name = "dev-datascience"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

data "aws_iam_policy_document" "dev" {
  statement {
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::hko-dev-*", "arn:aws:s3:::hko-?-llm/*"]
  }
  statement {
    sid           = "OnlyDevelopmentBuckets"
    effect        = "Deny"
    actions       = ["s3:*"]
    not_resources = ["arn:aws:s3:::hko-dev-*"]
  }
}

resource "aws_iam_role_policy" "dev" {
  role   = aws_iam_role.dev.id
  policy = data.aws_iam_policy_document.dev.json
}

resource "aws_iam_role_policy_attachment" "dev" {
  role       = aws_iam_role.dev.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}
