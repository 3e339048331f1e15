# why: no balancer stands before it, but the instance has a public address, a route to the internet gateway and a group that admits everyone on 8000
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
  vpc_id                  = aws_vpc.prod.id
  cidr_block              = "10.10.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_security_group" "gpu" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_vpc_security_group_ingress_rule" "api" {
  security_group_id = aws_security_group.gpu.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 8000
  to_port           = 8000
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.gpu.id
  vpc_security_group_ids = [aws_security_group.gpu.id]
  user_data              = "docker run -p 8000:8000 vllm/vllm-openai:v0.6.3"
}
