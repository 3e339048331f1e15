# why: the person holds no S3 permission himself, but may assume the release role whenever he likes, and that role writes the weights
# at: aws_iam_user.lead
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_user" "lead" {
  name = "m.winter"
}

resource "aws_iam_user_login_profile" "lead" {
  user = aws_iam_user.lead.name
}

resource "aws_iam_user_policy" "lead" {
  user = aws_iam_user.lead.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = aws_iam_role.release.arn }]
  })
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::410000000001:root"]
    }
  }
}

resource "aws_iam_role" "release" {
  name               = "model-release"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "release" {
  role = aws_iam_role.release.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:PutObject", "s3:DeleteObject"], Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
