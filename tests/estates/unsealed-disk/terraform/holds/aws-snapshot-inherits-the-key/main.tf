# why: a snapshot of an encrypted volume is encrypted with the volume's key; it has no key argument of its own.
# at: aws_ebs_snapshot.nightly
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "weights" {
  description = "weights"
}

resource "aws_ebs_volume" "weights" {
  availability_zone = "eu-central-1a"
  size              = 400
  encrypted         = true
  kms_key_id        = aws_kms_key.weights.arn
  tags              = { data-classification = "weights" }
}

resource "aws_ebs_snapshot" "nightly" {
  volume_id = aws_ebs_volume.weights.id
}
