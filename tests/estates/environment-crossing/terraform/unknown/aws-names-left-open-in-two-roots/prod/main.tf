variable "name" { type = string }
provider "aws" { region = "eu-central-1" }
resource "aws_s3_bucket" "b" {
  bucket = "${var.name}-records"
  tags   = { env = "prod", data-classification = "phi" }
}
