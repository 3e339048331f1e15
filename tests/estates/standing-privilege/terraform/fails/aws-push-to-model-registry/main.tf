# why: a registry of images with the weights baked in is a model repository; the user pushes to it all the time
# at: aws_iam_user.engineer
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_ecr_repository" "llm" {
  name = "clinical-llm"
  tags = { data-classification = "weights" }
}

resource "aws_iam_user" "engineer" {
  name = "a.hofer"
}

resource "aws_iam_user_policy_attachment" "ecr" {
  user       = aws_iam_user.engineer.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPowerUser"
}
