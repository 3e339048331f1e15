# why: the module merges the caller's tags with its own, and neither map holds the classification tag.
# at: module.chat.aws_dynamodb_table.this
provider "aws" {
  region = "eu-central-1"
}

module "chat" {
  source = "./modules/table"
  name   = "visit-transcripts"
  tags   = { owner = "telehealth" }
}
