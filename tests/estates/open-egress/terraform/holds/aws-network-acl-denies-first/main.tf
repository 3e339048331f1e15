# why: routes and group let everything out, but rule 90 of the network ACL denies all addresses before rule 100 allows them; only the own range comes first
# at: aws_instance.vllm
resource "aws_vpc" "prod" {
  cidr_block = "10.61.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id                  = aws_vpc.prod.id
  cidr_block              = "10.61.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_internet_gateway" "igw" {
  vpc_id = aws_vpc.prod.id
}

resource "aws_route" "default" {
  route_table_id         = aws_vpc.prod.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.igw.id
}

resource "aws_network_acl" "model" {
  vpc_id     = aws_vpc.prod.id
  subnet_ids = [aws_subnet.model.id]

  dynamic "egress" {
    for_each = { 80 = ["allow", aws_vpc.prod.cidr_block], 90 = ["deny", "0.0.0.0/0"], 100 = ["allow", "0.0.0.0/0"] }
    content {
      rule_no    = tonumber(egress.key)
      action     = egress.value[0]
      cidr_block = egress.value[1]
      protocol   = "-1"
      from_port  = 0
      to_port    = 0
    }
  }
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.prod.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.model.id]
  user_data              = "docker run vllm/vllm-openai:v0.6.3"
}
