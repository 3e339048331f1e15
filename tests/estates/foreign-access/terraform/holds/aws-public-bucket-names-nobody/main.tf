# why: any repository assumes the role, but to the bucket it is only one of everyone: `public-store` tells that, once; nobody outside is named or granted anything more.
# at: aws_s3_bucket.consents
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:*:ref:refs/heads/main" } }
    }]
  })
}

resource "aws_s3_bucket" "consents" {
  bucket = "clinique-consents"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_policy" "consents" {
  bucket = aws_s3_bucket.consents.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.consents.arn}/*" },
    ]
  })
}
