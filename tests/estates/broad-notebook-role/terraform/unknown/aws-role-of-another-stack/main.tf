# why: the notebook's role is made in another stack: what it may read is not declared here
# at: aws_sagemaker_notebook_instance.lab
variable "role_arn" {
  type = string
}

resource "aws_s3_bucket" "weights" {
  bucket = "uka-weights"
}

resource "aws_sagemaker_notebook_instance" "lab" {
  name                   = "lab"
  role_arn               = var.role_arn
  instance_type          = "ml.t3.large"
  subnet_id              = "subnet-0a1b2c3d4e5f60001"
  security_groups        = ["sg-0a1b2c3d4e5f60001"]
  direct_internet_access = "Disabled"
}
