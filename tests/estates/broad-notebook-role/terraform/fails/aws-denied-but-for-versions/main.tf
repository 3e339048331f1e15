# why: the bucket denies GetObject to everyone but the serving role, and the notebook's s3:Get* still reads each object as a version of it
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_vpc" "v" { cidr_block = "10.1.0.0/16" }
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "pub" {
  vpc_id                  = aws_vpc.v.id
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
}
resource "aws_route_table" "pub" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table_association" "pub" {
  subnet_id      = aws_subnet.pub.id
  route_table_id = aws_route_table.pub.id
}
resource "aws_subnet" "priv" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.1.2.0/24"
}
resource "aws_route_table" "priv" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "priv" {
  subnet_id      = aws_subnet.priv.id
  route_table_id = aws_route_table.priv.id
}
resource "aws_security_group" "open" {
  vpc_id = aws_vpc.v.id
  name   = "open"
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_sagemaker_notebook_instance" "n" {
  name                   = "n"
  role_arn               = aws_iam_role.nb.arn
  instance_type          = "ml.t3.medium"
  subnet_id              = aws_subnet.priv.id
  security_groups        = [aws_security_group.open.id]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
}
resource "aws_s3_bucket" "tr" {
  bucket = "kl-training"
  tags   = { data-classification = "training-data" }
}
resource "aws_s3_bucket_policy" "w" {
  bucket = aws_s3_bucket.w.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Deny", Principal = { AWS = "*" }, Action = "s3:GetObject", Resource = "arn:aws:s3:::kl-weights/*", Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::410000000001:role/serving" } } }] })
}
resource "aws_iam_role" "nb" {
  name               = "nb"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }] })

}
resource "aws_iam_role_policy" "nb" {
  role   = aws_iam_role.nb.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:Get*"], Resource = "arn:aws:s3:::kl-*/*" }] })
}
