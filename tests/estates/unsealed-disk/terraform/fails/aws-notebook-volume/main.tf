# why: kms_key_id of a notebook instance seals its ML volume; without it SageMaker uses a key of its own, and the notebook keeps training data there.
# at: aws_sagemaker_notebook_instance.research
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "sagemaker" {
  description = "sagemaker"
}

resource "aws_iam_role" "research" {
  name = "research"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "sagemaker.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_sagemaker_notebook_instance" "research" {
  name          = "finetuning"
  role_arn      = aws_iam_role.research.arn
  instance_type = "ml.g5.2xlarge"
  volume_size   = 500
  tags          = { data-classification = "training-data" }
}
