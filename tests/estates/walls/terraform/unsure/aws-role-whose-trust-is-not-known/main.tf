# why: who bears the role that reads the weights depends on a variable without a default: a workload with a way out may be among them, so that no proof holds the wall
# wall: aws_s3_bucket.w internet unknown
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

variable "trust" {
  type = string
}

resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = var.trust
}

resource "aws_iam_role_policy" "reader" {
  role = aws_iam_role.reader.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kl-weights/*" }]
  })
}
