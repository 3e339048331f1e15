# why: merge() of the caller's map and the module's own one carries the classification tag to the table.
# at: module.transcripts.aws_dynamodb_table.this[0]
provider "aws" {
  region = "eu-central-1"
}

module "transcripts" {
  source = "./modules/table"
  name   = "visit-transcripts"
  tags   = { DataClassification = "transcripts" }
}
