# why: the sign-in lets those pass who do not sign in
# at: aws_lb.llm
resource "aws_vpc" "prod" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_subnet" "this" {
  for_each   = { public_a = 0, public_b = 1, model = 2 }
  vpc_id     = aws_vpc.prod.id
  cidr_block = cidrsubnet("10.10.0.0/16", 8, each.value)
}

resource "aws_instance" "vllm" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "g6e.12xlarge"
  subnet_id     = aws_subnet.this["model"].id
  user_data     = "docker run vllm/vllm-openai:v0.6.3"
}

resource "aws_lb" "llm" {
  name               = "llm"
  load_balancer_type = "application"
  subnets            = [aws_subnet.this["public_a"].id, aws_subnet.this["public_b"].id]
}

resource "aws_lb_target_group" "vllm" {
  name     = "vllm"
  port     = 8000
  protocol = "HTTP"
  vpc_id   = aws_vpc.prod.id
}

resource "aws_lb_target_group_attachment" "vllm" {
  target_group_arn = aws_lb_target_group.vllm.arn
  target_id        = aws_instance.vllm.id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.llm.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.llm.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:111111111111:certificate/0a1b"
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      status_code  = "403"
    }
  }
}

resource "aws_lb_listener_rule" "chat" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 10
  action {
    type = "authenticate-cognito"
    authenticate_cognito {
      user_pool_arn       = "arn:aws:cognito-idp:eu-central-1:111111111111:userpool/eu-central-1_abc"
      user_pool_client_id = "client"
      user_pool_domain    = "klinik"
      on_unauthenticated_request = "allow"
    }
  }
  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.vllm.arn
  }
  condition {
    path_pattern {
      values = ["/v1/*"]
    }
  }
}

resource "aws_wafv2_web_acl" "llm" {
  name  = "llm"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name     = "common"
    priority = 1
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = true
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "llm"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_association" "llm" {
  resource_arn = aws_lb.llm.arn
  web_acl_arn  = aws_wafv2_web_acl.llm.arn
}
