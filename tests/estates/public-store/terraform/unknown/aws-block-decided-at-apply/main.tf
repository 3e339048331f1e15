# why: the policy lets everyone read; whether the access block cancels it hangs on a variable without a default.
# at: aws_s3_bucket.weights
provider "aws" {
  region = "eu-central-1"
}

variable "restrict" {
  type = bool
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinik-weights-drop"
  tags   = { data-classification = "weights" }
}

resource "aws_s3_bucket_public_access_block" "weights" {
  bucket                  = aws_s3_bucket.weights.id
  restrict_public_buckets = var.restrict
}

resource "aws_s3_bucket_policy" "weights" {
  bucket = aws_s3_bucket.weights.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
