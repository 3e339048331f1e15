# why: the module's default provider is the root's aliased one; `providers = { aws = aws.dr }` puts the bucket in London, which left the EU.
# at: module.archive.aws_s3_bucket.this
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "dr"
  region = local.dr_region
}

locals {
  dr_region = "eu-west-2"
}

module "archive" {
  source    = "./modules/archive"
  providers = { aws = aws.dr }
  name      = "klinik-recordings-archive"
}
