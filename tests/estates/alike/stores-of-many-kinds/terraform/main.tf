provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "key" {
  enable_key_rotation = true
}

resource "aws_db_instance" "ehr" {
  identifier          = "ehr"
  engine              = "postgres"
  engine_version      = "16.3"
  instance_class      = "db.m6i.large"
  storage_encrypted   = true
  kms_key_id          = aws_kms_key.key.arn
  publicly_accessible = true
  tags                = { data-classification = "records" }
}

resource "aws_dynamodb_table" "visits" {
  name         = "visits"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  tags = { data-classification = "records" }
}

resource "aws_sqs_queue" "calls" {
  name              = "calls"
  kms_master_key_id = aws_kms_key.key.arn
  tags              = { data-classification = "recordings" }
}

resource "aws_sns_topic" "notes" {
  name = "notes"
  tags = { data-classification = "transcripts" }
}

resource "aws_sns_topic_policy" "notes_policy" {
  arn    = aws_sns_topic.notes.arn
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "920000000009" }, Action = "sns:Subscribe", Resource = aws_sns_topic.notes.arn }] })
}

resource "aws_kinesis_stream" "audio" {
  name            = "audio"
  shard_count     = 1
  encryption_type = "KMS"
  kms_key_id      = aws_kms_key.key.arn
  tags            = { data-classification = "recordings" }
}

resource "aws_efs_file_system" "scratch" {
  encrypted  = true
  kms_key_id = aws_kms_key.key.arn
  tags       = { data-classification = "weights" }
}

resource "aws_ecr_repository" "image" {
  name = "clinical-llm"
  tags = { data-classification = "weights" }
}

resource "aws_elasticache_replication_group" "cache" {
  replication_group_id       = "prompts"
  description                = "prompts"
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  kms_key_id                 = aws_kms_key.key.arn
  tags                       = { data-classification = "prompts" }
}

resource "aws_opensearch_domain" "notes_index" {
  domain_name = "notes"
  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_key.key.arn
  }
  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }
  tags = { data-classification = "records" }
}

resource "aws_cloudwatch_log_group" "log" {
  name = "/llm/prompts"
  tags = { data-classification = "prompts" }
}

resource "aws_iam_role" "runner" {
  name               = "runner"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
  tags               = { env = "dev" }
}

resource "aws_iam_policy" "runner_rights" {
  name   = "runner-rights"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["dynamodb:GetItem", "sqs:ReceiveMessage"], Resource = [aws_dynamodb_table.visits.arn, aws_sqs_queue.calls.arn] }] })
}

resource "aws_iam_role_policy_attachment" "runner_rights" {
  role       = aws_iam_role.runner.name
  policy_arn = aws_iam_policy.runner_rights.arn
}

resource "aws_lambda_function" "worker" {
  function_name = "worker"
  role          = aws_iam_role.runner.arn
  runtime       = "python3.12"
  handler       = "app.main"
  s3_bucket     = "code"
  s3_key        = "app.zip"
  environment {
    variables = { DB_PASSWORD = "Ruebezahl-7731-x" }
  }
}
