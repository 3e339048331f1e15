# why: replication hands every object to a partner's account
# wall: aws_s3_bucket.w foreign-account open 0
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
resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Principal = { Service = "s3.amazonaws.com" }, Action = "sts:AssumeRole" }] })

}
resource "aws_iam_role_policy" "r" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::kl-weights/*" }] })
}

resource "aws_s3_bucket_versioning" "w" {
  bucket = aws_s3_bucket.w.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_replication_configuration" "w" {
  bucket = aws_s3_bucket.w.id
  role   = aws_iam_role.r.arn
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    delete_marker_replication { status = "Disabled" }
    destination {
      bucket  = "arn:aws:s3:::partner-eingang"
      account = "700000000007"
      access_control_translation { owner = "Destination" }
    }
  }
}
