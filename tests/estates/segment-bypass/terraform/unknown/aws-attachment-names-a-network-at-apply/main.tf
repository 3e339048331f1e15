# why: production joins the transit gateway with a network that is named only at apply, and may be the development one
# at: aws_ec2_transit_gateway.core
data "external" "names" {
  program = ["./names"]
}

resource "aws_ec2_transit_gateway" "core" {}

resource "aws_vpc" "prod" {
  cidr_block = "10.21.0.0/16"
  tags       = { env = "prod" }
}

resource "aws_vpc" "dev" {
  cidr_block = "10.61.0.0/16"
  tags       = { env = "dev" }
}

resource "aws_subnet" "prod" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.21.0.0/20"
}


resource "aws_ec2_transit_gateway_vpc_attachment" "prod" {
  vpc_id             = aws_vpc.prod.id
  subnet_ids         = [aws_subnet.prod.id]
  transit_gateway_id = aws_ec2_transit_gateway.core.id
}

resource "aws_ec2_transit_gateway_vpc_attachment" "other" {
  vpc_id             = data.external.names.result.id
  subnet_ids         = [data.external.names.result.subnet]
  transit_gateway_id = aws_ec2_transit_gateway.core.id
}
