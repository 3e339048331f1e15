# why: the role takes the tokens of the cluster's issuer, named once with and once without its scheme, and the nodes that run its pods stand in a public subnet
# wall: aws_s3_bucket.w internet open 0
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_vpc" "v" { cidr_block = "10.1.0.0/16" }
resource "aws_internet_gateway" "i" { vpc_id = aws_vpc.v.id }
resource "aws_subnet" "pub" {
  vpc_id                  = aws_vpc.v.id
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
}
resource "aws_route_table" "pub" {
  vpc_id = aws_vpc.v.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.i.id
  }
}
resource "aws_route_table_association" "pub" {
  subnet_id      = aws_subnet.pub.id
  route_table_id = aws_route_table.pub.id
}
resource "aws_subnet" "priv" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.1.2.0/24"
}
resource "aws_route_table" "priv" { vpc_id = aws_vpc.v.id }
resource "aws_route_table_association" "priv" {
  subnet_id      = aws_subnet.priv.id
  route_table_id = aws_route_table.priv.id
}
resource "aws_security_group" "open" {
  vpc_id = aws_vpc.v.id
  name   = "open"
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_iam_role" "c" {
  name               = "c"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "eks.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role" "n" {
  name               = "n"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_eks_cluster" "k" {
  name     = "llm"
  role_arn = aws_iam_role.c.arn
  vpc_config { subnet_ids = [aws_subnet.pub.id] }
}
resource "aws_eks_node_group" "n" {
  cluster_name    = aws_eks_cluster.k.name
  node_group_name = "gpu"
  node_role_arn   = aws_iam_role.n.arn
  subnet_ids      = [aws_subnet.pub.id]
  instance_types  = ["g5.xlarge"]
  scaling_config {
    desired_size = 1
    max_size     = 1
    min_size     = 1
  }
}

resource "aws_iam_openid_connect_provider" "k" {
  url            = aws_eks_cluster.k.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
resource "aws_iam_role" "pod" {
  name = "pod"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Federated = aws_iam_openid_connect_provider.k.arn }, Action = "sts:AssumeRoleWithWebIdentity",
  Condition = { StringEquals = { "${replace(aws_eks_cluster.k.identity[0].oidc[0].issuer, "https://", "")}:sub" = "system:serviceaccount:llm:vllm" } } }] })
}
resource "aws_iam_role_policy" "pod" {
  role   = aws_iam_role.pod.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kl-weights/*" }] })
}
