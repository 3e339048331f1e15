# why: the development machine wears a production role whose policy is a variable without a value
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

variable "policy" {
  type = string
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_role" "serving" {
  name = "llm-serving"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "serving" {
  role   = aws_iam_role.serving.id
  policy = var.policy
}

resource "aws_iam_instance_profile" "serving" {
  name = "llm-serving"
  role = aws_iam_role.serving.name
}

resource "aws_instance" "bench" {
  ami                  = "ami-0a1b2c3d4e5f60718"
  instance_type        = "g5.xlarge"
  iam_instance_profile = aws_iam_instance_profile.serving.name
  tags                 = { env = "dev" }
}
