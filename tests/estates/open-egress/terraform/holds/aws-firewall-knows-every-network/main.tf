# why: HOME_NET is set to all private ranges, so the central firewall’s drop concerns the model’s network too
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
  vpc_endpoint_id        = tolist(aws_networkfirewall_firewall.egress.firewall_status[0].sync_states)[0].attachment[0].endpoint_id
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

resource "aws_networkfirewall_firewall" "egress" {
  name                = "egress"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.egress.arn
  vpc_id              = aws_vpc.this["egress"].id
  subnet_mapping {
    subnet_id = aws_subnet.this["attach"].id
  }
}

resource "aws_networkfirewall_firewall_policy" "egress" {
  name = "egress"
  firewall_policy {
    stateless_default_actions          = ["aws:forward_to_sfe"]
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
    stateful_rule_group_reference {
      resource_arn = aws_networkfirewall_rule_group.names.arn
    }
  }
}

resource "aws_networkfirewall_rule_group" "names" {
  name     = "names"
  type     = "STATEFUL"
  capacity = 100
  rule_group {
    rule_variables {
      ip_sets {
        key = "HOME_NET"
        ip_set {
          definition = ["10.0.0.0/8"]
        }
      }
    }
    rules_source {
      rules_string = "drop ip $HOME_NET any -> $EXTERNAL_NET any (sid:1;)"
    }
  }
}
