# why: CloudFront keeps copies of what it serves in edge locations all over the world; a geo restriction chooses viewers, not where copies lie.
# at: aws_cloudfront_distribution.portal
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "recordings" {
  bucket = "visit-recordings"
  tags   = { data-classification = "recordings" }
}

resource "aws_cloudfront_distribution" "portal" {
  enabled = true

  origin {
    origin_id   = "recordings"
    domain_name = aws_s3_bucket.recordings.bucket_regional_domain_name
  }

  default_cache_behavior {
    target_origin_id       = "recordings"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    viewer_protocol_policy = "https-only"
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  }

  restrictions {
    geo_restriction {
      restriction_type = "whitelist"
      locations        = ["DE", "AT"]
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
