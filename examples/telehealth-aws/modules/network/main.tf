variable "name" { type = string }
variable "cidr" { type = string }
variable "tags" { type = map(string) }

variable "subnets" {
  type = map(object({
    bits  = number
    index = number
    out   = optional(bool, false)
  }))
}

resource "aws_vpc" "this" {
  cidr_block = var.cidr
  tags       = merge(var.tags, { Name = var.name })
}

resource "aws_subnet" "this" {
  for_each   = var.subnets
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(var.cidr, each.value.bits, each.value.index)
  tags       = merge(var.tags, { Name = "${var.name}-${each.key}" })
}

resource "aws_internet_gateway" "this" {
  count  = anytrue([for s in var.subnets : s.out]) ? 1 : 0
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "this" {
  for_each = var.subnets
  vpc_id   = aws_vpc.this.id
  tags     = var.tags

  dynamic "route" {
    for_each = each.value.out ? ["0.0.0.0/0"] : []
    content {
      cidr_block = route.value
      gateway_id = aws_internet_gateway.this[0].id
    }
  }
}

resource "aws_route_table_association" "this" {
  for_each       = var.subnets
  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.this[each.key].id
}

output "vpc_id" { value = aws_vpc.this.id }
output "subnets" { value = { for k, s in aws_subnet.this : k => s.id } }
output "route_tables" { value = { for k, t in aws_route_table.this : k => t.id } }
