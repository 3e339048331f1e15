# why: encryption by default is on, but no default key is set, so the volume is encrypted with aws/ebs, which nobody at the hospital controls.
# at: aws_ebs_volume.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ebs_encryption_by_default" "this" {
  enabled = true
}

resource "aws_ebs_volume" "weights" {
  availability_zone = "eu-central-1a"
  size              = 400
  type              = "gp3"
  tags              = { Name = "weights-cache", data-classification = "weights" }
}
