# why: the domain is VpcOnly, and the interface endpoints have private DNS and a policy for principals of the own account only
# at: aws_sagemaker_domain.studio
data "aws_caller_identity" "me" {}

data "aws_iam_policy_document" "endpoint" {
  statement {
    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.me.account_id]
    }
    actions   = ["sagemaker:*"]
    resources = ["*"]
  }
}

resource "aws_vpc" "ml" {
  cidr_block           = "10.30.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "ml" {
  vpc_id     = aws_vpc.ml.id
  cidr_block = "10.30.1.0/24"
}

resource "aws_sagemaker_domain" "studio" {
  domain_name             = "studio"
  auth_mode               = "IAM"
  vpc_id                  = aws_vpc.ml.id
  subnet_ids              = [aws_subnet.ml.id]
  app_network_access_type = "VpcOnly"
  default_user_settings {
    execution_role = "arn:aws:iam::111111111111:role/studio"
  }
}

resource "aws_vpc_endpoint" "sagemaker" {
  for_each            = toset(["api", "runtime"])
  vpc_id              = aws_vpc.ml.id
  service_name        = "com.amazonaws.eu-central-1.sagemaker.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.ml.id]
  private_dns_enabled = true
  policy              = data.aws_iam_policy_document.endpoint.json
}
