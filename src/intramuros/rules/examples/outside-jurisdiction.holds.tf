provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "archive"
  region = "eu-west-1"
}

resource "aws_s3_bucket" "recordings" {
  provider = aws.archive
  bucket   = "clinic-recordings"
  tags     = { data-classification = "recordings" }
}
