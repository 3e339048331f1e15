resource "aws_ebs_volume" "cache" {
  availability_zone = "eu-central-1a"
  size              = 500
  encrypted         = true  # aws/ebs, not yours
  tags = { data-classification = "weights" }
}
