terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}
locals {
  org = "o-verbund1234"
  acc = { prod = "611111111111", data = "622222222222", dev = "633333333333", log = "644444444444" }
}
provider "aws" {
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::611111111111:role/terraform" }
}
provider "aws" {
  alias  = "data"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::622222222222:role/terraform" }
}
provider "aws" {
  alias  = "dev"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::633333333333:role/terraform" }
}
provider "aws" {
  alias  = "log"
  region = "eu-central-1"
  assume_role { role_arn = "arn:aws:iam::644444444444:role/terraform" }
}
provider "aws" {
  alias  = "data_us"
  region = "us-east-1"
  assume_role { role_arn = "arn:aws:iam::622222222222:role/terraform" }
}
