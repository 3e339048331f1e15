# why: aws:Referer is a header that every client writes itself; restrict_public_buckets is off, and the two block_* settings only refuse policies put from now on.
# at: module.portal.aws_s3_bucket.this
provider "aws" {
  region = "eu-west-1"
}

module "portal" {
  source  = "./modules/bucket"
  name    = "visit-recordings-portal"
  referer = "https://portal.klinik.example/*"
  tags    = { data-classification = "recordings" }
}
