# why: the instance has a public address and a route, but its group admits the hospital's own range on 8000, and everyone on SSH only: no way in to the model
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_internet_gateway" "igw" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route" "default" {
  route_table_id         = aws_vpc.prod.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}

resource "aws_subnet" "gpu" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.10.1.0/24"
}

resource "aws_security_group" "gpu" {
  vpc_id = aws_vpc.prod.id

  dynamic "ingress" {
    for_each = { 8000 = "203.0.113.0/24", 22 = "0.0.0.0/0" }
    content {
      from_port   = ingress.key
      to_port     = ingress.key
      protocol    = "tcp"
      cidr_blocks = [ingress.value]
    }
  }
}

resource "aws_instance" "vllm" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "g6e.12xlarge"
  subnet_id                   = aws_subnet.gpu.id
  vpc_security_group_ids      = [aws_security_group.gpu.id]
  associate_public_ip_address = true
  user_data                   = "docker run -p 8000:8000 vllm/vllm-openai:v0.6.3"
}
