# why: an endpoint configuration without kms_key_arn leaves the storage volume that holds the weights under a key of SageMaker's.
# at: aws_sagemaker_endpoint_configuration.llm
provider "aws" {
  region = "eu-central-1"
}

resource "aws_sagemaker_model" "llm" {
  name               = "llm"
  execution_role_arn = "arn:aws:iam::402118835517:role/sagemaker"
  primary_container {
    image          = "402118835517.dkr.ecr.eu-central-1.amazonaws.com/vllm:1.4"
    model_data_url = "s3://klinik-weights/llm.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "llm" {
  name = "llm"
  tags = { data-classification = "weights" }
  production_variants {
    variant_name           = "main"
    model_name             = aws_sagemaker_model.llm.name
    instance_type          = "ml.c5.9xlarge"
    initial_instance_count = 1
    volume_size_in_gb      = 256
  }
}
