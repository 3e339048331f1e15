resource "aws_ecs_task_definition" "gateway" {
  family = "gateway"
  container_definitions = jsonencode([{
    name  = "gateway"
    image = "410000000001.dkr.ecr.eu-central-1.amazonaws.com/gateway:2.1"
    environment = [
      { name = "LOG_LEVEL", value = "info" },
      { name = "FHIR_URL", value = "https://gateway:Ruebezahl-7731@fhir.internal/r4" },
    ]
  }])
}
