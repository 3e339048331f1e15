resource "aws_kms_key" "weights" {
  enable_key_rotation = true
}

resource "aws_ebs_volume" "cache" {
  availability_zone = "eu-central-1a"
  size              = 500
  type              = "gp3"
  encrypted         = true
  kms_key_id        = aws_kms_key.weights.arn
  tags              = { data-classification = "weights" }
}
