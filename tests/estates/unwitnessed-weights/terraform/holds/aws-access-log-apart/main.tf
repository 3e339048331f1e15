# why: no trail records data events, but server access logging writes every read into a bucket that the readers may not touch
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "kfh-weights"
}

resource "aws_s3_bucket" "logs" {
  bucket = "kfh-access-logs"
}

resource "aws_s3_bucket_logging" "weights" {
  bucket        = aws_s3_bucket.weights.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "weights/"
}

resource "aws_iam_role" "inference" {
  name = "kfh-inference"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "inference" {
  role = aws_iam_role.inference.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:GetObject", "s3:DeleteObject"], Resource = "${aws_s3_bucket.weights.arn}/*" }]
  })
}
