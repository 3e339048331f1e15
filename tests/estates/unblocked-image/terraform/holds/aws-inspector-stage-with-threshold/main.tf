# why: CodePipeline's own InspectorScan fails the stage above its thresholds, and the deployment stands behind it
# at: aws_ecr_repository.gateway
resource "aws_ecr_repository" "gateway" {
  name = "gateway"
}

resource "aws_codepipeline" "gateway" {
  name     = "gateway"
  role_arn = "arn:aws:iam::410000000001:role/ci"
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
      output_artifacts = ["image"]
      configuration    = { RepositoryName = aws_ecr_repository.gateway.name, ImageTag = "release" }
    }
  }
  stage {
    name = "Scan"
    action {
      name            = "inspector"
      category        = "Invoke"
      owner           = "AWS"
      provider        = "InspectorScan"
      version         = "1"
      input_artifacts = ["image"]
      configuration = {
        InspectorRunMode  = "ECRImageScan"
        ECRRepositoryName = aws_ecr_repository.gateway.name
        CriticalThreshold = "0"
        HighThreshold     = "5"
      }
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
      input_artifacts = ["image"]
      configuration   = { ClusterName = "portal", ServiceName = "gateway" }
    }
  }
}
