provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_vpc" "net" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_subnet" "outer" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.10.0.0/24"
  availability_zone = "eu-central-1a"
}

resource "aws_subnet" "inner" {
  vpc_id            = aws_vpc.net.id
  cidr_block        = "10.10.1.0/24"
  availability_zone = "eu-central-1b"
}

resource "aws_internet_gateway" "gateway" {
  vpc_id = aws_vpc.net.id
}

resource "aws_eip" "address" {
  domain = "vpc"
}

resource "aws_nat_gateway" "nat" {
  subnet_id     = aws_subnet.outer.id
  allocation_id = aws_eip.address.id
}

resource "aws_route_table" "outer_table" {
  vpc_id = aws_vpc.net.id
}

resource "aws_route" "outer_default" {
  route_table_id         = aws_route_table.outer_table.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id
}

resource "aws_route_table_association" "outer_link" {
  subnet_id      = aws_subnet.outer.id
  route_table_id = aws_route_table.outer_table.id
}

resource "aws_route_table" "inner_table" {
  vpc_id = aws_vpc.net.id
}

resource "aws_route" "inner_default" {
  route_table_id         = aws_route_table.inner_table.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}

resource "aws_route_table_association" "inner_link" {
  subnet_id      = aws_subnet.inner.id
  route_table_id = aws_route_table.inner_table.id
}

resource "aws_security_group" "front_group" {
  vpc_id = aws_vpc.net.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.10.0.0/16"]
  }
}

resource "aws_security_group" "model_group" {
  vpc_id = aws_vpc.net.id
  ingress {
    protocol        = "tcp"
    from_port       = 8000
    to_port         = 8000
    security_groups = [aws_security_group.front_group.id]
  }
  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_instance" "vllm" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "g6e.12xlarge"
  subnet_id              = aws_subnet.inner.id
  vpc_security_group_ids = [aws_security_group.model_group.id]
  user_data              = "docker run vllm/vllm-openai:v0.6.3"
  ebs_block_device {
    device_name = "/dev/sdf"
    encrypted   = true
  }
  tags = { data-classification = "weights" }
}

resource "aws_lb" "front" {
  load_balancer_type = "application"
  subnets            = [aws_subnet.outer.id, aws_subnet.inner.id]
  security_groups    = [aws_security_group.front_group.id]
}

resource "aws_lb_target_group" "models" {
  port     = 8000
  protocol = "HTTP"
  vpc_id   = aws_vpc.net.id
}

resource "aws_lb_target_group_attachment" "models" {
  target_group_arn = aws_lb_target_group.models.arn
  target_id        = aws_instance.vllm.id
  port             = 8000
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:111111111111:certificate/0a1b"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.models.arn
  }
}

resource "aws_wafv2_web_acl" "shield" {
  name  = "shield"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name     = "common"
    priority = 1
    override_action {
      count {}
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

resource "aws_wafv2_web_acl_association" "stands" {
  resource_arn = aws_lb.front.arn
  web_acl_arn  = aws_wafv2_web_acl.shield.arn
}
