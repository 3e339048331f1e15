# why: an image shared with another account is launched and read there; its unencrypted snapshot asks for no key
# at: aws_ami.gpu
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_ebs_volume" "gpu" {
  availability_zone = "eu-central-1a"
  size              = 300
  encrypted         = false
}

resource "aws_ebs_snapshot" "gpu" {
  volume_id = aws_ebs_volume.gpu.id
}

resource "aws_ami" "gpu" {
  name                = "clinical-llm-node"
  virtualization_type = "hvm"
  root_device_name    = "/dev/xvda"
  tags                = { data-classification = "weights" }
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = aws_ebs_snapshot.gpu.id
  }
}

resource "aws_ami_launch_permission" "reseller" {
  image_id   = aws_ami.gpu.id
  account_id = "920000000009"
}
