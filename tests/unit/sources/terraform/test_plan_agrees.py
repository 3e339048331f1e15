# SPDX-License-Identifier: Apache-2.0
"""What we read from source and what we read from Terraform's own plan of it must be the same, attribute by attribute.

Needs terraform and a filesystem mirror with hashicorp/aws (environment variable INTRAMUROS_TF_MIRROR, or found under /opt); skipped elsewhere.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown, readable
from intramuros.sources.declared import Declared
from intramuros.sources.terraform.reader import read

from .loading import write

MAIN = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

variable "names" {
  type = map(object({ phi = optional(bool, true), ports = optional(list(number), [443]) }))
  default = {
    weights = { ports = [443, 8443] }
    public  = { phi = false }
  }
}
variable "prefix" { type = string }
variable "copy_region" { default = "us-east-1" }

locals {
  phi  = { for k, v in var.names : k => v if v.phi }
  tags = merge({ owner = "ml" }, { for k in sort(keys(var.names)) : "bucket-${k}" => upper(k) })
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "plan-only"
  secret_key                  = "plan-only"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  default_tags {
    tags = { managed = "terraform" }
  }
}
provider "aws" {
  alias                       = "copy"
  region                      = var.copy_region
  access_key                  = "plan-only"
  secret_key                  = "plan-only"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

data "aws_region" "here" {}
data "aws_partition" "p" {}

resource "aws_kms_key" "k" {
  for_each    = local.phi
  description = "key of ${each.key} in ${data.aws_region.here.name}"
  policy      = data.aws_iam_policy_document.key.json
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Own"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.p.partition}:iam::111122223333:root", "arn:aws:iam::111122223333:role/a"]
    }
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
  statement {
    effect      = "Deny"
    not_actions = ["kms:Describe*", "kms:List*"]
    resources   = ["*"]
    not_principals {
      type        = "AWS"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "aws:PrincipalOrgID"
      values   = ["o-1", "o-0"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [true]
    }
  }
}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::x/&{aws:username}/*"]
  }
  statement {
    sid     = "Replaced"
    actions = ["s3:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "merged" {
  source_policy_documents   = [data.aws_iam_policy_document.base.json]
  override_policy_documents = [jsonencode({ Statement = [{ Sid = "Replaced", Effect = "Deny", Action = "s3:*", Resource = "*", Principal = "*" }] })]
  dynamic "statement" {
    for_each = ["a", "b"]
    iterator = it
    content {
      actions   = ["s3:Get${it.value}"]
      resources = ["arn:aws:s3:::${var.prefix}-${it.key}"]
    }
  }
}

data "aws_iam_policy_document" "deferred" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.k["weights"].arn]
  }
  statement {
    actions   = ["sts:AssumeRole"]
    resources = ["*"]
    condition {
      test     = "ArnEquals"
      variable = "aws:PrincipalArn"
      values   = [aws_iam_role.trusted.arn]
    }
  }
}

resource "aws_iam_role" "r" {
  name               = "${var.prefix}-role"
  assume_role_policy = data.aws_iam_policy_document.merged.json
  inline_policy {
    name   = "deferred"
    policy = data.aws_iam_policy_document.deferred.json
  }
}
resource "aws_iam_role" "trusted" {
  assume_role_policy = data.aws_iam_policy_document.base.json
}
resource "aws_iam_role_policy" "p" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.deferred.json
}

module "bucket" {
  source    = "./bucket"
  for_each  = var.names
  name      = "${var.prefix}-${each.key}"
  key       = try(aws_kms_key.k[each.key].arn, null)
  sealed    = contains(keys(local.phi), each.key)
  ports     = each.value.ports
  tags      = merge(local.tags, { phi = tostring(each.value.phi) })
  providers = { aws = aws, aws.copy = aws.copy }
}

resource "aws_instance" "i" {
  count                  = length(module.bucket)
  ami                    = "ami-${format("%03d", count.index)}"
  instance_type          = count.index == 0 ? "t3.small" : "t3.large"
  vpc_security_group_ids = [for b in module.bucket : b.group]
  user_data              = <<-EOT
    #!/bin/sh
    %{for k, v in var.names~}
    echo ${k} ${v.phi}
    %{endfor~}
  EOT
  root_block_device {
    encrypted  = true
    kms_key_id = aws_kms_key.k["weights"].arn
  }
}

resource "aws_cloudwatch_log_group" "none" {
  count = var.prefix == "" ? 1 : 0
  name  = "none"
}

resource "aws_sns_topic" "t" {
  name              = replace(var.prefix, "/[^a-z]/", "-")
  kms_master_key_id = one([for k in aws_kms_key.k : k.arn])
}
"""

BUCKET = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", configuration_aliases = [aws.copy] }
  }
}
variable "name" { type = string }
variable "key" { default = null }
variable "sealed" { type = bool }
variable "ports" { type = list(string) }
variable "tags" { type = map(string) }

resource "aws_s3_bucket" "b" {
  bucket = lower(var.name)
  tags   = var.tags
}
resource "aws_s3_bucket" "copy" {
  provider = aws.copy
  bucket   = "${lower(var.name)}-copy"
}
resource "aws_s3_bucket_server_side_encryption_configuration" "e" {
  count  = var.sealed ? 1 : 0
  bucket = aws_s3_bucket.b.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.key
    }
  }
}
resource "aws_security_group" "s" {
  name = "s-${var.name}"
  dynamic "ingress" {
    for_each = toset(var.ports)
    content {
      description = "port ${ingress.value}"
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = [cidrsubnet("10.0.0.0/8", 8, 3)]
    }
  }
}
output "group" { value = aws_security_group.s.id }
"""


def mirror() -> Path | None:
    if "INTRAMUROS_TF_MIRROR" in os.environ:
        return Path(os.environ["INTRAMUROS_TF_MIRROR"])
    found = next(Path("/opt").glob("*/*/hashicorp/aws/5.100.0/*/terraform-provider-aws_v5.100.0_x5"), None)
    return found.parents[5] if found else None


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Declared], dict[str, Declared], dict[str, Declared]]:
    place = mirror()
    if shutil.which("terraform") is None or place is None:
        pytest.skip("terraform or the provider mirror is not here")
    folder = write(
        tmp_path_factory.mktemp("estate"), {"main.tf": MAIN, "bucket/main.tf": BUCKET, "terraform.tfvars": 'prefix = "St-Marien"\n'}
    )
    rc = tmp_path_factory.mktemp("rc") / "terraformrc"
    rc.write_text(f'provider_installation {{\n  filesystem_mirror {{\n    path = "{place}"\n  }}\n}}\n')
    env = {**os.environ, "TF_CLI_CONFIG_FILE": str(rc), "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}

    def terraform(*words: str) -> str:
        done = subprocess.run(["terraform", *words], cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    terraform("init", "-no-color", "-input=false")
    terraform("plan", "-no-color", "-input=false", "-out=p.bin")
    plan = tmp_path_factory.mktemp("plan") / "plan.json"
    plan.write_text(terraform("show", "-json", "p.bin"))
    return tuple({d.address: d for d in read(paths).declared} for paths in ([folder], [plan], [folder, plan]))  # type: ignore[return-value]


def same(source: Any, planned: Any) -> bool:
    """Whether the plan says what the source says; a plan says more (defaults), writes sets in another order and numbers as declared."""
    if isinstance(source, dict) and isinstance(planned, dict):
        return all(same(v, planned.get(k)) for k, v in source.items())
    if isinstance(source, list) and isinstance(planned, list):
        return len(source) == len(planned) and all(any(same(s, p) for p in planned) for s in source)
    if isinstance(source, str) and isinstance(planned, str) and source.startswith("{"):
        return ordered(json.loads(source)) == ordered(json.loads(planned))
    if source is None or source == []:
        return planned in (None, [], {}, "")
    return str(source).lower() == str(planned).lower()


def ordered(value: Any) -> Any:
    """JSON with every list sorted: the provider writes sets in the order of their hashes."""
    if isinstance(value, dict):
        return {k: ordered(v) for k, v in value.items()}
    if isinstance(value, list):
        items = [ordered(v) for v in value]
        return items if any(isinstance(i, dict) for i in items) else sorted(items, key=str)
    return value


def test_the_same_resources(both: Any) -> None:
    source, planned, joined = both
    assert set(source) == set(planned) == set(joined)
    assert len(source) > 15
    assert not any(d.symbolic_instance for d in source.values())


def test_the_same_homes(both: Any) -> None:
    source, planned, _ = both
    for address, d in source.items():
        other = planned[address].home
        assert (d.home.region, d.home.account, d.home.name) == (other.region, other.account, other.name), address
        assert d.home.default_tags == other.default_tags or d.type == "aws_s3_bucket", address


@pytest.mark.parametrize("which", [1, 2], ids=["plan", "plan and source"])
def test_the_same_values(both: Any, which: int) -> None:
    source, other = both[0], both[which]
    wrong = [
        f"{address}.{name}: {readable(str(value))} != {readable(str(other[address].attrs.get(name)))}"
        for address, d in source.items()
        for name, value in d.attrs.items()
        if not same(value, other[address].attrs.get(name)) and (d.type, name) not in KNOWN[which]
    ]
    assert not wrong, "\n".join(wrong)


IN_VERSION_6 = ("aws_region", "region")
KNOWN = {1: {IN_VERSION_6, ("aws_instance", "user_data"), ("aws_instance", "vpc_security_group_ids")}, 2: {IN_VERSION_6}}
"""What a plan does not show: scripts are hashed, and of a `for` over a module it says only that it mentions the module."""


def test_nothing_is_unknown_in_source(both: Any) -> None:
    for made in (both[0], both[2]):
        assert not [f"{a}.{n}: {v}" for a, d in made.items() for n, v in d.attrs.items() if isinstance(v, Unknown)]


def test_lines_reach_the_plan(both: Any) -> None:
    source, _, joined = both
    assert all(joined[a].origin == d.origin for a, d in source.items())
