# why: the distribution stands before the recordings, but with the managed policy CachingDisabled no copy stays at the edge.
# at: aws_s3_bucket.recordings
provider "aws" {
  region = "eu-central-1"
}

data "aws_cloudfront_cache_policy" "none" {
  name = "Managed-CachingDisabled"
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
    cache_policy_id        = data.aws_cloudfront_cache_policy.none.id
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
