# why: an RDS snapshot whose shared_accounts hold "all" can be restored by every AWS account; the instance is not encrypted, so RDS accepts it.
# at: aws_db_snapshot.migration
provider "aws" {
  region = "eu-central-1"
}

resource "aws_db_instance" "ehr" {
  identifier                  = "ehr-prod"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.r6g.large"
  allocated_storage           = 200
  username                    = "ehr"
  manage_master_user_password = true
  tags                        = { data-classification = "records" }
}

resource "aws_db_snapshot" "migration" {
  db_instance_identifier = aws_db_instance.ehr.identifier
  db_snapshot_identifier = "ehr-before-migration"
  shared_accounts        = ["all"]
}
