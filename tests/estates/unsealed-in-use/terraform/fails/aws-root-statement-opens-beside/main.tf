# why: one statement binds Decrypt to the enclave's measurement, but kms:* for the account root hands the rest to IAM, and the role's own policy lets it decrypt without any
# at: aws_instance.enclave
data "aws_caller_identity" "current" {}

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

resource "aws_iam_role_policy" "enclave" {
  role = aws_iam_role.enclave.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.weights.arn }]
  })
}

resource "aws_iam_instance_profile" "enclave" {
  name = "llm-enclave"
  role = aws_iam_role.enclave.name
}

resource "aws_kms_key" "weights" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "kms:*", Resource = "*", Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" } },
      {
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = "*"
        Principal = { AWS = aws_iam_role.enclave.arn }
        Condition = { StringEqualsIgnoreCase = { "kms:RecipientAttestation:PCR0" = "ab3f4c9d7c0f1e2a5b6c7d8e9f001122" } }
      },
    ]
  })
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
