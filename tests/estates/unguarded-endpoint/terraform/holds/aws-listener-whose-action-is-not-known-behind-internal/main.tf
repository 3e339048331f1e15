# why: what the listener does is chosen at apply, and whatever it is, the balancer faces the network within
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
  internal           = true
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

data "external" "mode" {
  program = ["./mode.sh"]
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.llm.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:111111111111:certificate/0a1b"
  default_action {
    type             = data.external.mode.result.action
    target_group_arn = aws_lb_target_group.vllm.arn
  }
}
