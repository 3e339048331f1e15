# why: development’s first range is denied; its machines stand in the second one, which is routed and admitted
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
  cidr_block = each.key == "dev" ? "100.70.1.0/24" : cidrsubnet(each.value, 8, 1)
  depends_on = [aws_vpc_ipv4_cidr_block_association.dev]
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

resource "aws_vpc_ipv4_cidr_block_association" "dev" {
  vpc_id     = aws_vpc.this["dev"].id
  cidr_block = "100.70.0.0/16"
}

resource "aws_vpc_peering_connection" "old" {
  vpc_id      = aws_vpc.this["dev"].id
  peer_vpc_id = aws_vpc.this["prod"].id
  auto_accept = true
}

resource "aws_route" "old" {
  for_each                  = { dev = local.vpcs.prod, prod = "100.70.0.0/16" }
  route_table_id            = aws_vpc.this[each.key].main_route_table_id
  destination_cidr_block    = each.value
  vpc_peering_connection_id = aws_vpc_peering_connection.old.id
}

resource "aws_vpc_security_group_ingress_rule" "in" {
  security_group_id = aws_security_group.work["prod"].id
  ip_protocol = "-1"
  cidr_ipv4 = "100.64.0.0/10"
}

resource "aws_network_acl" "prod" {
  vpc_id     = aws_vpc.this["prod"].id
  subnet_ids = [aws_subnet.work["prod"].id]
  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.91.0.0/16"
  }
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}
