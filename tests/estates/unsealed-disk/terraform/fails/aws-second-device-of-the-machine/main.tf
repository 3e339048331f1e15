# why: the root device has the customer key, the data device that keeps the model says encrypted = true only, which is aws/ebs.
# at: aws_instance.vllm
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "gpu" {
  description = "gpu"
}

resource "aws_instance" "vllm" {
  ami           = "ami-0a1b2c3d4e5f60718"
  instance_type = "g5.12xlarge"
  tags          = { data-classification = "weights" }

  root_block_device {
    volume_size = 100
    encrypted   = true
    kms_key_id  = aws_kms_key.gpu.arn
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 600
    encrypted   = true
  }
}
