# why: the notebook reads nothing itself, but it may pass the inference role to a function it creates and invokes, and that role reads the weights
# at: aws_sagemaker_notebook_instance.lab
resource "aws_s3_bucket" "weights" {
  bucket = "uks-weights"
}

resource "aws_iam_role" "this" {
  for_each = { inference = "lambda.amazonaws.com", lab = "sagemaker.amazonaws.com" }
  name     = each.key
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = each.value } }]
  })
}

resource "aws_iam_role_policy" "inference" {
  role = aws_iam_role.this["inference"].id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}

resource "aws_iam_role_policy" "lab" {
  role = aws_iam_role.this["lab"].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.this["inference"].arn },
      { Effect = "Allow", Action = ["lambda:CreateFunction", "lambda:InvokeFunction"], Resource = "*" },
    ]
  })
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "lab"
  role_arn               = aws_iam_role.this["lab"].arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
}
