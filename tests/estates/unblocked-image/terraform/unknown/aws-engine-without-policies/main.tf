# why: Kyverno is installed, but it enforces only what policies say, and none is declared here: they may come from another repository
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name = "vllm"
}

resource "aws_eks_cluster" "llm" {
  name     = "llm"
  role_arn = "arn:aws:iam::410000000001:role/eks"
  vpc_config {
    subnet_ids = ["subnet-0a1b2c3d4e5f60001"]
  }
}

resource "helm_release" "kyverno" {
  name       = "kyverno"
  repository = "https://kyverno.github.io/kyverno/"
  chart      = "kyverno"
  namespace  = "kyverno"
}
