# why: routes and groups let development in, but rule 90 of the subnet's network ACL denies its range before rule 100 allows everything
# at: aws_vpc_peering_connection.dev
locals {
  cidrs = { prod = "10.12.0.0/16", dev = "10.92.0.0/16" }
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

resource "aws_default_security_group" "open" {
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
}

resource "aws_network_acl_rule" "prod" {
  for_each = {
    deny_dev  = { number = 90, egress = false, action = "deny", cidr = local.cidrs.dev }
    allow_in  = { number = 100, egress = false, action = "allow", cidr = "0.0.0.0/0" }
    allow_out = { number = 100, egress = true, action = "allow", cidr = "0.0.0.0/0" }
  }
  network_acl_id = aws_network_acl.prod.id
  rule_number    = each.value.number
  egress         = each.value.egress
  rule_action    = each.value.action
  protocol       = "-1"
  cidr_block     = each.value.cidr
}
