# why: a global datastore replicates the sessions’ cache to a group in Virginia
# at: aws_elasticache_replication_group.far
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "fr"
  region = "eu-west-3"
}

resource "aws_elasticache_replication_group" "home" {
  replication_group_id = "sessions"
  description          = "sessions of the telehealth portal"
  node_type            = "cache.r6g.large"
  num_cache_clusters   = 2
  tags = { data-classification = "phi" }
}

resource "aws_elasticache_global_replication_group" "all" {
  global_replication_group_id_suffix = "sessions"
  primary_replication_group_id       = aws_elasticache_replication_group.home.id
}

resource "aws_elasticache_replication_group" "far" {
  provider                    = aws.us
  replication_group_id        = "sessions-far"
  description                 = "far"
  global_replication_group_id = aws_elasticache_global_replication_group.all.global_replication_group_id
}
