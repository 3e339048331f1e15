# why: its role reads the weights, and its table has no route out beside the gateway that stands unused
# at: aws_instance.batch
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "models" {
  bucket = "klinik-models"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_iam_role" "batch" {
  name = "batch"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "batch" {
  role = aws_iam_role.batch.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.models.arn}/*" }]
  })
}

resource "aws_iam_instance_profile" "batch" {
  name = "batch"
  role = aws_iam_role.batch.name
}

resource "aws_vpc" "prod" {
  cidr_block = "10.61.0.0/16"
}

resource "aws_subnet" "work" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.61.1.0/24"
}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route_table" "work" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route_table_association" "work" {
  subnet_id      = aws_subnet.work.id
  route_table_id = aws_route_table.work.id
}

resource "aws_security_group" "batch" {
  name   = "batch"
  vpc_id = aws_vpc.prod.id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "batch" {
  ami                         = "ami-0a1b2c3d4e5f60718"
  instance_type               = "m6i.large"
  subnet_id                   = aws_subnet.work.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.batch.id]
  iam_instance_profile        = aws_iam_instance_profile.batch.name
  tags                        = { env = "prod" }
}
