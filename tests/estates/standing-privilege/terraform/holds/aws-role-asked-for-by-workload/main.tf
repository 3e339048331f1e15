# why: the administrators' group is bounded: the explicit deny attached beside AdministratorAccess takes the models bucket out
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights" }
}

resource "aws_iam_group" "admins" {
  name = "platform-admins"
}

resource "aws_iam_group_policy_attachment" "admins" {
  group      = aws_iam_group.admins.name
  policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}

data "aws_iam_policy_document" "hands_off" {
  statement {
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = ["arn:aws:s3:::hko-clinical-*", "arn:aws:s3:::hko-clinical-*/*"]
  }
}

resource "aws_iam_group_policy" "hands_off" {
  name   = "hands-off-models"
  group  = aws_iam_group.admins.name
  policy = data.aws_iam_policy_document.hands_off.json
}
