# why: a trail without is_multi_region_trail records its own region only, and the bucket with the weights stands in another
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1"
}

resource "aws_s3_bucket" "weights" {
  bucket = "tum-weights"
}

resource "aws_s3_bucket" "trail" {
  provider = aws.ireland
  bucket   = "tum-trail"
}

resource "aws_cloudtrail" "main" {
  provider       = aws.ireland
  name           = "tum"
  s3_bucket_name = aws_s3_bucket.trail.id

  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
