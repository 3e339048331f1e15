# why: AmazonS3FullAccess on the group lets every engineer replace the weights at any time; membership alone grants it, nothing ends it
# at: aws_iam_group.engineers
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_user" "engineer" {
  for_each = toset(["a.hofer", "k.lind"])
  name     = each.key
}

resource "aws_iam_group" "engineers" {
  name = "ml-engineers"
}

resource "aws_iam_user_group_membership" "engineer" {
  for_each = aws_iam_user.engineer
  user     = each.value.name
  groups   = [aws_iam_group.engineers.name]
}

resource "aws_iam_group_policy_attachment" "s3" {
  group      = aws_iam_group.engineers.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}
