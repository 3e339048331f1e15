# why: direct_internet_access is Enabled unless it is said otherwise: the notebook sends through a network of SageMaker's own, past the subnet it also stands in
# at: aws_sagemaker_notebook_instance.lab
resource "aws_vpc" "ml" {
  cidr_block = "10.50.0.0/16"
}

resource "aws_subnet" "ml" {
  vpc_id     = aws_vpc.ml.id
  cidr_block = "10.50.1.0/24"
}

resource "aws_security_group" "closed" {
  vpc_id = aws_vpc.ml.id
}

resource "aws_iam_role" "notebook" {
  name = "notebook"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "sagemaker.amazonaws.com" } }]
  })
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name            = "lab"
  instance_type   = "ml.g5.xlarge"
  role_arn        = aws_iam_role.notebook.arn
  subnet_id       = aws_subnet.ml.id
  security_groups = [aws_security_group.closed.id]
}
