# why: ECS Exec is granted on the tasks of the development cluster; the task that reads the records runs in another
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_role" "app" {
  name = "ehr-app"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "app" {
  role = aws_iam_role.app.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.records.arn}/*" }]
  })
}

resource "aws_ecs_cluster" "prod" {
  name = "prod"
  tags = { env = "prod" }
}

resource "aws_ecs_task_definition" "ehr" {
  family                = "ehr"
  task_role_arn         = aws_iam_role.app.arn
  container_definitions = jsonencode([{ name = "ehr", image = "410000000001.dkr.ecr.eu-central-1.amazonaws.com/ehr:4.2" }])
  tags                  = { env = "prod" }
}

resource "aws_ecs_service" "ehr" {
  name            = "ehr"
  cluster         = aws_ecs_cluster.prod.id
  task_definition = aws_ecs_task_definition.ehr.arn
  enable_execute_command = true
  tags            = { env = "prod" }
}

resource "aws_iam_user" "dev" {
  name = "dev-support"
  tags = { env = "dev" }
}

resource "aws_iam_user_policy" "dev" {
  user = aws_iam_user.dev.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["ecs:ExecuteCommand", "ecs:ListTasks"]
      Resource = [
        "arn:aws:ecs:eu-central-1:410000000001:cluster/dev",
        "arn:aws:ecs:eu-central-1:410000000001:task/dev/*",
      ]
    }]
  })
}
