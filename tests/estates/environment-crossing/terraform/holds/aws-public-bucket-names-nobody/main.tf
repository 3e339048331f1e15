# why: the tester reads the bucket only as everyone does, which `public-store` tells once; no grant names an identity of the test environment.
# at: aws_s3_bucket.consents
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_iam_role" "tester" {
  name = "tester"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
  tags = { environment = "test" }
}

resource "aws_s3_bucket" "consents" {
  bucket = "clinique-consents"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_policy" "consents" {
  bucket = aws_s3_bucket.consents.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.consents.arn}/*" },
    ]
  })
}
