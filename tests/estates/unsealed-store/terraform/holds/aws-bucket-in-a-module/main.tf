# why: the module's bucket has a customer key by alias and a deny on aws:SecureTransport = false that covers bucket and objects.
# at: module.weights.aws_s3_bucket.this
provider "aws" {
  region = "eu-central-1"
}

resource "aws_kms_key" "weights" {
  description = "weights"
}

resource "aws_kms_alias" "weights" {
  name          = "alias/weights"
  target_key_id = aws_kms_key.weights.key_id
}

module "weights" {
  source = "./modules/bucket"
  name   = "klinik-weights-eu"
  class  = "weights"
  key    = aws_kms_alias.weights.arn
}
