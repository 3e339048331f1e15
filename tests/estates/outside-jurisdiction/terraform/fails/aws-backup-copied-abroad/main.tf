# why: the vault in Frankfurt is only the first stop: the plan's copy_action copies each recovery point of the patient database to a vault in Zurich.
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "far"
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

resource "aws_backup_vault" "near" {
  name = "ehr"
}

resource "aws_backup_vault" "far" {
  provider = aws.far
  name     = "ehr-far"
}

resource "aws_backup_plan" "ehr" {
  name = "ehr"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.near.name
    schedule          = "cron(0 2 * * ? *)"
    copy_action {
      destination_vault_arn = aws_backup_vault.far.arn
    }
  }
}

resource "aws_backup_selection" "ehr" {
  name         = "ehr"
  plan_id      = aws_backup_plan.ehr.id
  iam_role_arn = "arn:aws:iam::402118835517:role/backup"
  resources    = [aws_db_instance.ehr.arn]
}
