# why: the domain's policy admits everybody, but its endpoint stands in a VPC: a token of GitHub that assumes a role there brings nobody into the network.
# at: aws_opensearch_domain.notes
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["402118835517"]
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "release" {
  name = "release"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringLike = { "token.actions.githubusercontent.com:sub" = "repo:*:ref:refs/heads/main" } }
    }]
  })
}

resource "aws_vpc" "clinic" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "search" {
  vpc_id     = aws_vpc.clinic.id
  cidr_block = "10.20.1.0/24"
}

resource "aws_opensearch_domain" "notes" {
  domain_name = "notes"
  vpc_options {
    subnet_ids = [aws_subnet.search.id]
  }
  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:*", Resource = "*" }]
  })
  tags = { data-classification = "phi" }
}
