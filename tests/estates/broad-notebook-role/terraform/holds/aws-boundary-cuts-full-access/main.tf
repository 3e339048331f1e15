# why: AmazonS3FullAccess is attached, but the permissions boundary leaves the training data only: what is effective is what both allow
# at: aws_sagemaker_notebook_instance.lab
resource "aws_s3_bucket" "corpora" {
  bucket = "mri-corpora"
  tags   = { data-classification = "training-data" }
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "mri-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_iam_policy" "boundary" {
  name = "lab-boundary"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:ListBucket"], Resource = [aws_s3_bucket.corpora.arn, "${aws_s3_bucket.corpora.arn}/*"] }]
  })
}

resource "aws_iam_role" "lab" {
  name                 = "lab"
  permissions_boundary = aws_iam_policy.boundary.arn
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "lab" {
  role       = aws_iam_role.lab.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "lab"
  role_arn               = aws_iam_role.lab.arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
}
