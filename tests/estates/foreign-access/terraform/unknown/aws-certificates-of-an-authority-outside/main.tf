# why: The anchor takes certificates of an authority that was pasted in: whoever it issues them to may assume the role.
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_rolesanywhere_trust_anchor" "partner" {
  name    = "partner"
  enabled = true
  source {
    source_type = "CERTIFICATE_BUNDLE"
    source_data {
      x509_certificate_data = "-----BEGIN CERTIFICATE-----"
    }
  }
}

resource "aws_iam_role" "curators" {
  name = "curators"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "rolesanywhere.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    }]
  })
}

resource "aws_iam_role_policy" "curators" {
  role = aws_iam_role.curators.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
