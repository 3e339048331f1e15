# why: the global cluster’s second member lies in Virginia: what the member in Frankfurt takes is replicated to it
# at: aws_neptune_cluster.second
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

resource "aws_neptune_global_cluster" "all" {
  global_cluster_identifier = "records"
  engine                    = "neptune"
}

resource "aws_neptune_cluster" "home" {
  cluster_identifier        = "records-home"
  engine                    = "neptune"
  global_cluster_identifier = aws_neptune_global_cluster.all.id

  tags = { data-classification = "phi" }
}

resource "aws_neptune_cluster" "second" {
  provider                  = aws.us
  cluster_identifier        = "records-second"
  engine                    = "neptune"
  global_cluster_identifier = aws_neptune_global_cluster.all.id
}
