# why: the egress network hands what the transit gateway brings it back to the gateway: where it goes beyond three turns is not followed
# at: aws_ecs_service.vllm
resource "aws_vpc" "this" {
  for_each   = { model = "10.40.0.0/16", egress = "10.41.0.0/16" }
  cidr_block = each.value
}

resource "aws_subnet" "this" {
  for_each   = { model = ["model", 0], attach = ["egress", 0], nat = ["egress", 1] }
  vpc_id     = aws_vpc.this[each.value[0]].id
  cidr_block = cidrsubnet(aws_vpc.this[each.value[0]].cidr_block, 8, each.value[1])
}

resource "aws_internet_gateway" "egress" {
  vpc_id = aws_vpc.this["egress"].id
}

resource "aws_nat_gateway" "egress" {
  allocation_id = aws_eip.egress.id
  subnet_id     = aws_subnet.this["nat"].id
}

resource "aws_eip" "egress" {
  domain = "vpc"
}

resource "aws_ec2_transit_gateway" "core" {}

resource "aws_ec2_transit_gateway_vpc_attachment" "this" {
  for_each           = { model = "model", egress = "attach" }
  transit_gateway_id = aws_ec2_transit_gateway.core.id
  vpc_id             = aws_vpc.this[each.key].id
  subnet_ids         = [aws_subnet.this[each.value].id]
}

resource "aws_ec2_transit_gateway_route" "default" {
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.this["egress"].id
  transit_gateway_route_table_id = aws_ec2_transit_gateway.core.association_default_route_table_id
}

resource "aws_route_table" "this" {
  for_each = aws_subnet.this
  vpc_id   = each.value.vpc_id
}

resource "aws_route_table_association" "this" {
  for_each       = aws_subnet.this
  subnet_id      = each.value.id
  route_table_id = aws_route_table.this[each.key].id
}

resource "aws_route" "model" {
  route_table_id         = aws_route_table.this["model"].id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.core.id
}

resource "aws_route" "attach" {
  route_table_id         = aws_route_table.this["attach"].id
  destination_cidr_block = "0.0.0.0/0"
  transit_gateway_id     = aws_ec2_transit_gateway.core.id
}

resource "aws_route" "nat" {
  route_table_id         = aws_route_table.this["nat"].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.egress.id
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.this["model"].id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_ecs_task_definition" "vllm" {
  family                = "vllm"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "vllm", image = "vllm/vllm-openai:v0.6.3", memory = 65536 }])
}

resource "aws_ecs_service" "vllm" {
  name            = "vllm"
  task_definition = aws_ecs_task_definition.vllm.arn
  network_configuration {
    subnets         = [aws_subnet.this["model"].id]
    security_groups = [aws_security_group.model.id]
  }
}
