# why: the agent’s model is the Japanese inference profile
# at: aws_bedrockagent_agent.triage
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_bedrockagent_agent" "triage" {
  agent_name              = "triage"
  agent_resource_role_arn = "arn:aws:iam::111111111111:role/agent"
  foundation_model        = "jp.anthropic.claude-sonnet-4-5-20250929-v1:0"
  tags = { data-classification = "phi" }
}
