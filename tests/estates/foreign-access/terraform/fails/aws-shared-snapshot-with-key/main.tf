# why: a snapshot shared with an account is restored there when the key policy lets that account use the key through its root: CreateGrant and Decrypt suffice
# at: aws_ebs_snapshot.weights
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["410000000001"]
}

locals {
  partner = "920000000009"
}

resource "aws_kms_key" "disks" {
  description = "model disks"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" },
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.partner}:root" }
        Action    = ["kms:DescribeKey", "kms:Decrypt", "kms:ReEncrypt*", "kms:CreateGrant"]
        Resource  = "*"
      },
    ]
  })
}

resource "aws_ebs_volume" "weights" {
  availability_zone = "eu-west-1a"
  size              = 400
  encrypted         = true
  kms_key_id        = aws_kms_key.disks.arn
  tags              = { data-classification = "weights" }
}

resource "aws_ebs_snapshot" "weights" {
  volume_id = aws_ebs_volume.weights.id
}

resource "aws_snapshot_create_volume_permission" "partner" {
  snapshot_id = aws_ebs_snapshot.weights.id
  account_id  = local.partner
}
