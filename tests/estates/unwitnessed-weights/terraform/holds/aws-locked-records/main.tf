# why: the inference role may delete objects of every bucket, but records under object lock in COMPLIANCE mode cannot be deleted by anyone before they are a year old
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "vkb-weights"
}

resource "aws_s3_bucket" "trail" {
  bucket              = "vkb-trail"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "trail" {
  bucket = aws_s3_bucket.trail.id
  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 365
    }
  }
}

resource "aws_cloudtrail" "main" {
  name                  = "vkb"
  s3_bucket_name        = aws_s3_bucket.trail.id
  is_multi_region_trail = true
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}

resource "aws_iam_role" "inference" {
  name = "vkb-inference"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "inference" {
  role = aws_iam_role.inference.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:DeleteObject*"], Resource = "*" }]
  })
}
