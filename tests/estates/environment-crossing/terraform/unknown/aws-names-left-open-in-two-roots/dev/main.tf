# why: each root has a `name` of its own and neither is written down: whether the development policy names the production bucket is not known
# at: prod/aws_s3_bucket.b
variable "name" { type = string }
provider "aws" { region = "eu-central-1" }
resource "aws_s3_bucket" "b" {
  bucket = "${var.name}-records"
  tags   = { env = "dev" }
}
resource "aws_iam_user" "dev" {
  name = "dev-x"
  tags = { env = "dev" }
}
resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = ["${aws_s3_bucket.b.arn}/*"] }]
  })
}
