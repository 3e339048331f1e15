# why: a NAT gateway with connectivity_type private has no public address: it leads to other networks, not to the internet
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.64.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.64.1.0/24"
}

resource "aws_nat_gateway" "inner" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.model.id
}

resource "aws_route" "default" {
  route_table_id         = aws_vpc.prod.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.inner.id
}

resource "aws_instance" "vllm" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "g6e.12xlarge"
  subnet_id     = aws_subnet.model.id
  user_data     = "docker run vllm/vllm-openai:v0.6.3"
}
