# why: the six random characters after a secret's name invite wildcards; secret:*/ehr/* matches the production secret as well as development's
# at: aws_secretsmanager_secret.ehr["prod"]
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_secretsmanager_secret" "ehr" {
  for_each = toset(["prod", "dev"])
  name     = "${each.key}/ehr/database"
  tags     = { env = each.key }
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
    Statement = [{ Effect = "Allow", Action = ["secretsmanager:GetSecretValue"], Resource = "arn:aws:secretsmanager:eu-central-1:410000000001:secret:*/ehr/*" }]
  })
}
