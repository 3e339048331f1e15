# What the other examples look like when they are mended: nothing here fails.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.90"
    }
  }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["333333333333"]

  default_tags {
    tags = { env = "prod" }
  }
}

locals {
  account = "333333333333"
  stores = {
    weights     = "weights"
    transcripts = "transcripts"
  }
  deny_plain = {
    for name, class in local.stores : name => {
      Version = "2012-10-17"
      Statement = [{
        Sid       = "OnlyTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["arn:aws:s3:::hardened-${name}", "arn:aws:s3:::hardened-${name}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      }]
    }
  }
}

resource "aws_s3_account_public_access_block" "account" {
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

resource "aws_kms_key" "store" {
  for_each            = local.stores
  description         = "Key of ${each.key}"
  enable_key_rotation = true
}

resource "aws_s3_bucket" "store" {
  for_each = local.stores
  bucket   = "hardened-${each.key}"
  tags     = { data-classification = each.value }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "store" {
  for_each = local.stores
  bucket   = aws_s3_bucket.store[each.key].id

  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.store[each.key].arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "store" {
  for_each                = local.stores
  bucket                  = aws_s3_bucket.store[each.key].id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "store" {
  for_each = local.stores
  bucket   = aws_s3_bucket.store[each.key].id
  policy   = jsonencode(local.deny_plain[each.key])
}

# ---- record of every read, locked, in its own bucket ---------------------------------
resource "aws_s3_bucket" "records" {
  bucket              = "hardened-audit-trail"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "records" {
  bucket = aws_s3_bucket.records.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 400
    }
  }
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = "/hardened/trail"
  retention_in_days = 400
}

resource "aws_iam_role" "trail" {
  name = "hardened-trail"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "cloudtrail.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_cloudtrail" "reads" {
  name                       = "hardened-reads"
  s3_bucket_name             = aws_s3_bucket.records.id
  is_multi_region_trail      = true
  enable_log_file_validation = true
  cloud_watch_logs_group_arn = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn  = aws_iam_role.trail.arn

  advanced_event_selector {
    name = "objects"
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
  }
}

resource "aws_sns_topic" "security" {
  name = "hardened-security"
}

resource "aws_sns_topic_subscription" "security" {
  topic_arn = aws_sns_topic.security.arn
  protocol  = "email"
  endpoint  = "security@hospital.example"
}

resource "aws_cloudwatch_log_metric_filter" "downloads" {
  name           = "weight-downloads"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = "{ ($.eventName = \"GetObject\") && ($.requestParameters.bucketName = \"hardened-weights\") }"

  metric_transformation {
    namespace = "Hardened"
    name      = "WeightDownloads"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "downloads" {
  alarm_name          = "weight-downloads"
  namespace           = "Hardened"
  metric_name         = "WeightDownloads"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 20
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [aws_sns_topic.security.arn]
}

# ---- nothing may be made outside the Union ---------------------------------------------
resource "aws_organizations_policy" "regions" {
  name = "only-eu-regions"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyEuRegions"
      Effect    = "Deny"
      NotAction = ["iam:*", "organizations:*", "route53:*", "cloudfront:*", "support:*", "sts:*"]
      Resource  = "*"
      Condition = { StringNotEquals = { "aws:RequestedRegion" = ["eu-central-1", "eu-west-1"] } }
    }]
  })
}

resource "aws_organizations_policy_attachment" "regions" {
  policy_id = aws_organizations_policy.regions.id
  target_id = local.account
}
