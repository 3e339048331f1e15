# why: the provider takes the default egress rule away, and what is declared lets packets out to another group and to the charter's partner range only
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.63.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.63.1.0/24"
}

resource "aws_nat_gateway" "central" {
  connectivity_type = "public"
  allocation_id     = "eipalloc-0123456789abcdef0"
  subnet_id         = "subnet-0123456789abcdef0"
}

resource "aws_route" "default" {
  route_table_id         = aws_vpc.prod.default_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.central.id
}

resource "aws_security_group" "gateway" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_vpc_security_group_egress_rule" "gateway" {
  security_group_id            = aws_security_group.model.id
  referenced_security_group_id = aws_security_group.gateway.id
  ip_protocol                  = "-1"
}

resource "aws_ec2_managed_prefix_list" "partner" {
  name           = "partner"
  address_family = "IPv4"
  max_entries    = 2
  entry {
    cidr = "198.51.100.0/25"
  }
}

resource "aws_vpc_security_group_egress_rule" "partner" {
  security_group_id = aws_security_group.model.id
  prefix_list_id    = aws_ec2_managed_prefix_list.partner.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.model.id]
  user_data              = "docker run vllm/vllm-openai:v0.6.3"
}
