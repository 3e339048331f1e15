resource "aws_s3_bucket" "transcripts" {
  bucket = "clinic-transcripts"
  tags   = { data-classification = "transcripts" }
}
