# why: the default action signs in, but the rule for /v1/* comes before it and forwards to the model without asking anybody
# at: aws_lb.llm
resource "aws_vpc" "prod" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_subnet" "public" {
  count      = 2
  vpc_id     = aws_vpc.prod.id
  cidr_block = cidrsubnet("10.10.0.0/16", 8, count.index)
}

resource "aws_lb" "llm" {
  name    = "llm"
  subnets = aws_subnet.public[*].id
}

resource "aws_ecs_task_definition" "tgi" {
  family                = "tgi"
  network_mode          = "awsvpc"
  container_definitions = jsonencode([{ name = "tgi", image = "ghcr.io/huggingface/text-generation-inference:2.4", memory = 65536 }])
}

resource "aws_ecs_service" "tgi" {
  name            = "tgi"
  task_definition = aws_ecs_task_definition.tgi.arn
  network_configuration {
    subnets = aws_subnet.public[*].id
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.tgi.arn
    container_name   = "tgi"
    container_port   = 80
  }
}

resource "aws_lb_target_group" "tgi" {
  name        = "tgi"
  port        = 80
  protocol    = "HTTP"
  target_type = "ip"
  vpc_id      = aws_vpc.prod.id
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.llm.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:111111111111:certificate/0a1b"
  default_action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn       = "arn:aws:cognito-idp:eu-central-1:111111111111:userpool/eu-central-1_abc"
      user_pool_client_id = "client"
      user_pool_domain    = "klinik"
    }
  }
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tgi.arn
  }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 1
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.tgi.arn
  }
  condition {
    path_pattern {
      values = ["/v1/*"]
    }
  }
}
