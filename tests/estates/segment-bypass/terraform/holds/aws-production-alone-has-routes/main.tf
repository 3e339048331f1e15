# why: production’s table leads to development, which has no route to production: nothing below can open a connection
# at: aws_vpc_peering_connection.old
locals {
  vpcs = { prod = "10.11.0.0/16", dev = "10.91.0.0/16" }
}

resource "aws_vpc" "this" {
  for_each   = local.vpcs
  cidr_block = each.value
  tags       = { env = each.key }
}

resource "aws_subnet" "work" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.this[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_instance" "work" {
  for_each               = local.vpcs
  ami                    = "ami-0f0e0d0c0b0a09080"
  instance_type          = "m6i.large"
  subnet_id              = aws_subnet.work[each.key].id
  vpc_security_group_ids = [aws_security_group.work[each.key].id]
}

resource "aws_security_group" "work" {
  for_each = local.vpcs
  vpc_id   = aws_vpc.this[each.key].id
}

resource "aws_vpc_security_group_egress_rule" "any" {
  for_each          = local.vpcs
  security_group_id = aws_security_group.work[each.key].id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_peering_connection" "old" {
  vpc_id      = aws_vpc.this["dev"].id
  peer_vpc_id = aws_vpc.this["prod"].id
  auto_accept = true
}

resource "aws_route" "old" {
  route_table_id            = aws_vpc.this["prod"].main_route_table_id
  destination_cidr_block    = local.vpcs.dev
  vpc_peering_connection_id = aws_vpc_peering_connection.old.id
}

resource "aws_vpc_security_group_ingress_rule" "in" {
  security_group_id = aws_security_group.work["prod"].id
  ip_protocol = "-1"
  cidr_ipv4 = "10.0.0.0/8"
}
