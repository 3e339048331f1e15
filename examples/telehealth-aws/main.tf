terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.90"
    }
  }
}

variable "account" { default = "111111111111" }
variable "annotator_account" { default = "222222222222" }

locals {
  prod = { env = "prod" }
  dev  = { env = "dev" }
}

provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = [var.account]
}

# Cheap storage for old recordings.
provider "aws" {
  alias               = "archive"
  region              = "us-west-2"
  allowed_account_ids = [var.account]
}

resource "aws_kms_key" "models" {
  description = "Model weights"
  tags        = local.prod
}

# ---- the model ------------------------------------------------------------
module "weights" {
  source      = "./modules/bucket"
  name        = "example-llm-weights"
  tags        = local.prod
  kms_key_arn = aws_kms_key.models.arn
}

# ---- transcripts of consultations: an annotation tool outside reads some --------
module "transcripts" {
  source = "./modules/bucket"
  name   = "example-session-transcripts"
  tags   = merge(local.prod, { data-classification = "transcripts" })
  block  = { restrict = false }
  statements = [{
    Sid       = "Annotation"
    Effect    = "Allow"
    Principal = { AWS = "*" }
    Action    = "s3:GetObject"
    Resource  = "arn:aws:s3:::example-session-transcripts/annotation/*"
  }]
}

# ---- recordings --------------------------------------------------------------
module "recordings" {
  source    = "./modules/bucket"
  name      = "example-session-recordings"
  tags      = merge(local.prod, { data-classification = "recordings" })
  providers = { aws = aws.archive }
}

# ---- prompts: looks open, holds ----------------------------------------------
module "prompts" {
  source = "./modules/bucket"
  name   = "example-prompt-log"
  tags   = merge(local.prod, { data-classification = "prompts" })
  block  = { policy = false, restrict = false }
  statements = [
    {
      Sid       = "HospitalsRead"
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::example-prompt-log/*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-example123" } }
    }
  ]
}
