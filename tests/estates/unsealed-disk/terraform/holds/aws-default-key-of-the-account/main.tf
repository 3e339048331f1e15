# why: the volume says nothing, but the account encrypts by default, and aws_ebs_default_kms_key makes the customer key that default.
# at: aws_ebs_volume.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "ebs" {
  description = "ebs"
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_ebs_default_kms_key" "this" {
  key_arn = aws_kms_key.ebs.arn
}

resource "aws_ebs_volume" "weights" {
  availability_zone = "eu-central-1b"
  size              = 400
  tags              = { data-classification = "weights" }
}
