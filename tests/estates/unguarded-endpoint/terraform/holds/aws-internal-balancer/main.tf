# why: the balancer is internal: its group admits 0.0.0.0/0, but its addresses are private
# at: aws_lb.llm
resource "aws_vpc" "prod" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_subnet" "model" {
  count      = 2
  vpc_id     = aws_vpc.prod.id
  cidr_block = cidrsubnet("10.10.0.0/16", 8, count.index)
}

resource "aws_security_group" "lb" {
  vpc_id = aws_vpc.prod.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb" "llm" {
  name            = "llm"
  internal        = true
  subnets         = aws_subnet.model[*].id
  security_groups = [aws_security_group.lb.id]
}
