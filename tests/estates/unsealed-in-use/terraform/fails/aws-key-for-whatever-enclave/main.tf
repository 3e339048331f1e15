# why: the key asks for some measurement and takes every one: an enclave that whoever bears the role builds himself has one too
# at: aws_instance.enclave
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "enclave" {
  name               = "llm-enclave"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_instance_profile" "enclave" {
  name = "llm-enclave"
  role = aws_iam_role.enclave.name
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Admin"
    actions   = ["kms:Describe*", "kms:Enable*", "kms:ScheduleKeyDeletion"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::410000000001:root"]
    }
  }
  statement {
    sid       = "Enclave"
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.enclave.arn]
    }
    condition {
      test     = "StringLike"
      variable = "kms:RecipientAttestation:ImageSha384"
      values   = ["*"]
    }
  }
}

resource "aws_kms_key" "weights" {
  policy = data.aws_iam_policy_document.key.json
}

resource "aws_instance" "enclave" {
  ami                  = "ami-0a1b2c3d4e5f60718"
  instance_type        = "m7i.8xlarge"
  iam_instance_profile = aws_iam_instance_profile.enclave.name
  user_data            = "nitro-cli run-enclave --eif-path vllm.eif --cpu-count 16 --memory 65536"
  tags                 = { data-classification = "transcripts", workload = "llm-inference" }
  enclave_options {
    enabled = true
  }
}
