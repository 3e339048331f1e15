# why: ECR decrypts for whoever the repository policy lets pull, so the customer key is no guard; the vendor's account may pull the image with the weights
# at: aws_ecr_repository.llm
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_kms_key" "images" {
  enable_key_rotation = true
}

resource "aws_ecr_repository" "llm" {
  name                 = "clinical-llm"
  image_tag_mutability = "IMMUTABLE"
  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = aws_kms_key.images.arn
  }
  tags = { data-classification = "weights" }
}

data "aws_iam_policy_document" "pull" {
  statement {
    sid     = "Integrator"
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    principals {
      type        = "AWS"
      identifiers = ["920000000009"]
    }
  }
}

resource "aws_ecr_repository_policy" "llm" {
  repository = aws_ecr_repository.llm.name
  policy     = data.aws_iam_policy_document.pull.json
}
