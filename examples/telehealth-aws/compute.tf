module "network" {
  source = "./modules/network"
  name   = "prod"
  cidr   = "10.10.0.0/16"
  tags   = local.prod
  subnets = {
    edge      = { bits = 8, index = 0, out = true }
    edge_b    = { bits = 8, index = 1, out = true }
    inference = { bits = 8, index = 10, out = true }
    data      = { bits = 8, index = 20 }
  }
}

resource "aws_iam_role" "inference" {
  name = "inference"
  tags = local.prod
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

data "aws_iam_policy_document" "inference" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${module.weights.arn}/*"]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.models.arn]
  }
}

resource "aws_iam_role_policy" "inference" {
  role   = aws_iam_role.inference.id
  policy = data.aws_iam_policy_document.inference.json
}

resource "aws_iam_instance_profile" "inference" {
  name = "inference"
  role = aws_iam_role.inference.name
}

resource "aws_security_group" "inference" {
  name   = "inference"
  vpc_id = module.network.vpc_id

  ingress {
    from_port   = 8000
    to_port     = 8000
    protocol    = "tcp"
    cidr_blocks = ["10.10.0.0/16"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "vllm" {
  ami                         = "ami-0123456789abcdef0"
  instance_type               = "g6e.12xlarge"
  subnet_id                   = module.network.subnets["inference"]
  vpc_security_group_ids      = [aws_security_group.inference.id]
  associate_public_ip_address = true
  iam_instance_profile        = aws_iam_instance_profile.inference.name

  root_block_device {
    volume_size = 500
    encrypted   = true
  }

  user_data = <<-EOT
    #!/bin/sh
    docker run --gpus all vllm/vllm-openai:v0.9.2 --model /models/triage
  EOT

  tags = merge(local.prod, { Name = "vllm", data-classification = "prompts" })
}

# ---- a build agent of the developers ---------------------------------------------
resource "aws_iam_role" "agent" {
  name = "build-agent"
  tags = local.dev
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "codebuild.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "agent" {
  role = aws_iam_role.agent.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Resource = "arn:aws:iam::${var.account}:role/release-*" }]
  })
}

resource "aws_iam_role" "release" {
  name = "release-manager"
  tags = local.prod
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = "arn:aws:iam::${var.account}:root" }, Action = "sts:AssumeRole" }]
  })
}

resource "aws_iam_role_policy" "release" {
  role = aws_iam_role.release.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${module.weights.arn}/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.models.arn }
    ]
  })
}

# ---- registry ---------------------------------------------------------------------
resource "aws_ecr_repository" "vllm" {
  name = "llm/vllm"
  tags = local.prod

  image_scanning_configuration {
    scan_on_push = true
  }
}
