# why: IPv4 has no route out, but the subnet has an IPv6 range, the group lets ::/0 out and an egress-only gateway takes it
# at: aws_instance.tgi
resource "aws_vpc" "prod" {
  cidr_block                       = "10.30.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "model" {
  vpc_id                          = aws_vpc.prod.id
  cidr_block                      = "10.30.1.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.prod.ipv6_cidr_block, 8, 1)
  assign_ipv6_address_on_creation = true
}

resource "aws_egress_only_internet_gateway" "v6" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.prod.id
  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.v6.id
  }
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
  egress {
    from_port        = 0
    to_port          = 0
    protocol         = "-1"
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_instance" "tgi" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.model.id]
  user_data              = "docker run ghcr.io/huggingface/text-generation-inference:2.4"
}
