# why: the key looked up by alias/aws/rds is an AWS managed key: its policy is AWS's and it cannot be withdrawn.
# at: aws_db_instance.ehr
provider "aws" {
  region = "eu-west-1"
}

data "aws_kms_alias" "rds" {
  name = "alias/aws/rds"
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
  kms_key_id                  = data.aws_kms_alias.rds.target_key_arn
  tags                        = { data-classification = "records" }
}
