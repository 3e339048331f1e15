# why: an Identity Center assignment is permanent: the group may open an administrator's session in the account any time it likes
# at: aws_ssoadmin_account_assignment.platform
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

data "aws_ssoadmin_instances" "this" {}

locals {
  instance = tolist(data.aws_ssoadmin_instances.this.arns)[0]
  store    = tolist(data.aws_ssoadmin_instances.this.identity_store_ids)[0]
}

resource "aws_identitystore_group" "platform" {
  identity_store_id = local.store
  display_name      = "platform-engineers"
}

resource "aws_ssoadmin_permission_set" "power" {
  name             = "PlatformPower"
  instance_arn     = local.instance
  session_duration = "PT8H"
}

resource "aws_ssoadmin_managed_policy_attachment" "power" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.power.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess"
}

resource "aws_ssoadmin_account_assignment" "platform" {
  instance_arn       = local.instance
  permission_set_arn = aws_ssoadmin_permission_set.power.arn
  principal_id       = aws_identitystore_group.platform.group_id
  principal_type     = "GROUP"
  target_id          = "410000000001"
  target_type        = "AWS_ACCOUNT"
}
