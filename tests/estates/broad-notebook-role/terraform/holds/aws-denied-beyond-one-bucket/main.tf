# why: a Deny with NotResource takes away every object outside the corpora, whatever the Allow beside it says
# at: aws_sagemaker_notebook_instance.lab
resource "aws_s3_bucket" "this" {
  for_each = { corpora = "training-data", weights = "weights" }
  bucket   = "tkh-${each.key}"
  tags     = { data-classification = each.value }
}

data "aws_iam_policy_document" "lab" {
  statement {
    actions   = ["s3:*"]
    resources = ["*"]
  }
  statement {
    effect        = "Deny"
    actions       = ["s3:*"]
    not_resources = [aws_s3_bucket.this["corpora"].arn, "${aws_s3_bucket.this["corpora"].arn}/*"]
  }
}

resource "aws_iam_role" "lab" {
  name = "lab"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "lab" {
  role   = aws_iam_role.lab.id
  policy = data.aws_iam_policy_document.lab.json
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "lab"
  role_arn               = aws_iam_role.lab.arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
}
