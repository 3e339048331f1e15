# why: both networks join a transit gateway that is named only at apply: it may be one and the same, and its tables are not known
# at: aws_ec2_transit_gateway_vpc_attachment.net["dev"]
data "external" "names" {
  program = ["./names"]
}

resource "aws_vpc" "net" {
  for_each   = { dev = "10.61.0.0/16", prod = "10.21.0.0/16" }
  cidr_block = each.value
  tags       = { env = each.key }
}

resource "aws_subnet" "net" {
  for_each   = aws_vpc.net
  vpc_id     = each.value.id
  cidr_block = cidrsubnet(each.value.cidr_block, 4, 1)
}

resource "aws_route" "net" {
  for_each               = aws_vpc.net
  route_table_id         = each.value.main_route_table_id
  destination_cidr_block = "10.0.0.0/8"
  transit_gateway_id     = data.external.names.result.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "net" {
  for_each           = aws_vpc.net
  vpc_id             = each.value.id
  subnet_ids         = [aws_subnet.net[each.key].id]
  transit_gateway_id = data.external.names.result.id
}

resource "aws_default_security_group" "prod" {
  vpc_id = aws_vpc.net["prod"].id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.61.0.0/16"]
  }
}
