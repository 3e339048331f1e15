# why: the provider names no region, but the volume names its zone: us-east-1a lies in Virginia whoever runs Terraform, and its snapshot lies beside it
# at: aws_ebs_snapshot.patients
provider "aws" {}

resource "aws_ebs_snapshot" "patients" {
  volume_id = aws_ebs_volume.patients.id
}

resource "aws_ebs_volume" "patients" {
  availability_zone = "us-east-1a"
  size              = 100
  tags              = { Name = "patients", data-classification = "patient-data" }
}
