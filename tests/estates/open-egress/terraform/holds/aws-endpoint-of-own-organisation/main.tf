# why: the only way out is an S3 gateway endpoint whose policy confines every request to buckets of the own account; NAT and internet gateway are missing
# at: aws_instance.vllm
data "aws_caller_identity" "me" {}

data "aws_iam_policy_document" "own_buckets" {
  statement {
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    actions   = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceAccount"
      values   = [data.aws_caller_identity.me.account_id]
    }
  }
}

resource "aws_vpc" "prod" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.prod.id
  service_name    = "com.amazonaws.eu-central-1.s3"
  route_table_ids = [aws_vpc.prod.main_route_table_id]
}

resource "aws_vpc_endpoint_policy" "s3" {
  vpc_endpoint_id = aws_vpc_endpoint.s3.id
  policy          = data.aws_iam_policy_document.own_buckets.json
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.model.id]
  user_data              = "docker run vllm/vllm-openai:v0.6.3"
}
