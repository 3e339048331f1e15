# why: both groups of the global datastore lie in the Union
# at: aws_elasticache_replication_group.home
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
  provider                    = aws.fr
  replication_group_id        = "sessions-far"
  description                 = "far"
  global_replication_group_id = aws_elasticache_global_replication_group.all.global_replication_group_id
}
