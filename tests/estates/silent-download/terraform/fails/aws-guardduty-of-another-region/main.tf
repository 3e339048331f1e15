# why: GuardDuty is regional: the detector with S3 protection stands in eu-west-1, the weights in eu-central-1
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "ireland"
  region = "eu-west-1"
}

resource "aws_s3_bucket" "weights" {
  bucket = "flk-weights"
}

resource "aws_guardduty_detector" "ireland" {
  provider = aws.ireland
  enable   = true
  datasources {
    s3_logs {
      enable = true
    }
  }
}
