# why: production propagates its range, but a static blackhole route of the same prefix in development's table is preferred to the propagated one
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

resource "aws_ec2_transit_gateway" "core" {
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each           = local.vpcs
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.this[each.key].id
  subnet_ids         = [aws_subnet.work[each.key].id]
}

resource "aws_ec2_transit_gateway_route_table" "this" {
  for_each           = local.vpcs
  transit_gateway_id = aws_ec2_transit_gateway.core.id
}

resource "aws_ec2_transit_gateway_route_table_association" "this" {
  for_each                       = local.vpcs
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this[each.key].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "cross" {
  for_each                       = { prod = "dev", dev = "prod" }
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this[each.key].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this[each.value].id
}

resource "aws_ec2_transit_gateway_route" "no_prod" {
  destination_cidr_block         = local.vpcs.prod
  blackhole                      = true
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.this["dev"].id
}

resource "aws_route" "core" {
  for_each               = local.vpcs
  route_table_id         = aws_vpc.this[each.key].main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = aws_ec2_transit_gateway.core.id
}

resource "aws_security_group" "open" {
  for_each = local.vpcs
  vpc_id   = aws_vpc.this[each.key].id
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
    cidr_blocks = ["0.0.0.0/0"]
  }
}
