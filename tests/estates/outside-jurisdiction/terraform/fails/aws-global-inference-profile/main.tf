# why: a system-defined profile with the prefix global. sends each prompt to any commercial AWS region; that the agent is made in Frankfurt changes nothing.
provider "aws" {
  region = "eu-central-1"
}

resource "aws_iam_role" "agent" {
  name = "visit-summaries"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "bedrock.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_bedrockagent_agent" "summaries" {
  agent_name              = "visit-summaries"
  agent_resource_role_arn = aws_iam_role.agent.arn
  foundation_model        = "global.anthropic.claude-sonnet-4-20250514-v1:0"
  instruction             = "Summarise the transcript of a telehealth visit for the patient's record, in German."
  tags                    = { data-classification = "prompts" }
}
