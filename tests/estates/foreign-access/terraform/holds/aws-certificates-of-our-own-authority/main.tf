# why: The anchor takes certificates of a private authority of the account itself.
# at: aws_s3_bucket.weights
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["480551203977"]
}

resource "aws_s3_bucket" "weights" {
  bucket = "klinikum-llm-weights"
  tags   = { data-classification = "weights" }
}

resource "aws_acmpca_certificate_authority" "clinic" {
  type = "ROOT"
  certificate_authority_configuration {
    key_algorithm     = "RSA_4096"
    signing_algorithm = "SHA512WITHRSA"
    subject {
      common_name = "clinic.example.org"
    }
  }
}

resource "aws_rolesanywhere_trust_anchor" "clinic" {
  name    = "clinic"
  enabled = true
  source {
    source_type = "AWS_ACM_PCA"
    source_data {
      acm_pca_arn = aws_acmpca_certificate_authority.clinic.arn
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
