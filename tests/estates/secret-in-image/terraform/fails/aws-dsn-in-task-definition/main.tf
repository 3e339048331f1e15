# why: ECS shows `environment` to everybody who may describe the task definition, and the DSN carries user and password; the secret beside it is a reference
# at: aws_ecs_task_definition.gateway
resource "aws_ecs_task_definition" "gateway" {
  family = "gateway"
  container_definitions = jsonencode([{
    name  = "gateway"
    image = "410000000001.dkr.ecr.eu-central-1.amazonaws.com/gateway:2.1"
    environment = [
      { name = "LOG_LEVEL", value = "info" },
      { name = "QUEUE", value = "amqp://gateway:Ruebezahl-7731@mq.internal:5671/llm" },
    ]
    secrets = [
      { name = "HF_TOKEN", valueFrom = "arn:aws:secretsmanager:eu-central-1:410000000001:secret:hf-AbCdEf" },
    ]
  }])
}
