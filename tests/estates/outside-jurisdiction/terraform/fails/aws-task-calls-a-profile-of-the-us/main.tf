# why: the service runs in Ireland, but its task's command names a us. inference profile, which processes what the role reads in the United States.
# at: aws_ecs_service.gateway
provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "clinique-transcripts"
  tags   = { data-classification = "transcripts" }
}

resource "aws_iam_role" "summaries" {
  name = "summaries"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ecs-tasks.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "summaries" {
  role = aws_iam_role.summaries.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.transcripts.arn}/*" },
    ]
  })
}

resource "aws_ecs_task_definition" "gateway" {
  family        = "gateway"
  task_role_arn = aws_iam_role.summaries.arn
  container_definitions = jsonencode([{
    name    = "litellm"
    image   = "402118835517.dkr.ecr.eu-west-1.amazonaws.com/litellm:1.55"
    command = ["--model", "bedrock/us.anthropic.claude-3-5-sonnet-20240620-v1:0"]
  }])
}

resource "aws_ecs_service" "gateway" {
  name            = "gateway"
  cluster         = "arn:aws:ecs:eu-west-1:402118835517:cluster/llm"
  task_definition = aws_ecs_task_definition.gateway.arn
}
