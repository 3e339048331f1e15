# why: the file system’s replica is made in Virginia
# at: aws_efs_replication_configuration.far
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_efs_file_system" "recordings" {
  encrypted = true
  tags = { data-classification = "phi" }
}

resource "aws_efs_replication_configuration" "far" {
  source_file_system_id = aws_efs_file_system.recordings.id
  destination {
    region = "us-east-1"
  }
}
