# why: a service control policy binds every role of the member account, also one that a vendor has assumed; it denies s3 to all but the platform's roles
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_organizations_policy" "data_perimeter" {
  name = "vendors-read-no-objects"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Action    = ["s3:GetObject*", "s3:PutBucketPolicy", "s3:PutBucketAcl"]
      Resource  = "*"
      Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/platform/*" } }
    }]
  })
}

resource "aws_organizations_policy_attachment" "clinical" {
  policy_id = aws_organizations_policy.data_perimeter.id
  target_id = "410000000001"
}

resource "aws_s3_bucket" "records" {
  bucket = "hko-patient-records"
  tags   = { data-classification = "phi" }
}

resource "aws_iam_role" "vendor" {
  name = "vendor-support"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "920000000009" } }]
  })
}

resource "aws_iam_role_policy_attachment" "vendor" {
  role       = aws_iam_role.vendor.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}
