# why: the source lies in Frankfurt, but an enabled replication rule copies every object to a bucket that an aliased provider makes in Ohio.
# at: aws_s3_bucket_replication_configuration.weights
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "ohio"
  region = "us-east-2"
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket" "copy" {
  provider = aws.ohio
  bucket   = "klinik-weights-copy"
}

resource "aws_s3_bucket_replication_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  role   = "arn:aws:iam::402118835517:role/replication"
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    delete_marker_replication {
      status = "Disabled"
    }
    destination {
      bucket        = aws_s3_bucket.copy.arn
      storage_class = "STANDARD_IA"
    }
  }
}
