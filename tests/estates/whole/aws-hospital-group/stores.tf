# ---- keys of the data account
resource "aws_kms_key" "weights" {
  provider = aws.data
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "own", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.data}:root" }, Action = "kms:*", Resource = "*" },
    { Sid = "inference", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.prod}:root" }, Action = ["kms:Decrypt", "kms:DescribeKey"], Resource = "*" },
  ] })
}
resource "aws_kms_key" "patient" {
  provider = aws.data
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Sid = "own", Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.data}:root" }, Action = "kms:*", Resource = "*" },
  ] })
}
locals {
  stores = {
    weights = {
      data   = "weights", key = aws_kms_key.weights.arn, block = true
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.prod}:root" }, Action = ["s3:GetObject", "s3:ListBucket"], Resource = ["arn:aws:s3:::kv-weights", "arn:aws:s3:::kv-weights/*"] }] })
    }
    transcripts = {
      data   = "transcripts", key = aws_kms_key.patient.arn, block = true
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::kv-transcripts/*", Condition = { StringEquals = { "aws:PrincipalOrgID" = local.org } } }] })
    }
    recordings = { data = "recordings", key = aws_kms_key.patient.arn, block = false, policy = null }
    reports = {
      data   = "records", key = null, block = true
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = ["arn:aws:iam::700000000007:role/auswertung"] }, Action = "s3:GetObject", Resource = "arn:aws:s3:::kv-reports/export/*" }] })
    }
    referrals = {
      data   = "records", key = null, block = false
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "arn:aws:s3:::kv-referrals/*", Condition = { IpAddress = { "aws:SourceIp" = ["0.0.0.0/1", "128.0.0.0/1"] } } }] })
    }
    prompts = { data = "prompts", key = null, block = true, policy = null }
  }
}
module "store" {
  source    = "./modules/store"
  for_each  = local.stores
  providers = { aws = aws.data }
  name      = "kv-${each.key}"
  data      = each.value.data
  key       = each.value.key
  sealed    = contains(["weights", "transcripts", "recordings"], each.key)
  block     = each.value.block
  policy    = each.value.policy
}
# ---- backup copies recordings to the other side of the ocean
resource "aws_backup_vault" "eu" {
  provider = aws.data
  name     = "eu"
}
resource "aws_backup_vault" "us" {
  provider = aws.data_us
  name     = "dr"
}
resource "aws_backup_plan" "nightly" {
  provider = aws.data
  name     = "nightly"
  rule {
    rule_name         = "nightly"
    target_vault_name = aws_backup_vault.eu.name
    schedule          = "cron(0 3 * * ? *)"
    copy_action { destination_vault_arn = aws_backup_vault.us.arn }
  }
}
resource "aws_iam_role" "backup" {
  provider           = aws.data
  name               = "backup"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "backup.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_backup_selection" "recordings" {
  provider     = aws.data
  name         = "patients"
  plan_id      = aws_backup_plan.nightly.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [module.store["recordings"].arn]
}
# ---- queue of transcripts, opened to everybody, closed by the RCP
resource "aws_sqs_queue" "dictation" {
  provider                = aws.data
  name                    = "kv-dictation"
  sqs_managed_sse_enabled = true
  tags                    = { data-classification = "transcripts" }
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::700000000007:root" }, Action = "sqs:ReceiveMessage", Resource = "*" }] })
}
# ---- queue which only our own bucket's events may fill
resource "aws_sqs_queue" "events" {
  provider                = aws.data
  name                    = "kv-recording-events"
  sqs_managed_sse_enabled = true
  tags                    = { data-classification = "recordings" }
  policy                  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:SendMessage", Resource = "*", Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:s3:::kv-recordings" } } }] })
}
# ---- snapshots handed to the integrator
resource "aws_ebs_volume" "notes" {
  provider          = aws.data
  availability_zone = "eu-central-1a"
  size              = 100
  encrypted         = true
  kms_key_id        = aws_kms_key.patient.arn
  tags              = { data-classification = "transcripts" }
}
resource "aws_ebs_snapshot" "notes" {
  provider  = aws.data
  volume_id = aws_ebs_volume.notes.id
}
resource "aws_snapshot_create_volume_permission" "notes" {
  provider    = aws.data
  snapshot_id = aws_ebs_snapshot.notes.id
  account_id  = "700000000007"
}
resource "aws_dynamodb_table" "sessions" {
  provider     = aws.data
  name         = "kv-sessions"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.patient.arn
  }
  tags = { data-classification = "transcripts" }
}
resource "aws_dynamodb_resource_policy" "sessions" {
  provider     = aws.data
  resource_arn = aws_dynamodb_table.sessions.arn
  policy       = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::700000000007:root" }, Action = "dynamodb:GetItem", Resource = aws_dynamodb_table.sessions.arn }] })
}
resource "aws_ecr_repository" "serving" {
  provider = aws.data
  name     = "serving-weights"
  tags     = { data-classification = "weights" }
}
resource "aws_ecr_repository_policy" "serving" {
  provider   = aws.data
  repository = aws_ecr_repository.serving.name
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = "*", Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }] })
}
# ---- secrets of production
resource "aws_secretsmanager_secret" "db" {
  name   = "prod/db"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.dev}:root" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_kms_key" "secrets" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.prod}:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.dev}:role/labor" }, Action = ["kms:Encrypt", "kms:GenerateDataKey*"], Resource = "*" },
  ] })
}
resource "aws_secretsmanager_secret" "pacs" {
  name       = "prod/pacs"
  kms_key_id = aws_kms_key.secrets.arn
  policy     = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.dev}:role/labor" }, Action = "secretsmanager:GetSecretValue", Resource = "*" }] })
}
resource "aws_kms_key" "shared" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.prod}:root" }, Action = "kms:*", Resource = "*" },
    { Effect = "Allow", Principal = { AWS = "arn:aws:iam::${local.acc.dev}:root" }, Action = ["kms:CreateGrant"], Resource = "*" },
  ] })
}
resource "aws_secretsmanager_secret" "token" {
  name       = "prod/token"
  kms_key_id = aws_kms_key.shared.arn
}
