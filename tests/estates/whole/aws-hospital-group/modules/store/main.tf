variable "name" { type = string }
variable "data" { type = string }
variable "key" {
  type    = string
  default = null
}
variable "sealed" {
  type    = bool
  default = false
}
variable "policy" {
  type    = string
  default = null
}
variable "block" {
  type    = bool
  default = true
}
resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = { data-classification = var.data }
}
resource "aws_s3_bucket_public_access_block" "this" {
  count                   = var.block ? 1 : 0
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = var.sealed ? 1 : 0
  bucket = aws_s3_bucket.this.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key
    }
    bucket_key_enabled = true
  }
}
data "aws_iam_policy_document" "tls" {
  source_policy_documents = var.policy == null ? [] : [var.policy]
  statement {
    sid       = "OnlyTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}
resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.tls.json
}
output "arn" { value = aws_s3_bucket.this.arn }
output "id" { value = aws_s3_bucket.this.id }
