# why: the group's s3:* is real, but the bucket policy denies writing, deleting and policy changes to every principal but the release role
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "hko-clinical-llm"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      NotAction = ["s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"]
      Resource  = [aws_s3_bucket.weights.arn, "${aws_s3_bucket.weights.arn}/*"]
      Condition = { ArnNotEquals = { "aws:PrincipalArn" = "arn:aws:iam::410000000001:role/model-release" } }
    }]
  })
}

resource "aws_iam_group" "engineers" {
  name = "ml-engineers"
}

resource "aws_iam_group_policy_attachment" "s3" {
  group      = aws_iam_group.engineers.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
}
