# why: a volume made of a snapshot inherits its encryption, and that snapshot is not in the estate.
# at: aws_ebs_volume.restored
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ebs_volume" "restored" {
  availability_zone = "eu-central-1a"
  snapshot_id       = "snap-0a1b2c3d4e5f60718"
  tags              = { data-classification = "records" }
}
