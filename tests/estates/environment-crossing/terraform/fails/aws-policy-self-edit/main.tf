# why: whoever may make a new default version of a policy attached to himself may give himself every permission
# at: aws_s3_bucket.transcripts
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "hko-visit-transcripts"
  tags   = { data-classification = "transcripts", env = "prod" }
}

resource "aws_iam_role" "pipeline" {
  name = "dev-pipeline"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_iam_policy" "pipeline" {
  name = "dev-pipeline"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["logs:*", "ecr:*"], Resource = "*" },
      { Effect = "Allow", Action = ["iam:CreatePolicyVersion", "iam:ListPolicies"], Resource = "arn:aws:iam::410000000001:policy/dev-*" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "pipeline" {
  role       = aws_iam_role.pipeline.name
  policy_arn = aws_iam_policy.pipeline.arn
}
