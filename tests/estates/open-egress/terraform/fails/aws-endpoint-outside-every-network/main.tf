# why: the model names no network and no isolation: its container sends through SageMaker’s own network to the internet
# at: aws_sagemaker_model.chat
resource "aws_iam_role" "chat" {
  name               = "chat"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }] })
}

resource "aws_sagemaker_model" "chat" {
  name                     = "chat"
  execution_role_arn       = aws_iam_role.chat.arn
  primary_container {
    image          = "111111111111.dkr.ecr.eu-central-1.amazonaws.com/chat:1"
    model_data_url = "s3://hospital-weights/chat.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "chat" {
  name = "chat"
  production_variants {
    variant_name           = "a"
    model_name             = aws_sagemaker_model.chat.name
    instance_type          = "ml.g5.xlarge"
    initial_instance_count = 1
  }
}

resource "aws_sagemaker_endpoint" "chat" {
  name                 = "chat"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.chat.name
}
