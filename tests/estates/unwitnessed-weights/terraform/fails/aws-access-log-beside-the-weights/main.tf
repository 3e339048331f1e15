# why: server access logs are written into the weights bucket itself, where the inference role that reads the weights may also delete objects
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "cha-weights"
}

resource "aws_s3_bucket_logging" "weights" {
  bucket        = aws_s3_bucket.weights.id
  target_bucket = aws_s3_bucket.weights.id
  target_prefix = "access-logs/"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "inference" {
  name               = "cha-inference"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

data "aws_iam_policy_document" "inference" {
  statement {
    actions   = ["s3:*Object"]
    resources = ["${aws_s3_bucket.weights.arn}/*"]
  }
}

resource "aws_iam_role_policy" "inference" {
  role   = aws_iam_role.inference.id
  policy = data.aws_iam_policy_document.inference.json
}
