variable "public" {
  type    = bool
  default = false
}

output "public" {
  value = var.public
}
