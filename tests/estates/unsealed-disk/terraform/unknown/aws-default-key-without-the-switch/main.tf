# why: a default key is declared, encryption by default is not: the provider's pages disagree whether that key then seals a volume that asks for encryption and names none.
# at: aws_ebs_volume.weights
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "ebs" {
  description = "ebs"
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
