# why: both members of the global cluster lie in the Union
# at: aws_rds_cluster.home
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

resource "aws_rds_global_cluster" "all" {
  global_cluster_identifier = "records"
  engine                    = "aurora-postgresql"
}

resource "aws_rds_cluster" "home" {
  cluster_identifier        = "records-home"
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.all.id
  master_username           = "clinic"
  manage_master_user_password = true
  tags = { data-classification = "phi" }
}

resource "aws_rds_cluster" "second" {
  provider                  = aws.fr
  cluster_identifier        = "records-second"
  engine                    = "aurora-postgresql"
  global_cluster_identifier = aws_rds_global_cluster.all.id
}
