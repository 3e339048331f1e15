# why: nobody is granted read, but no public access block is declared (AWS's default of 2023 is no declared guard) and SSE-S3 keeps no stranger out: one statement away
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "klinik-model-weights"
  tags   = { data-classification = "weights", env = "prod" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "weights" {
  bucket = aws_s3_bucket.weights.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}
