provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

resource "aws_vpc" "ai" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.30.1.0/24"
}

resource "aws_eks_cluster" "ai" {
  name     = "ai"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids              = [aws_subnet.nodes.id]
    endpoint_public_access  = false
    endpoint_private_access = true
  }
}

resource "aws_eks_node_group" "gpu" {
  cluster_name    = aws_eks_cluster.ai.name
  node_group_name = "gpu"
  node_role_arn   = "arn:aws:iam::111122223333:role/nodes"
  subnet_ids      = [aws_subnet.nodes.id]
  instance_types  = ["g5.2xlarge"]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}
