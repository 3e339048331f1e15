# why: the federated principal is the issuer of a cluster of the same estate, no outsider, though its address is known only after apply
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_eks_cluster" "this" {
  for_each = toset(["dev", "prod"])
  name     = "hko-${each.key}"
  role_arn = "arn:aws:iam::410000000001:role/eks"
  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d", "subnet-0d3c2b1a"]
  }
  tags = { env = each.key }
}

resource "aws_iam_openid_connect_provider" "this" {
  for_each       = aws_eks_cluster.this
  url            = each.value.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "serving" {
  name = "llm-serving"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = aws_iam_openid_connect_provider.this["prod"].arn }
      Condition = {
        StringEquals = { "${replace(aws_eks_cluster.this["prod"].identity[0].oidc[0].issuer, "https://", "")}:sub" = "system:serviceaccount:llm:serving" }
      }
    }]
  })
}

resource "aws_iam_role_policy" "serving" {
  role = aws_iam_role.serving.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
