# why: the rule to the bucket overseas has the status Disabled, so nothing is copied; the enabled one stays in Ireland.
# at: aws_s3_bucket.corpus
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1"
}

provider "aws" {
  alias  = "virginia"
  region = "us-east-1"
}

resource "aws_s3_bucket" "corpus" {
  bucket = "finetuning-corpus"
  tags   = { data-classification = "training-data" }
}

resource "aws_s3_bucket" "ireland" {
  provider = aws.ireland
  bucket   = "finetuning-corpus-ireland"
}

resource "aws_s3_bucket" "virginia" {
  provider = aws.virginia
  bucket   = "pilot-virginia"
  tags     = { data-classification = "none" }
}

resource "aws_s3_bucket_replication_configuration" "corpus" {
  bucket = aws_s3_bucket.corpus.id
  role   = "arn:aws:iam::402118835517:role/replication"
  rule {
    id       = "pilot"
    priority = 1
    status   = "Disabled"
    destination {
      bucket = aws_s3_bucket.virginia.arn
    }
  }
  rule {
    id       = "dr"
    priority = 2
    status   = "Enabled"
    destination {
      bucket = aws_s3_bucket.ireland.arn
    }
  }
}
