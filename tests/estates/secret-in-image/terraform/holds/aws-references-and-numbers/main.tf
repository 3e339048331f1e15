# why: names that sound like secrets hold a number, a name, a path and an ARN; the key itself comes by valueFrom
# at: aws_ecs_task_definition.gateway
resource "aws_secretsmanager_secret" "key" {
  name = "gateway/key"
}

resource "aws_ecs_task_definition" "gateway" {
  family = "gateway"
  container_definitions = jsonencode([{
    name  = "gateway"
    image = "410000000001.dkr.ecr.eu-central-1.amazonaws.com/gateway:2.1"
    environment = [for k, v in {
      MAX_TOKENS        = "4096"
      TOKENIZER_PATH    = "/models/tokenizer.json"
      API_KEY_SECRET    = aws_secretsmanager_secret.key.arn
      DB_PASSWORD_FILE  = "/run/secrets/db"
      PASSWORD_PROVIDER = "vault"
    } : { name = k, value = v }]
    secrets = [{ name = "API_KEY", valueFrom = aws_secretsmanager_secret.key.arn }]
  }])
}
