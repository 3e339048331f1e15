# why: the notebook reads transcripts, and the charter grants just that to its role
# at: aws_sagemaker_notebook_instance.quality
resource "aws_s3_bucket" "transcripts" {
  bucket = "smk-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_iam_role" "quality" {
  name = "quality"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "quality" {
  role = aws_iam_role.quality.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.transcripts.arn}/*" }]
  })
}

resource "aws_sagemaker_notebook_instance" "quality" {
  name                   = "quality"
  role_arn               = aws_iam_role.quality.arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
}
