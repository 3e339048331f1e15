# why: AWS tag keys are case-sensitive, so `Data-Classification` is another tag than the one that guardrails look for.
# at: aws_s3_bucket.transcripts
provider "aws" {
  region = "eu-central-1"
}

resource "aws_s3_bucket" "transcripts" {
  bucket = "klinik-visit-transcripts"
  tags = {
    Data-Classification = "transcripts"
    Environment         = "prod"
  }
}
