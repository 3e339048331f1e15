resource "aws_iam_role" "notebook" {
  permissions_boundary = aws_iam_policy.training_data_only.arn
  # …
}
