# why: copying an encrypted snapshot with encrypted = true and no kms_key_id seals the copy with aws/ebs, whatever sealed the source.
# at: aws_ebs_snapshot_copy.dr
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

resource "aws_ebs_snapshot" "weights" {
  volume_id = aws_ebs_volume.weights.id
}

resource "aws_ebs_snapshot_copy" "dr" {
  source_snapshot_id = aws_ebs_snapshot.weights.id
  source_region      = "eu-central-1"
  encrypted          = true
}
