# why: Private addresses alone are anybody's; together with the id of the one network they confine.
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_vpc" "clinic" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.clinic.id
  service_name = "com.amazonaws.eu-central-1.s3"
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.weights.arn}/*"
      Condition = { IpAddress = { "aws:VpcSourceIp" = "10.0.0.0/8" }, StringEquals = { "aws:SourceVpc" = aws_vpc.clinic.id } }
    }]
  })
}
