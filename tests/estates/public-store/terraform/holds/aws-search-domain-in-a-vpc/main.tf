# why: the domain's policy allows everyone, but a domain with vpc_options has no public endpoint: requests from the internet never arrive.
# at: aws_opensearch_domain.transcripts
provider "aws" {
  region = "eu-central-1"
}

resource "aws_security_group" "search" {
  name   = "search"
  vpc_id = "vpc-0f2d1c3b4a5968770"
}

resource "aws_opensearch_domain" "transcripts" {
  domain_name    = "transcripts"
  engine_version = "OpenSearch_2.17"
  tags           = { data-classification = "transcripts" }

  vpc_options {
    subnet_ids         = ["subnet-0a1b2c3d4e5f60718"]
    security_group_ids = [aws_security_group.search.id]
  }

  access_policies = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "*" }, Action = "es:ESHttp*", Resource = "*" }]
  })
}
