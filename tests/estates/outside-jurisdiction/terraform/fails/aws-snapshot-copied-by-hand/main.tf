# why: a snapshot of the volume with recordings is copied to Virginia
# at: aws_ebs_snapshot_copy.far
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_ebs_volume" "recordings" {
  availability_zone = "eu-central-1a"
  size              = 100
  tags = { data-classification = "phi" }
}

resource "aws_ebs_snapshot" "recordings" {
  volume_id = aws_ebs_volume.recordings.id
}

resource "aws_ebs_snapshot_copy" "far" {
  provider           = aws.us
  source_snapshot_id = aws_ebs_snapshot.recordings.id
  source_region      = "eu-central-1"
}
