# why: the detector runs, but its feature S3_DATA_EVENTS is DISABLED: GuardDuty sees no object reads
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "elk-weights"
}

resource "aws_guardduty_detector" "main" {
  enable = true
}

locals {
  features = {
    S3_DATA_EVENTS         = "DISABLED"
    EKS_AUDIT_LOGS         = "ENABLED"
    EBS_MALWARE_PROTECTION = "ENABLED"
  }
}

resource "aws_guardduty_detector_feature" "this" {
  for_each    = local.features
  detector_id = aws_guardduty_detector.main.id
  name        = each.key
  status      = each.value
}
