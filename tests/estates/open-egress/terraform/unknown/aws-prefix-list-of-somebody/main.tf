# why: the rule names a customer’s prefix list by its id, and nothing says what is in it
# at: aws_instance.llm
resource "aws_vpc" "model" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.model.id
  cidr_block = "10.60.1.0/24"

}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.model.id
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.model.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
}

resource "aws_security_group" "llm" {
  vpc_id = aws_vpc.model.id
  egress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    prefix_list_ids = ["pl-0a1b2c3d4e5f60718"]
  }
}

resource "aws_instance" "llm" {
  ami           = "ami-0f0e0d0c0b0a09080"
  instance_type = "g5.xlarge"
  subnet_id     = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.llm.id]
  associate_public_ip_address = true
  user_data = "vllm serve /models/clinical"
}
