# why: no route leads out and the group lets only S3's prefix list out, but the gateway endpoint has no policy: full access, to buckets of every account
# at: aws_instance.vllm
data "aws_region" "here" {}

data "aws_ec2_managed_prefix_list" "s3" {
  name = "com.amazonaws.${data.aws_region.here.region}.s3"
}

provider "aws" {
  region = "eu-central-1"
}

resource "aws_vpc" "prod" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id            = aws_vpc.prod.id
  service_name      = "com.amazonaws.eu-central-1.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.model.id]
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
  egress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    prefix_list_ids = [data.aws_ec2_managed_prefix_list.s3.id]
  }
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.model.id]
  user_data              = "docker run vllm/vllm-openai:v0.6.3"
}
