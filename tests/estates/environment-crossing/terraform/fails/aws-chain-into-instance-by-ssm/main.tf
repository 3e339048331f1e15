# why: ssm:SendCommand on the production instance runs the developer's commands there, with the role of its instance profile
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi", env = "prod" }
}

resource "aws_iam_role" "app" {
  name = "ehr-app"
  tags = { env = "prod" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy_attachment" "app" {
  for_each = toset([
    "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
  ])
  role       = aws_iam_role.app.name
  policy_arn = each.value
}

resource "aws_iam_instance_profile" "app" {
  name = "ehr-app"
  role = aws_iam_role.app.name
}

resource "aws_instance" "app" {
  ami                  = "ami-0a1b2c3d4e5f60718"
  instance_type        = "m7i.large"
  iam_instance_profile = aws_iam_instance_profile.app.name
  tags                 = { env = "prod" }
}

resource "aws_iam_role" "dev" {
  name = "dev-pipeline"
  tags = { env = "dev" }
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "dev" {
  role = aws_iam_role.dev.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["ssm:SendCommand"], Resource = ["arn:aws:ec2:eu-central-1:410000000001:instance/*", "arn:aws:ssm:*:*:document/AWS-RunShellScript"] }]
  })
}
