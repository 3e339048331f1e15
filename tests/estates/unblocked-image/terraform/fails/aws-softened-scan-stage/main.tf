# why: the pipeline scans before it deploys, but `|| true` swallows the scanner's exit code: the stage never stops
# at: aws_ecr_repository.vllm
resource "aws_ecr_repository" "vllm" {
  name = "vllm"
}

resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["codebuild.amazonaws.com", "codepipeline.amazonaws.com"] } }]
  })
}

resource "aws_codebuild_project" "scan" {
  name         = "scan"
  service_role = aws_iam_role.ci.arn
  artifacts { type = "CODEPIPELINE" }
  environment {
    compute_type = "BUILD_GENERAL1_SMALL"
    image        = "aws/codebuild/standard:7.0"
    type         = "LINUX_CONTAINER"
  }
  source {
    type      = "CODEPIPELINE"
    buildspec = <<-YAML
      version: 0.2
      phases:
        build:
          commands:
            - trivy image --exit-code 1 --severity CRITICAL ${aws_ecr_repository.vllm.repository_url}:latest || true
    YAML
  }
}

resource "aws_codepipeline" "deploy" {
  name     = "vllm"
  role_arn = aws_iam_role.ci.arn
  artifact_store {
    location = "ci-artifacts"
    type     = "S3"
  }
  stage {
    name = "Source"
    action {
      name             = "ecr"
      category         = "Source"
      owner            = "AWS"
      provider         = "ECR"
      version          = "1"
      output_artifacts = ["src"]
      configuration    = { RepositoryName = aws_ecr_repository.vllm.name }
    }
  }
  stage {
    name = "Scan"
    action {
      name            = "trivy"
      category        = "Test"
      owner           = "AWS"
      provider        = "CodeBuild"
      version         = "1"
      input_artifacts = ["src"]
      configuration   = { ProjectName = aws_codebuild_project.scan.name }
    }
  }
  stage {
    name = "Deploy"
    action {
      name            = "ecs"
      category        = "Deploy"
      owner           = "AWS"
      provider        = "ECS"
      version         = "1"
      input_artifacts = ["src"]
      configuration   = { ClusterName = "llm", ServiceName = "vllm" }
    }
  }
}
