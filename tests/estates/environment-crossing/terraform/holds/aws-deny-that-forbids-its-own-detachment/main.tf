# why: the policy that denies the records denies its own detachment too
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_user" "dev" {
  name = "dev-support"
  tags = { env = "dev" }
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "*" },
      { Effect = "Allow", Action = ["iam:DetachUserPolicy", "iam:ListAttachedUserPolicies"], Resource = "*" },
    ]
  })
}

resource "aws_iam_policy" "no_records" {
  name = "no-records"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Deny", Action = "s3:*", Resource = ["arn:aws:s3:::hko-*", "arn:aws:s3:::hko-*/*"] },
      { Effect = "Deny", Action = ["iam:Detach*", "iam:Delete*", "iam:Put*"], Resource = "*" },
    ]
  })
}

resource "aws_iam_user_policy_attachment" "no_records" {
  user       = aws_iam_user.dev.name
  policy_arn = aws_iam_policy.no_records.arn
}
