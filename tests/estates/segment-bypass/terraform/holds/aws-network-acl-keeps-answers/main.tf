# why: connections come in on 443, but the ACL is stateless and its outbound rules open no ephemeral port toward development: no answer gets back
# at: aws_vpc_peering_connection.dev
locals {
  cidrs = { prod = "10.13.0.0/16", dev = "10.93.0.0/16" }
}

resource "aws_vpc" "this" {
  for_each   = local.cidrs
  cidr_block = each.value
  tags       = { env = each.key }
}

resource "aws_subnet" "work" {
  for_each   = local.cidrs
  vpc_id     = aws_vpc.this[each.key].id
  cidr_block = cidrsubnet(each.value, 4, 0)
}

resource "aws_vpc_peering_connection" "dev" {
  vpc_id      = aws_vpc.this["prod"].id
  peer_vpc_id = aws_vpc.this["dev"].id
  auto_accept = true
}

resource "aws_route" "peer" {
  for_each                  = { prod = "dev", dev = "prod" }
  route_table_id            = aws_vpc.this[each.key].main_route_table_id
  destination_cidr_block    = local.cidrs[each.value]
  vpc_peering_connection_id = aws_vpc_peering_connection.dev.id
}

resource "aws_security_group" "open" {
  for_each = local.cidrs
  vpc_id   = aws_vpc.this[each.key].id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_network_acl" "prod" {
  vpc_id     = aws_vpc.this["prod"].id
  subnet_ids = [aws_subnet.work["prod"].id]
  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }
  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = local.cidrs.prod
  }
}
