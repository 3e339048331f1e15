# why: the far end is a VPC of another account that nothing here declares: neither its environment nor its routes are known
# at: aws_vpc_peering_connection.partner
resource "aws_vpc" "prod" {
  cidr_block = "10.16.0.0/16"
  tags       = { env = "prod" }
}

resource "aws_subnet" "prod" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.16.0.0/20"
}

resource "aws_vpc_peering_connection" "partner" {
  vpc_id        = aws_vpc.prod.id
  peer_vpc_id   = "vpc-0a1b2c3d4e5f60718"
  peer_owner_id = "333333333333"
}

resource "aws_route" "partner" {
  route_table_id            = aws_vpc.prod.main_route_table_id
  destination_cidr_block    = "10.99.0.0/16"
  vpc_peering_connection_id = aws_vpc_peering_connection.partner.id
}
