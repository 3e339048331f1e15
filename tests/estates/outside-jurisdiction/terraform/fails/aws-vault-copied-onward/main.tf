# why: the local vault lies in Frankfurt, but the plan's rule copies what it keeps to London.
# at: aws_backup_vault.local
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "distant"
  region = "eu-west-2"
}

resource "aws_efs_file_system" "records" {
  tags = { backup = "daily", data-classification = "phi" }
}

resource "aws_backup_vault" "local" {
  name = "local"
}

resource "aws_backup_vault" "distant" {
  provider = aws.distant
  name     = "distant"
}

resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.local.name
    copy_action {
      destination_vault_arn = aws_backup_vault.distant.arn
    }
  }
}

resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = "arn:aws:iam::402118835517:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
