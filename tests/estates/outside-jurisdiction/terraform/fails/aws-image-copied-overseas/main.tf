# why: the machine image with the weights is copied to Virginia
# at: aws_ami_copy.far
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

resource "aws_ami" "weights" {
  name                = "llm-weights"
  virtualization_type = "hvm"
  root_device_name    = "/dev/sda1"
  ebs_block_device {
    device_name = "/dev/sda1"
    snapshot_id = "snap-0a1b2c3d4e5f60718"
  }
  tags = { data-classification = "weights" }
}

resource "aws_ami_copy" "far" {
  provider          = aws.us
  name              = "llm-weights"
  source_ami_id     = aws_ami.weights.id
  source_ami_region = "eu-central-1"
}
