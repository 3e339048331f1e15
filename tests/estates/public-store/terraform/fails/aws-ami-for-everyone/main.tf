# why: a launch permission for the group "all" makes the image public, and its root disk carries the weights copied onto it.
# at: aws_ami.inference
provider "aws" {
  region = "eu-central-1"
}

resource "aws_ebs_snapshot" "inference" {
  volume_id = "vol-0a1b2c3d4e5f60718"
  tags      = { data-classification = "weights" }
}

resource "aws_ami" "inference" {
  name                = "llm-inference-2026-10"
  virtualization_type = "hvm"
  root_device_name    = "/dev/xvda"
  tags                = { data-classification = "weights" }
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = aws_ebs_snapshot.inference.id
  }
}

resource "aws_ami_launch_permission" "everyone" {
  image_id = aws_ami.inference.id
  group    = "all"
}
