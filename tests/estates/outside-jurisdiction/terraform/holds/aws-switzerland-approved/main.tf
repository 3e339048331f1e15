# why: Zurich lies outside the EU, but the charter approves the EU and Switzerland.
# at: aws_db_instance.ehr
provider "aws" {
  region = "eu-central-2"
}

resource "aws_db_instance" "ehr" {
  identifier                  = "ehr"
  engine                      = "postgres"
  instance_class              = "db.r6g.large"
  allocated_storage           = 100
  username                    = "ehr"
  manage_master_user_password = true
  tags                        = { data-classification = "records" }
}
