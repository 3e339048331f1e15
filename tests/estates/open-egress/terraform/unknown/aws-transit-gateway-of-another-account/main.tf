# why: the default route leads to a transit gateway of another account, whose route tables say what leaves: nobody shows them here
# at: aws_sagemaker_notebook_instance.lab
resource "aws_vpc" "prod" {
  cidr_block = "10.21.0.0/16"
  tags       = { env = "prod" }
}

resource "aws_subnet" "prod" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.21.0.0/20"
}

resource "aws_route" "out" {
  route_table_id         = aws_vpc.prod.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = "tgw-0a1b2c3d4e5f60718"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "prod" {
  vpc_id             = aws_vpc.prod.id
  subnet_ids         = [aws_subnet.prod.id]
  transit_gateway_id = "tgw-0a1b2c3d4e5f60718"
}

resource "aws_security_group" "lab" {
  vpc_id = aws_vpc.prod.id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "lab"
  role_arn               = "arn:aws:iam::111111111111:role/lab"
  instance_type          = "ml.g5.xlarge"
  subnet_id              = aws_subnet.prod.id
  security_groups        = [aws_security_group.lab.id]
  direct_internet_access = "Disabled"
}
