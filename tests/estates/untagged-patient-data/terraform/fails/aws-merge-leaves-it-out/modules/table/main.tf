variable "name" { type = string }
variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  own = { managed-by = "terraform", confidentiality = "high" }
}

resource "aws_dynamodb_table" "this" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = merge(local.own, var.tags)
  attribute {
    name = "id"
    type = "S"
  }
}
