# why: ssm:GetParametersByPath on /hko/* reaches /hko/prod/…; the default key aws/ssm opens for every principal of the account
# at: aws_ssm_parameter.db
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_ssm_parameter" "db" {
  name             = "/hko/prod/ehr/password"
  type             = "SecureString"
  value_wo         = "set-by-hand"
  value_wo_version = 1
  tags             = { env = "prod" }
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
    Statement = [{ Effect = "Allow", Action = ["ssm:GetParameter*"], Resource = "arn:aws:ssm:eu-central-1:410000000001:parameter/hko/*" }]
  })
}
