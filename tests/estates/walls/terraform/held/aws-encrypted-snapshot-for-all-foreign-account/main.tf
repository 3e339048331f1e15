# why: RDS lets nobody restore a snapshot under a key that its policy keeps from him, whomever the snapshot is shared with: the key alone stands
# wall: aws_db_snapshot.s foreign-account held 1
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
resource "aws_kms_key" "k" {
  policy = jsonencode({ Version = "2012-10-17", Statement = [
  { Effect = "Allow", Principal = { AWS = "arn:aws:iam::410000000001:root" }, Action = "kms:*", Resource = "*" }] })
}
resource "aws_db_instance" "d" {
  identifier                  = "records"
  engine                      = "postgres"
  instance_class              = "db.t3.medium"
  allocated_storage           = 10
  username                    = "keeper"
  manage_master_user_password = true
  storage_encrypted           = true
  kms_key_id                  = aws_kms_key.k.arn
}
resource "aws_db_snapshot" "s" {
  db_instance_identifier = aws_db_instance.d.identifier
  db_snapshot_identifier = "records-1"
  shared_accounts        = ["all"]
  tags                   = { data-classification = "phi" }
}
