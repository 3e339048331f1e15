# why: the peering is requested within one account without auto_accept, and nothing declared accepts it: it stays pending-acceptance and carries nothing
# at: aws_vpc_peering_connection.dev
resource "aws_vpc" "prod" {
  cidr_block = "10.14.0.0/16"
  tags       = { env = "prod" }
}

resource "aws_vpc" "dev" {
  cidr_block = "10.94.0.0/16"
  tags       = { env = "dev" }
}

resource "aws_subnet" "prod" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.14.0.0/20"
}

resource "aws_subnet" "dev" {
  vpc_id     = aws_vpc.dev.id
  cidr_block = "10.94.0.0/20"
}

resource "aws_vpc_peering_connection" "dev" {
  vpc_id      = aws_vpc.prod.id
  peer_vpc_id = aws_vpc.dev.id
}

resource "aws_route" "prod_to_dev" {
  route_table_id            = aws_vpc.prod.main_route_table_id
  destination_cidr_block    = "10.94.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.dev.id
}

resource "aws_route" "dev_to_prod" {
  route_table_id            = aws_vpc.dev.main_route_table_id
  destination_cidr_block    = "10.14.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.dev.id
}

resource "aws_security_group" "any" {
  for_each = { prod = aws_vpc.prod.id, dev = aws_vpc.dev.id }
  vpc_id   = each.value
  ingress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
