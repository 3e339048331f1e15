# why: the identity policy grants every secret, and the secret's own policy denies everybody but the serving role: an explicit deny wins
# at: aws_secretsmanager_secret.ehr
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_secretsmanager_secret" "ehr" {
  name = "ehr/database"
  tags = { env = "prod" }
}

resource "aws_secretsmanager_secret_policy" "ehr" {
  secret_arn = aws_secretsmanager_secret.ehr.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "secretsmanager:*ResourcePolicy"]
      Resource  = "*"
      Condition = { StringNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::410000000001:role/prod-serving" } }
    }]
  })
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
    Statement = [{ Effect = "Allow", Action = ["secretsmanager:*"], Resource = "*" }]
  })
}
