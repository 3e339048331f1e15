resource "aws_ebs_volume" "cache" {
  availability_zone = "eu-central-1a"
  size              = 500
  type              = "gp3"
  encrypted         = true # the key aws/ebs, which is not yours

  tags = {
    Name                = "weights-cache"
    data-classification = "weights"
  }
}
