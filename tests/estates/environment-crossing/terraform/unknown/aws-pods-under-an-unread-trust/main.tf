# why: the trust of the production role is a variable without a value: it may let in tokens of the development cluster
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

variable "trust" {
  type = string
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_eks_cluster" "dev" {
  name     = "hko-dev"
  role_arn = "arn:aws:iam::410000000001:role/eks"
  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d", "subnet-0d3c2b1a"]
  }
  tags = { env = "dev" }
}

resource "aws_iam_role" "serving" {
  name               = "llm-serving"
  tags               = { env = "prod" }
  assume_role_policy = var.trust
}

resource "aws_iam_role_policy" "serving" {
  role = aws_iam_role.serving.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
