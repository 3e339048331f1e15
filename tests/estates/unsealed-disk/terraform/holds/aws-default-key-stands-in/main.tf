# why: encryption by default is on and its default key is the customer's: a volume that says encrypted = true and names no key is sealed with that key, not with aws/ebs.
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
  encrypted         = true
  tags              = { data-classification = "weights" }
}

resource "aws_instance" "vllm" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "g5.12xlarge"
  tags          = { data-classification = "weights" }
  root_block_device {
    volume_size = 100
    encrypted   = true
  }
}
