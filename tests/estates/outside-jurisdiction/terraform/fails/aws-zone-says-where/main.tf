# why: the provider names no region, but the volume names its zone, and us-east-1a lies in Virginia whoever runs Terraform
# at: aws_ebs_volume.patients
provider "aws" {}

resource "aws_ebs_volume" "patients" {
  availability_zone = "us-east-1a"
  size              = 100
  tags              = { Name = "patients", data-classification = "patient-data" }
}
