# why: the stage before the deployment calls the scanner with a failing exit code: a critical finding ends the pipeline
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name = "vllm"
}

resource "aws_codebuild_project" "scan" {
  name         = "scan"
  service_role = "arn:aws:iam::410000000001:role/ci"
  artifacts { type = "CODEPIPELINE" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
    environment_variable {
      name  = "IMAGE"
      value = "${aws_ecr_repository.vllm.repository_url}:latest"
    }
  }
  source {
    type      = "CODEPIPELINE"
    buildspec = <<-YAML
      version: 0.2
      phases:
        build:
          commands:
            - trivy image --severity HIGH,CRITICAL --exit-code 1 "$IMAGE"
    YAML
  }
}

resource "aws_codepipeline" "deploy" {
  name     = "vllm"
  role_arn = "arn:aws:iam::410000000001:role/ci"
  artifact_store {
    location = "ci-artifacts"
    type     = "S3"
  }
  dynamic "stage" {
    for_each = [
      { name = "Source", category = "Source", provider = "ECR", config = { RepositoryName = aws_ecr_repository.vllm.name } },
      { name = "Scan", category = "Test", provider = "CodeBuild", config = { ProjectName = aws_codebuild_project.scan.name } },
      { name = "Deploy", category = "Deploy", provider = "ECS", config = { ClusterName = "llm", ServiceName = "vllm" } },
    ]
    content {
      name = stage.value.name
      action {
        name          = lower(stage.value.name)
        category      = stage.value.category
        owner         = "AWS"
        provider      = stage.value.provider
        version       = "1"
        configuration = stage.value.config
      }
    }
  }
}
