# why: the rule drops what comes from outside; what the model sends is no rule’s, and default action order passes it
# at: aws_instance.llm
resource "aws_vpc" "model" {
  cidr_block = "10.60.0.0/16"
}

resource "aws_subnet" "model" {
  vpc_id     = aws_vpc.model.id
  cidr_block = "10.60.1.0/24"

}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.model.id
}

resource "aws_route_table" "model" {
  vpc_id = aws_vpc.model.id
  route {
    cidr_block = "0.0.0.0/0"
    vpc_endpoint_id = tolist(aws_networkfirewall_firewall.egress.firewall_status[0].sync_states)[0].attachment[0].endpoint_id
  }
}

resource "aws_route_table_association" "model" {
  subnet_id      = aws_subnet.model.id
  route_table_id = aws_route_table.model.id
}

resource "aws_security_group" "llm" {
  vpc_id = aws_vpc.model.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "llm" {
  ami           = "ami-0f0e0d0c0b0a09080"
  instance_type = "g5.xlarge"
  subnet_id     = aws_subnet.model.id
  vpc_security_group_ids = [aws_security_group.llm.id]

  user_data = "vllm serve /models/clinical"
}

resource "aws_subnet" "firewall" {
  vpc_id     = aws_vpc.model.id
  cidr_block = "10.60.9.0/28"
}

resource "aws_networkfirewall_firewall" "egress" {
  name                = "egress"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.egress.arn
  vpc_id              = aws_vpc.model.id
  subnet_mapping {
    subnet_id = aws_subnet.firewall.id
  }
}

resource "aws_networkfirewall_firewall_policy" "egress" {
  name = "egress"
  firewall_policy {
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
    stateless_default_actions = ["aws:forward_to_sfe"]
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
    rules_source {
      rules_string = "drop ip $EXTERNAL_NET any -> $HOME_NET any (sid:1;)"
    }
  }
}
