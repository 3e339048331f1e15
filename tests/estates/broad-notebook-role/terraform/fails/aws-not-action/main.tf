# why: the role forbids itself nothing: NotAction iam:* allows every S3 read, and the transcripts are beyond the training data a notebook is meant to read
# at: aws_sagemaker_notebook_instance.research
resource "aws_s3_bucket" "transcripts" {
  bucket = "mvz-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_iam_role" "research" {
  name = "research"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "research" {
  role = aws_iam_role.research.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", NotAction = ["iam:*", "organizations:*", "kms:*"], Resource = "*" }]
  })
}

resource "aws_sagemaker_notebook_instance" "research" {
  name                   = "research"
  role_arn               = aws_iam_role.research.arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
}
