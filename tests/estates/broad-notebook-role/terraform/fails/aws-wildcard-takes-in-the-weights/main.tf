# why: `research-*` was meant for the corpora, but the bucket with the weights begins with the same word
# at: aws_sagemaker_notebook_instance.lab
locals {
  buckets = { research-corpora = "training-data", research-weights = "weights" }
}

resource "aws_s3_bucket" "this" {
  for_each = local.buckets
  bucket   = each.key
  tags     = { data-classification = each.value }
}

data "aws_iam_policy_document" "lab" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::research-*", "arn:aws:s3:::research-*/*"]
  }
}

resource "aws_iam_role" "lab" {
  name = "lab"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_iam_policy" "lab" {
  name   = "lab"
  policy = data.aws_iam_policy_document.lab.json
}

resource "aws_iam_role_policy_attachment" "lab" {
  role       = aws_iam_role.lab.name
  policy_arn = aws_iam_policy.lab.arn
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "lab"
  role_arn               = aws_iam_role.lab.arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
}
