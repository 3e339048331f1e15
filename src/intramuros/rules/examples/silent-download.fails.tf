provider "aws" {
  region = "eu-central-1"
}
resource "aws_s3_bucket" "weights" {
  bucket = "example-clinic-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_guardduty_detector" "main" {
  enable = true
}
resource "aws_guardduty_detector_feature" "s3" {
  detector_id = aws_guardduty_detector.main.id
  name        = "S3_DATA_EVENTS"
  status      = "DISABLED"
}
