# why: the automated backups are replicated to another region of the Union
# at: aws_db_instance.records
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_db_instance" "records" {
  identifier                  = "records"
  engine                      = "postgres"
  instance_class              = "db.r6g.large"
  allocated_storage           = 100
  backup_retention_period     = 7
  username                    = "clinic"
  manage_master_user_password = true
  tags = { data-classification = "phi" }
}

resource "aws_db_instance_automated_backups_replication" "near" {
  provider               = aws.fr
  source_db_instance_arn = aws_db_instance.records.arn
}
