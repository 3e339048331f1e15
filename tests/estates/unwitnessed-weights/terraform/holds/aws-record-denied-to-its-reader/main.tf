# why: the reader's policy would let it delete records, but the record's bucket denies that to everyone but services
# at: aws_s3_bucket.w
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
provider "aws" {
  alias               = "dev"
  region              = "eu-central-1"
  allowed_account_ids = ["410000000002"]
}
resource "aws_s3_bucket" "w" {
  bucket = "kl-weights"
  tags   = { data-classification = "weights" }
}
resource "aws_s3_bucket" "log" { bucket = "kl-log" }
resource "aws_cloudtrail" "t" {
  name           = "t"
  s3_bucket_name = aws_s3_bucket.log.id
  event_selector {
    read_write_type = "All"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
resource "aws_s3_bucket_policy" "log" {
  bucket = aws_s3_bucket.log.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "s3:PutObject", Resource = "arn:aws:s3:::kl-log/*" },
  { Effect = "Deny", Principal = "*", Action = ["s3:Delete*", "s3:PutObject*", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutLifecycleConfiguration"], Resource = ["arn:aws:s3:::kl-log", "arn:aws:s3:::kl-log/*"], Condition = { BoolIfExists = { "aws:PrincipalIsAWSService" = "false" } } }] })
}
resource "aws_iam_role" "serve" {
  name               = "serve"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })

}
resource "aws_iam_role_policy" "serve" {
  role   = aws_iam_role.serve.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kl-weights/*" }, { Effect = "Allow", Action = "s3:DeleteObject", Resource = "arn:aws:s3:::kl-*/*" }] })
}
