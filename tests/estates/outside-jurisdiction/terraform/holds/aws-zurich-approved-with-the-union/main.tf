# why: the charter approves the Union and Zurich, and the replica lies in Zurich
# at: aws_s3_bucket.records
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "zurich"
  region = "eu-central-2"
}

resource "aws_s3_bucket" "records" {
  bucket = "clinic-records"
  tags = { data-classification = "phi" }
}

resource "aws_s3_bucket" "copy" {
  provider = aws.zurich
  bucket   = "clinic-records-copy"
}

resource "aws_s3_bucket_replication_configuration" "copy" {
  bucket = aws_s3_bucket.records.id
  role   = "arn:aws:iam::111111111111:role/replicate"
  rule {
    status = "Enabled"
    destination {
      bucket = aws_s3_bucket.copy.arn
    }
  }
}
