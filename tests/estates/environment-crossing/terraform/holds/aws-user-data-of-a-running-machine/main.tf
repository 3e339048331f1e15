# why: user data can only be changed while the machine is stopped, which this user may not do
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_role" "app" {
  name = "ehr-app"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.records.arn}/*" }]
  })
}

resource "aws_iam_user" "dev" {
  name = "dev-support"
  tags = { env = "dev" }
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ec2:ModifyInstanceAttribute", "ec2:StartInstances", "ec2:RebootInstances"]
      Resource = "*"
    }]
  })
}

resource "aws_iam_instance_profile" "app" {
  name = "ehr-app"
  role = aws_iam_role.app.name
}

resource "aws_instance" "app" {
  ami                  = "ami-0000000000000001a"
  instance_type        = "m7i.large"
  iam_instance_profile = aws_iam_instance_profile.app.name
  tags                 = { env = "prod" }
}
