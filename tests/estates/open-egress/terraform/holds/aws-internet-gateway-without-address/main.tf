# why: the default route leads to the internet gateway, but the instance gets no public address, and the gateway translates nothing without one
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.62.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.62.1.0/24"
}

resource "aws_internet_gateway" "igw" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.prod.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.igw.id
  }
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_security_group_rule" "out" {
  type              = "egress"
  security_group_id = aws_security_group.model.id
  from_port         = 0
  to_port           = 0
  protocol          = "-1"
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_instance" "vllm" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "g6e.12xlarge"
  subnet_id                   = aws_subnet.model.id
  vpc_security_group_ids      = [aws_security_group.model.id]
  associate_public_ip_address = false
  user_data                   = "docker run vllm/vllm-openai:v0.6.3"
}
