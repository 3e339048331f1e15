# why: the person may attach any policy to himself, so he holds everything that the account may do to the weights
# at: aws_iam_user.helpdesk
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights" }
}

resource "aws_iam_user" "helpdesk" {
  name = "p.sommer"
}

resource "aws_iam_user_policy" "helpdesk" {
  user = aws_iam_user.helpdesk.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["iam:List*", "iam:AttachUserPolicy"], Resource = "*" }]
  })
}
