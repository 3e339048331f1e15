# why: replication leads to a bucket that the estate does not show: where it lies is not known
# at: aws_s3_bucket_replication_configuration.out
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_s3_bucket" "records" {
  bucket = "clinic-records"
  tags = { data-classification = "phi" }
}

resource "aws_s3_bucket_replication_configuration" "out" {
  bucket = aws_s3_bucket.records.id
  role   = "arn:aws:iam::111111111111:role/replicate"
  rule {
    status = "Enabled"
    destination {
      bucket = "arn:aws:s3:::archive-of-the-clinic"
    }
  }
}
