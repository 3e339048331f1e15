# why: the subnet has no association and so uses the main route table, which leads to a NAT gateway; the egress rule stands apart from its group
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.10.0.0/16"
  tags       = { env = "prod" }
}

resource "aws_subnet" "this" {
  for_each   = { public = 0, model = 1 }
  vpc_id     = aws_vpc.prod.id
  cidr_block = cidrsubnet(aws_vpc.prod.cidr_block, 8, each.value)
}

resource "aws_internet_gateway" "igw" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.prod.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.igw.id
  }
}

resource "aws_route_table_association" "public" {
  subnet_id      = aws_subnet.this["public"].id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "nat" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.this["public"].id
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.prod.default_route_table_id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.nat.id
  }
}

resource "aws_security_group" "model" {
  name   = "model"
  vpc_id = aws_vpc.prod.id
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.model.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "p5.48xlarge"
  subnet_id              = aws_subnet.this["model"].id
  vpc_security_group_ids = [aws_security_group.model.id]
  user_data              = "docker run --gpus all vllm/vllm-openai:v0.6.3 --model /models/llama"
}
