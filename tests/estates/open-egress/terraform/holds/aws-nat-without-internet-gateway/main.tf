# why: the NAT gateway stands in a subnet whose route table leads to no internet gateway: what reaches it goes nowhere
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "nat" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.60.0.0/24"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.60.1.0/24"
}

resource "aws_nat_gateway" "nat" {
  allocation_id = "eipalloc-0123456789abcdef0"
  subnet_id     = aws_subnet.nat.id
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route" "default" {
  route_table_id         = aws_route_table.model.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
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
