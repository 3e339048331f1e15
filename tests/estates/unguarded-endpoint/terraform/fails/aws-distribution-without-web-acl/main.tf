# why: callers come through the distribution, and it names no web_acl_id; a CloudFront distribution is on the internet whatever its price class
# at: aws_cloudfront_distribution.llm
resource "aws_cloudfront_distribution" "llm" {
  enabled = true
  comment = "LLM assistant"
  origin {
    origin_id   = "llm"
    domain_name = aws_lb.llm.dns_name
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }
  default_cache_behavior {
    target_origin_id       = "llm"
    viewer_protocol_policy = "https-only"
    allowed_methods        = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
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

resource "aws_lb" "llm" {
  name    = "llm"
  subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}
