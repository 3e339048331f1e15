# why: a Kyverno policy of the only cluster verifies the signature of every image and its failure action is Enforce
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

resource "kubectl_manifest" "verify" {
  yaml_body = <<-YAML
    apiVersion: kyverno.io/v1
    kind: ClusterPolicy
    metadata:
      name: verify-images
    spec:
      validationFailureAction: Enforce
      rules:
        - name: signed-and-scanned
          match:
            any:
              - resources:
                  kinds: [Pod]
          verifyImages:
            - imageReferences: ["*"]
              attestors:
                - entries:
                    - keys:
                        kms: awskms:///alias/cosign
  YAML
}
