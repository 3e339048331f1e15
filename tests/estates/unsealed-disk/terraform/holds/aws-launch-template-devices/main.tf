# why: both devices of the launch template name the customer key; the local NVMe of a g5 machine dies with its host.
# at: aws_instance.vllm
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "gpu" {
  description = "gpu"
}

resource "aws_launch_template" "vllm" {
  name_prefix   = "vllm-"
  image_id      = "ami-0a1b2c3d4e5f60718"
  instance_type = "g5.12xlarge"

  dynamic "block_device_mappings" {
    for_each = { "/dev/xvda" = 100, "/dev/sdf" = 600 }
    content {
      device_name = block_device_mappings.key
      ebs {
        volume_size = block_device_mappings.value
        encrypted   = true
        kms_key_id  = aws_kms_key.gpu.arn
      }
    }
  }
}

resource "aws_instance" "vllm" {
  tags = { data-classification = "weights" }
  launch_template {
    id      = aws_launch_template.vllm.id
    version = "$Latest"
  }
}
