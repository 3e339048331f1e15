# why: production’s group names development’s group alone, and a transit gateway carries no such reference unless it is enabled
# at: aws_ec2_transit_gateway.core
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

resource "aws_ec2_transit_gateway" "core" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each           = local.vpcs
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.this[each.key].id
  subnet_ids         = [aws_subnet.work[each.key].id]
}

resource "aws_route" "core" {
  for_each               = local.vpcs
  route_table_id         = aws_vpc.this[each.key].main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.core.id
}

resource "aws_vpc_security_group_ingress_rule" "in" {
  security_group_id = aws_security_group.work["prod"].id
  ip_protocol = "tcp"
  from_port = 443
  to_port = 443
  referenced_security_group_id = aws_security_group.work["dev"].id
}
