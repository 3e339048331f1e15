# why: development routes to production, but no production table routes back to 10.95.0.0/16: the answer of a connection never returns
# at: aws_vpc_peering_connection.dev
resource "aws_vpc" "prod" {
  cidr_block = "10.15.0.0/16"
  tags       = { env = "prod" }
}

resource "aws_vpc" "dev" {
  cidr_block = "10.95.0.0/16"
  tags       = { env = "dev" }
}

resource "aws_subnet" "prod" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.15.0.0/20"
}

resource "aws_subnet" "dev" {
  vpc_id     = aws_vpc.dev.id
  cidr_block = "10.95.0.0/20"
}

resource "aws_vpc_peering_connection" "dev" {
  vpc_id      = aws_vpc.prod.id
  peer_vpc_id = aws_vpc.dev.id
  auto_accept = true
}

resource "aws_route_table" "dev" {
  vpc_id = aws_vpc.dev.id
  route {
    cidr_block                = "10.15.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.dev.id
  }
}

resource "aws_main_route_table_association" "dev" {
  vpc_id         = aws_vpc.dev.id
  route_table_id = aws_route_table.dev.id
}

resource "aws_route_table" "prod" {
  vpc_id = aws_vpc.prod.id
  route {
    cidr_block                = "10.96.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.dev.id
  }
}

resource "aws_route_table_association" "prod" {
  subnet_id      = aws_subnet.prod.id
  route_table_id = aws_route_table.prod.id
}
