# ---- production: who serves
resource "aws_iam_role" "inference" {
  name               = "inference"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = ["ecs-tasks.amazonaws.com"] }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "inference" {
  role = aws_iam_role.inference.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = ["arn:aws:s3:::kv-weights", "arn:aws:s3:::kv-weights/*"] },
    { Effect = "Allow", Action = ["kms:Decrypt"], Resource = aws_kms_key.weights.arn },
  ] })
}
# ---- deploy: assumed from development, passes the inference role to ECS
resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.dev}:root" }, Action = "sts:AssumeRole", Condition = { StringEquals = { "sts:ExternalId" = "kv-2024" } } }] })
}
resource "aws_iam_role_policy" "deploy" {
  role = aws_iam_role.deploy.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.inference.arn, Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } } },
    { Effect = "Allow", Action = ["ecs:RegisterTaskDefinition", "ecs:RunTask", "ecs:UpdateService"], Resource = "*" },
  ] })
}
# ---- development
resource "aws_iam_role" "labor" {
  provider           = aws.dev
  name               = "labor"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "labor" {
  provider = aws.dev
  role     = aws_iam_role.labor.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["s3:*", "kms:*", "secretsmanager:*", "sqs:*", "dynamodb:*"], Resource = "*" },
    { Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::611111111111:role/dep*" },
  ] })
}
# ---- GitHub
resource "aws_iam_openid_connect_provider" "github" {
  provider        = aws.data
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
resource "aws_iam_role" "publish" {
  provider = aws.data
  name     = "publish"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.github.arn }, Action = "sts:AssumeRoleWithWebIdentity"
    Condition = { StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" }, StringLike = { "token.actions.githubusercontent.com:sub" = "repo:klinikverbund/llm:*" } }
  }] })
}
resource "aws_iam_role_policy" "publish" {
  provider = aws.data
  role     = aws_iam_role.publish.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kv-prompts/*" }] })
}
# ---- people
resource "aws_ssoadmin_permission_set" "mlops" {
  name         = "mlops"
  instance_arn = "arn:aws:sso:::instance/ssoins-6987000000000001"
}
resource "aws_ssoadmin_managed_policy_attachment" "mlops" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-6987000000000001"
  managed_policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
  permission_set_arn = aws_ssoadmin_permission_set.mlops.arn
}
resource "aws_ssoadmin_account_assignment" "mlops" {
  instance_arn       = "arn:aws:sso:::instance/ssoins-6987000000000001"
  permission_set_arn = aws_ssoadmin_permission_set.mlops.arn
  principal_id       = "93a752b2-4061-70c1-0000-6f0000000001"
  principal_type     = "GROUP"
  target_id          = local.acc.data
  target_type        = "AWS_ACCOUNT"
}
