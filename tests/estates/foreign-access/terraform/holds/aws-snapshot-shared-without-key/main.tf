# why: sharing an encrypted snapshot shares nothing until the customer key's policy lets the other account use the key; this one names the own account alone
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "db" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" }]
  })
}

resource "aws_db_instance" "ehr" {
  identifier          = "ehr-prod"
  engine              = "postgres"
  instance_class      = "db.m6g.large"
  allocated_storage   = 100
  username            = "ehr"
  manage_master_user_password = true
  storage_encrypted   = true
  kms_key_id          = aws_kms_key.db.arn
  skip_final_snapshot = true
  tags                = { data-classification = "phi" }
}

resource "aws_db_snapshot" "monthly" {
  db_instance_identifier = aws_db_instance.ehr.identifier
  db_snapshot_identifier = "ehr-monthly"
  shared_accounts        = ["920000000009"]
}
