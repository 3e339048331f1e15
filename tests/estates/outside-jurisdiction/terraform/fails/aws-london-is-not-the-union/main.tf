# why: the copy lies in eu-west-2: London, which left the Union
# at: aws_s3_bucket_replication_configuration.copy
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

provider "aws" {
  alias  = "london"
  region = "eu-west-2"
}

resource "aws_s3_bucket" "records" {
  bucket = "clinic-records"
  tags = { data-classification = "phi" }
}

resource "aws_s3_bucket" "copy" {
  provider = aws.london
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
