# why: the peering is accepted by an accepter resource, both tables route through it, and the production group names the development group on 8000
# at: aws_vpc_peering_connection.migration
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "dev"
  region = "eu-central-1"
}

resource "aws_vpc" "prod" {
  cidr_block = "10.10.0.0/16"
  tags       = { Name = "prod", env = "prod" }
}

resource "aws_vpc" "dev" {
  provider   = aws.dev
  cidr_block = "10.90.0.0/16"
  tags       = { Name = "dev", env = "dev" }
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.10.1.0/24"
}

resource "aws_subnet" "build" {
  provider   = aws.dev
  vpc_id     = aws_vpc.dev.id
  cidr_block = "10.90.1.0/24"
}

resource "aws_vpc_peering_connection" "migration" {
  vpc_id        = aws_vpc.prod.id
  peer_vpc_id   = aws_vpc.dev.id
  peer_owner_id = "222222222222"
}

resource "aws_vpc_peering_connection_accepter" "dev" {
  provider                  = aws.dev
  vpc_peering_connection_id = aws_vpc_peering_connection.migration.id
  auto_accept               = true
}

resource "aws_route" "to_dev" {
  route_table_id            = aws_vpc.prod.main_route_table_id
  destination_cidr_block    = aws_vpc.dev.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection.migration.id
}

resource "aws_route" "to_prod" {
  provider                  = aws.dev
  route_table_id            = aws_vpc.dev.default_route_table_id
  destination_cidr_block    = "10.10.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.dev.id
}

resource "aws_security_group" "build" {
  provider = aws.dev
  vpc_id   = aws_vpc.dev.id
}

resource "aws_vpc_security_group_egress_rule" "build_out" {
  provider          = aws.dev
  security_group_id = aws_security_group.build.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_vpc_security_group_ingress_rule" "from_build" {
  security_group_id            = aws_security_group.model.id
  referenced_security_group_id = "222222222222/${aws_security_group.build.id}"
  ip_protocol                  = "tcp"
  from_port                    = 8000
  to_port                      = 8000
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "p5.4xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.model.id]
}

resource "aws_instance" "runner" {
  provider               = aws.dev
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "m7i.large"
  subnet_id              = aws_subnet.build.id
  vpc_security_group_ids = [aws_security_group.build.id]
}
