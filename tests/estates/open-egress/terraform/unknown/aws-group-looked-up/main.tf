# why: the instance's group is looked up by a data source: what it lets out is declared elsewhere
# at: aws_instance.vllm
data "aws_security_group" "shared" {
  name = "shared-workloads"
}

resource "aws_vpc" "prod" {
  cidr_block = "10.65.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.prod.id
  cidr_block = "10.65.1.0/24"
}

resource "aws_route" "default" {
  route_table_id         = aws_vpc.prod.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = "nat-0123456789abcdef0"
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.model.id
  vpc_security_group_ids = [data.aws_security_group.shared.id]
  user_data              = "docker run vllm/vllm-openai:v0.6.3"
}
