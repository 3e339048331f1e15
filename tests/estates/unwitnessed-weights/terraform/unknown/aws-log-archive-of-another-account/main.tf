# why: reads are recorded, but into the bucket of a log archive account that nothing here declares: how long and who may delete is not known
# at: aws_s3_bucket.weights
resource "aws_s3_bucket" "weights" {
  bucket = "bgu-weights"
}

resource "aws_cloudtrail" "data" {
  name                  = "bgu-data"
  s3_bucket_name        = "bgu-log-archive-central"
  is_multi_region_trail = true
  event_selector {
    read_write_type = "ReadOnly"
    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.weights.arn}/"]
    }
  }
}
