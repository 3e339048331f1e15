# why: Terraform declares the objects: the load balancer has a web ACL that blocks, and signs callers in
# at: kubernetes_ingress_v1.vllm
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}

resource "aws_vpc" "ai" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "nodes" {
  vpc_id     = aws_vpc.ai.id
  cidr_block = "10.30.1.0/24"
}

resource "aws_eks_cluster" "ai" {
  name     = "ai"
  role_arn = "arn:aws:iam::111122223333:role/eks"
  vpc_config {
    subnet_ids              = [aws_subnet.nodes.id]
    endpoint_public_access  = false
    endpoint_private_access = true
  }
}

resource "aws_eks_node_group" "gpu" {
  cluster_name    = aws_eks_cluster.ai.name
  node_group_name = "gpu"
  node_role_arn   = "arn:aws:iam::111122223333:role/nodes"
  subnet_ids      = [aws_subnet.nodes.id]
  instance_types  = ["g5.2xlarge"]
  scaling_config {
    desired_size = 1
    max_size     = 2
    min_size     = 1
  }
}

resource "aws_wafv2_web_acl" "llm" {
  name  = "llm"
  scope = "REGIONAL"
  default_action {
    allow {}
  }
  rule {
    name     = "common"
    priority = 1
    override_action {
      none {}
    }
    statement {
      managed_rule_group_statement {
        name        = "AWSManagedRulesCommonRuleSet"
        vendor_name = "AWS"
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "common"
      sampled_requests_enabled   = false
    }
  }
  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "llm"
    sampled_requests_enabled   = false
  }
}

provider "kubernetes" {}

resource "kubernetes_deployment_v1" "vllm" {
  metadata {
    name      = "vllm"
    namespace = "ward"
  }
  spec {
    selector {
      match_labels = { app = "vllm" }
    }
    template {
      metadata {
        labels = { app = "vllm" }
      }
      spec {
        container {
          name  = "vllm"
          image = "vllm/vllm-openai:v0.9.1"
          args  = ["--model", "/models/ward"]
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "vllm" {
  metadata {
    name      = "vllm"
    namespace = "ward"
  }
  spec {
    selector = { app = "vllm" }
    port {
      port = 80
    }
  }
}

resource "kubernetes_ingress_v1" "vllm" {
  metadata {
    name      = "vllm"
    namespace = "ward"
    annotations = {
      "alb.ingress.kubernetes.io/scheme"        = "internet-facing"
      "alb.ingress.kubernetes.io/auth-type"     = "cognito"
      "alb.ingress.kubernetes.io/wafv2-acl-arn" = aws_wafv2_web_acl.llm.arn
    }
  }
  spec {
    ingress_class_name = "alb"
    default_backend {
      service {
        name = "vllm"
        port {
          number = 80
        }
      }
    }
  }
}
