resource "aws_vpc" "prod" {
  cidr_block           = "10.60.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}
resource "aws_subnet" "closed" {
  vpc_id            = aws_vpc.prod.id
  cidr_block        = "10.60.1.0/24"
  availability_zone = "eu-central-1a"
}
resource "aws_route_table" "closed" { vpc_id = aws_vpc.prod.id }
resource "aws_route_table_association" "closed" {
  subnet_id      = aws_subnet.closed.id
  route_table_id = aws_route_table.closed.id
}
resource "aws_security_group" "serving" {
  name   = "serving"
  vpc_id = aws_vpc.prod.id
  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
# the gateway endpoint has AWS's default policy: any bucket of anybody
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.prod.id
  service_name    = "com.amazonaws.eu-central-1.s3"
  route_table_ids = [aws_route_table.closed.id]
}
resource "aws_ecs_cluster" "llm" { name = "llm" }
resource "aws_ecs_task_definition" "vllm" {
  family                   = "vllm"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 4096
  memory                   = 16384
  task_role_arn            = aws_iam_role.inference.arn
  execution_role_arn       = aws_iam_role.inference.arn
  container_definitions    = jsonencode([{ name = "vllm", image = "622222222222.dkr.ecr.eu-central-1.amazonaws.com/serving-weights:1", command = ["vllm", "serve"] }])
}
resource "aws_ecs_service" "vllm" {
  name            = "vllm"
  cluster         = aws_ecs_cluster.llm.id
  task_definition = aws_ecs_task_definition.vllm.arn
  desired_count   = 1
  launch_type     = "FARGATE"
  network_configuration {
    subnets         = [aws_subnet.closed.id]
    security_groups = [aws_security_group.serving.id]
  }
}
# SageMaker: isolated, though its group lets everything out
resource "aws_iam_role" "sm" {
  provider           = aws.data
  name               = "sm"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "sm" {
  provider = aws.data
  role     = aws_iam_role.sm.id
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kv-prompts/*" }] })
}
resource "aws_sagemaker_model" "isolated" {
  provider                 = aws.data
  name                     = "isolated"
  execution_role_arn       = aws_iam_role.sm.arn
  enable_network_isolation = true
  primary_container {
    image          = "622222222222.dkr.ecr.eu-central-1.amazonaws.com/serving-weights:1"
    model_data_url = "s3://kv-weights/isolated/model.tar.gz"
  }
}
resource "aws_sagemaker_endpoint_configuration" "isolated" {
  provider = aws.data
  name     = "isolated"
  production_variants {
    model_name             = aws_sagemaker_model.isolated.name
    initial_instance_count = 1
    instance_type          = "ml.g5.xlarge"
  }
}
resource "aws_sagemaker_endpoint" "isolated" {
  provider             = aws.data
  name                 = "isolated"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.isolated.name
}
# and one without a VPC and without isolation
resource "aws_iam_role" "sm_open" {
  provider           = aws.data
  name               = "sm-open"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_sagemaker_model" "open" {
  provider           = aws.data
  name               = "open"
  execution_role_arn = aws_iam_role.sm_open.arn
  primary_container {
    image          = "622222222222.dkr.ecr.eu-central-1.amazonaws.com/serving-weights:1"
    model_data_url = "s3://kv-weights/open/model.tar.gz"
  }
}
resource "aws_sagemaker_endpoint_configuration" "open" {
  provider = aws.data
  name     = "open"
  production_variants {
    model_name             = aws_sagemaker_model.open.name
    initial_instance_count = 1
    instance_type          = "ml.g5.xlarge"
  }
}
resource "aws_sagemaker_endpoint" "open" {
  provider             = aws.data
  name                 = "open"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.open.name
}
# notebooks
resource "aws_iam_role" "nb" {
  provider           = aws.data
  name               = "nb"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "nb" {
  provider = aws.data
  role     = aws_iam_role.nb.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = ["iam:CreatePolicyVersion"], Resource = "arn:aws:iam::622222222222:policy/team/*" },
  ] })
}
resource "aws_iam_policy" "team" {
  provider = aws.data
  name     = "werkzeug"
  path     = "/team/"
  policy   = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "logs:PutLogEvents", Resource = "*" }] })
}
resource "aws_iam_role_policy_attachment" "nb" {
  provider   = aws.data
  role       = aws_iam_role.nb.name
  policy_arn = aws_iam_policy.team.arn
}
resource "aws_vpc" "data" {
  provider   = aws.data
  cidr_block = "10.61.0.0/16"
}
resource "aws_subnet" "nb" {
  provider   = aws.data
  vpc_id     = aws_vpc.data.id
  cidr_block = "10.61.1.0/24"
}
resource "aws_security_group" "nb" {
  provider = aws.data
  name     = "nb"
  vpc_id   = aws_vpc.data.id
}
resource "aws_sagemaker_notebook_instance" "analyst" {
  provider               = aws.data
  name                   = "analyst"
  role_arn               = aws_iam_role.nb.arn
  instance_type          = "ml.t3.medium"
  subnet_id              = aws_subnet.nb.id
  security_groups        = [aws_security_group.nb.id]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
}
