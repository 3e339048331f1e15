# why: default_tags belong to one provider configuration; the bucket is made by the alias, which has none.
# at: aws_s3_bucket.recordings
provider "aws" {
  region = "eu-central-1"
  default_tags {
    tags = { data-classification = "recordings" }
  }
}

provider "aws" {
  alias  = "archive"
  region = "eu-west-1"
}

resource "aws_s3_bucket" "recordings" {
  provider = aws.archive
  bucket   = "klinik-visit-recordings"
  tags     = { Environment = "prod" }
}
