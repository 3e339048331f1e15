# why: kms:PutKeyPolicy is as good as kms:Decrypt: whoever writes the key policy writes himself into it
# at: aws_kms_key.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "records" {
  tags = { env = "prod" }
}

resource "aws_iam_role" "dev" {
  name = "dev-pipeline"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "dev" {
  role = aws_iam_role.dev.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["kms:PutKeyPolicy", "kms:Describe*"], Resource = "arn:aws:kms:eu-central-1:410000000001:key/*" }]
  })
}
