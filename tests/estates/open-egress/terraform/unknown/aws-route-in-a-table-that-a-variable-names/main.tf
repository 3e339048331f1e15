# why: the way out is a route of a table that only a variable names: it may be the table of the model's subnet
# at: aws_ecs_service.vllm
variable "table" {
  type = string
}

resource "aws_vpc" "model" {
  cidr_block = "10.40.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.model.id
  cidr_block = "10.40.1.0/24"
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.model.id
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
}

resource "aws_nat_gateway" "out" {
  subnet_id = "subnet-0a1b2c3d4e5f60718"
}

resource "aws_route" "out" {
  route_table_id         = var.table
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.out.id
}

resource "aws_security_group" "model" {
  vpc_id = aws_vpc.model.id
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
    subnets         = [aws_subnet.model.id]
    security_groups = [aws_security_group.model.id]
  }
}
