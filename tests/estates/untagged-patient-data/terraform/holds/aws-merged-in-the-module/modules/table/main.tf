variable "name" { type = string }
variable "tags" { type = map(string) }

resource "aws_dynamodb_table" "this" {
  count        = var.name == "" ? 0 : 1
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  tags         = merge({ managed-by = "terraform" }, var.tags)
  attribute {
    name = "id"
    type = "S"
  }
}
