# why: a customer key seals the storage, but the parameter group sets rds.force_ssl to 0, so clients may connect without TLS.
# at: aws_db_instance.ehr
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "ehr" {
  description = "ehr"
}

resource "aws_db_parameter_group" "ehr" {
  name   = "ehr-pg16"
  family = "postgres16"
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
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
  parameter_group_name        = aws_db_parameter_group.ehr.name
  tags                        = { data-classification = "records" }
}
