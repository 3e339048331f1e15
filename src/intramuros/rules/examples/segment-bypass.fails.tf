locals {
  vpcs = { prod = "10.10.0.0/16", dev = "10.90.0.0/16" }
}

resource "aws_vpc" "this" {
  for_each   = local.vpcs
  cidr_block = each.value
  tags       = { env = each.key }
}

resource "aws_subnet" "this" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.this[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_vpc_peering_connection" "migration" {
  vpc_id      = aws_vpc.this["dev"].id
  peer_vpc_id = aws_vpc.this["prod"].id
  auto_accept = true
}

resource "aws_route" "peer" {
  for_each                  = { prod = "dev", dev = "prod" }
  route_table_id            = aws_vpc.this[each.key].main_route_table_id
  destination_cidr_block    = local.vpcs[each.value]
  vpc_peering_connection_id = aws_vpc_peering_connection.migration.id
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.this["prod"].id
  ingress {
    from_port   = 8000
    to_port     = 8000
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
