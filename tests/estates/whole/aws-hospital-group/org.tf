resource "aws_organizations_organization" "this" {
  feature_set          = "ALL"
  enabled_policy_types = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"]
}
resource "aws_organizations_organizational_unit" "clinical" {
  name      = "clinical"
  parent_id = aws_organizations_organization.this.roots[0].id
}
resource "aws_organizations_organizational_unit" "lab" {
  name      = "lab"
  parent_id = aws_organizations_organization.this.roots[0].id
}
resource "aws_organizations_account" "data" {
  name      = "data"
  email     = "data@klinikverbund.example"
  parent_id = aws_organizations_organizational_unit.clinical.id
}
# an RCP that keeps every outsider off the queues of the clinical accounts
resource "aws_organizations_policy" "rcp" {
  name = "perimeter"
  type = "RESOURCE_CONTROL_POLICY"
  content = jsonencode({ Version = "2012-10-17", Statement = [{
    Sid       = "Perimeter", Effect = "Deny", Principal = "*", Action = "sqs:*", Resource = "*"
    Condition = { StringNotEqualsIfExists = { "aws:PrincipalOrgID" = local.org }, BoolIfExists = { "aws:PrincipalIsAWSService" = "false" } }
  }] })
}
resource "aws_organizations_policy_attachment" "rcp" {
  policy_id = aws_organizations_policy.rcp.id
  target_id = local.acc.data
}
resource "aws_organizations_policy" "regions" {
  name = "regions"
  type = "SERVICE_CONTROL_POLICY"
  content = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Deny", NotAction = ["iam:*", "organizations:*", "sts:*", "support:*", "route53:*", "cloudfront:*"], Resource = "*"
    Condition = { StringNotEquals = { "aws:RequestedRegion" = ["eu-central-1", "eu-west-1"] } }
  }] })
}
resource "aws_organizations_policy_attachment" "regions" {
  policy_id = aws_organizations_policy.regions.id
  target_id = local.acc.prod
}
