# why: the domain is VpcOnly and the interface endpoint has private DNS, but it has no policy, which is full access for everyone
# at: aws_sagemaker_domain.studio
resource "aws_vpc" "ml" {
  cidr_block           = "10.30.0.0/16"
  enable_dns_hostnames = true
}

resource "aws_subnet" "ml" {
  vpc_id     = aws_vpc.ml.id
  cidr_block = "10.30.1.0/24"
}

resource "aws_iam_role" "studio" {
  name = "studio"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_sagemaker_domain" "studio" {
  domain_name             = "studio"
  auth_mode               = "IAM"
  vpc_id                  = aws_vpc.ml.id
  subnet_ids              = [aws_subnet.ml.id]
  app_network_access_type = "VpcOnly"
  default_user_settings {
    execution_role = aws_iam_role.studio.arn
  }
}

resource "aws_vpc_endpoint" "sagemaker" {
  for_each            = toset(["api", "runtime"])
  vpc_id              = aws_vpc.ml.id
  service_name        = "com.amazonaws.eu-central-1.sagemaker.${each.key}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = [aws_subnet.ml.id]
  private_dns_enabled = true
}
