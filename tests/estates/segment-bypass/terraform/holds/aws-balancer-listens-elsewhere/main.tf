# why: the balancer's group admits 22 from below, on which it does not listen; on 443, where it does, its group admits nobody
# at: aws_vpc_peering_connection.old
locals {
  vpcs = { prod = "10.11.0.0/16", dev = "10.91.0.0/16" }
}

resource "aws_vpc" "this" {
  for_each   = local.vpcs
  cidr_block = each.value
  tags       = { env = each.key }
}

resource "aws_subnet" "work" {
  for_each   = local.vpcs
  vpc_id     = aws_vpc.this[each.key].id
  cidr_block = cidrsubnet(each.value, 8, 1)
}

resource "aws_instance" "work" {
  for_each               = local.vpcs
  ami                    = "ami-0f0e0d0c0b0a09080"
  instance_type          = "m6i.large"
  subnet_id              = aws_subnet.work[each.key].id
  vpc_security_group_ids = [aws_security_group.work[each.key].id]
}

resource "aws_security_group" "work" {
  for_each = local.vpcs
  vpc_id   = aws_vpc.this[each.key].id
}

resource "aws_vpc_security_group_egress_rule" "any" {
  for_each          = local.vpcs
  security_group_id = aws_security_group.work[each.key].id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_peering_connection" "old" {
  vpc_id      = aws_vpc.this["dev"].id
  peer_vpc_id = aws_vpc.this["prod"].id
  auto_accept = true
}

resource "aws_route" "old" {
  for_each                  = { dev = local.vpcs.prod, prod = local.vpcs.dev }
  route_table_id            = aws_vpc.this[each.key].main_route_table_id
  destination_cidr_block    = each.value
  vpc_peering_connection_id = aws_vpc_peering_connection.old.id
}

resource "aws_vpc_security_group_ingress_rule" "from_the_balancer" {
  security_group_id            = aws_security_group.work["prod"].id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
  referenced_security_group_id = aws_security_group.front.id
}

resource "aws_security_group" "front" {
  vpc_id = aws_vpc.this["prod"].id
}

resource "aws_vpc_security_group_egress_rule" "front" {
  security_group_id = aws_security_group.front.id
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_lb" "front" {
  name               = "front"
  internal           = true
  load_balancer_type = "application"
  subnets            = [aws_subnet.work["prod"].id]
  security_groups    = [aws_security_group.front.id]
}

resource "aws_lb_target_group" "front" {
  name     = "front"
  vpc_id   = aws_vpc.this["prod"].id
  port     = 8080
  protocol = "HTTP"
}

resource "aws_lb_target_group_attachment" "front" {
  target_group_arn = aws_lb_target_group.front.arn
  target_id        = aws_instance.work["prod"].id
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}

resource "aws_vpc_security_group_ingress_rule" "front" {
  security_group_id = aws_security_group.front.id
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "10.0.0.0/8"
}
