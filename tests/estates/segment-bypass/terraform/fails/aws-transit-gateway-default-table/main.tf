# why: both attachments are associated with and propagate to the transit gateway's default table, the VPC tables route 10.0.0.0/8 to it, and the database group admits 10.0.0.0/8
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
  description = "core"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each           = local.vpcs
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.this[each.key].id
  subnet_ids         = [aws_subnet.work[each.key].id]
}

resource "aws_route_table" "work" {
  for_each = local.vpcs
  vpc_id   = aws_vpc.this[each.key].id
  route {
    cidr_block         = "10.0.0.0/8"
    transit_gateway_id = aws_ec2_transit_gateway.core.id
  }
}

resource "aws_route_table_association" "work" {
  for_each       = local.vpcs
  subnet_id      = aws_subnet.work[each.key].id
  route_table_id = aws_route_table.work[each.key].id
}

resource "aws_security_group" "db" {
  vpc_id = aws_vpc.this["prod"].id
  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_db_subnet_group" "ehr" {
  subnet_ids = [aws_subnet.work["prod"].id]
}

resource "aws_db_instance" "ehr" {
  identifier             = "ehr"
  engine                 = "postgres"
  instance_class         = "db.m7g.large"
  allocated_storage      = 100
  db_subnet_group_name   = aws_db_subnet_group.ehr.name
  vpc_security_group_ids = [aws_security_group.db.id]
  tags                   = { data-classification = "phi", env = "prod" }
}
