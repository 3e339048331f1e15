# why: the organisation's S3 policy assigns none: the account's own block is overruled, and the bucket's policy lets everyone read
# at: aws_s3_bucket.records
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}

resource "aws_organizations_organization" "hko" {
  feature_set          = "ALL"
  enabled_policy_types = ["S3_POLICY"]
}

resource "aws_organizations_policy" "block" {
  name    = "s3-block"
  type    = "S3_POLICY"
  content = jsonencode({ s3_attributes = { public_access_block_configuration = { "@@assign" = "none" } } })
}

resource "aws_organizations_policy_attachment" "root" {
  policy_id = aws_organizations_policy.block.id
  target_id = aws_organizations_organization.hko.roots[0].id
}

resource "aws_s3_account_public_access_block" "own" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket" "records" {
  bucket = "hko-records"
  tags   = { data-classification = "phi" }
}

resource "aws_s3_bucket_policy" "records" {
  bucket = aws_s3_bucket.records.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.records.arn}/*", Principal = "*" }]
  })
}
