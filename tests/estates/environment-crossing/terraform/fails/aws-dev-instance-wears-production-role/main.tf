# why: whoever is on an instance has its profile's role from the metadata service; a development instance wears the role that production reads patients with
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_role" "inference" {
  name = "inference"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "inference" {
  role = aws_iam_role.inference.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:Get*", Resource = "${aws_s3_bucket.records.arn}/*" }]
  })
}

resource "aws_iam_instance_profile" "inference" {
  name = "inference"
  role = aws_iam_role.inference.name
}

resource "aws_instance" "bench" {
  ami                  = "ami-0a1b2c3d4e5f60718"
  instance_type        = "g5.xlarge"
  iam_instance_profile = aws_iam_instance_profile.inference.name
  tags                 = { env = "dev", Name = "bench" }
}
