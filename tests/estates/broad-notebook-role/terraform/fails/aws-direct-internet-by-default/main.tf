# why: the role reads its training data only, but direct_internet_access is left at its default, Enabled, although a subnet is given
# at: aws_sagemaker_notebook_instance.lab
resource "aws_s3_bucket" "corpora" {
  bucket = "ukt-corpora"
}

resource "aws_iam_role" "lab" {
  name = "lab"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "lab" {
  role = aws_iam_role.lab.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.corpora.arn}/*" }]
  })
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name            = "lab"
  role_arn        = aws_iam_role.lab.arn
  instance_type   = "ml.t3.large"
  subnet_id       = "subnet-0a1b2c3d4e5f60001"
  security_groups = ["sg-0a1b2c3d4e5f60001"]
}
