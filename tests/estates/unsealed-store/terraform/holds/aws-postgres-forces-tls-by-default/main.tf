# why: from PostgreSQL 15 on RDS sets rds.force_ssl to 1 by default, and the customer key seals the storage.
# at: aws_db_instance.ehr
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "ehr" {
  description = "ehr"
}

resource "aws_db_instance" "ehr" {
  identifier                  = "ehr"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.r6g.large"
  allocated_storage           = 100
  username                    = "ehr"
  manage_master_user_password = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.ehr.arn
  tags                        = { data-classification = "records" }
}
