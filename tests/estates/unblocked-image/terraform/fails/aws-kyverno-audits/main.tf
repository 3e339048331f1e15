# why: the Kyverno policy verifies signatures, but its failure action is Audit: it reports and lets every pod start
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

resource "kubernetes_manifest" "verify" {
  manifest = {
    apiVersion = "kyverno.io/v1"
    kind       = "ClusterPolicy"
    metadata   = { name = "verify-images" }
    spec = {
      validationFailureAction = "Audit"
      rules = [{
        name         = "signed"
        match        = { any = [{ resources = { kinds = ["Pod"] } }] }
        verifyImages = [{ imageReferences = ["*"], attestors = [{ entries = [{ keys = { kms = "awskms:///alias/cosign" } }] }] }]
      }]
    }
  }
}
