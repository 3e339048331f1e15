# why: the peering is accepted, and only apply tells whether its far end is the development network
# at: aws_vpc_peering_connection.move
data "external" "names" {
  program = ["./names"]
}

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

resource "aws_vpc_peering_connection" "move" {
  vpc_id      = aws_vpc.prod.id
  peer_vpc_id = data.external.names.result.id
  auto_accept = true
}
