# why: the replica is an instance of its own, in Virginia, of a source in Frankfurt
# at: aws_db_instance.reports
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

resource "aws_db_instance" "reports" {
  provider            = aws.us
  identifier          = "reports"
  instance_class      = "db.r6g.large"
  replicate_source_db = aws_db_instance.records.arn
}
