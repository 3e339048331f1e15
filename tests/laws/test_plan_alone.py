# SPDX-License-Identifier: Apache-2.0
"""A plan alone, before anything exists, never says the opposite of its source: who reads what stays the same, or is not known.

Needs terraform and a filesystem mirror with hashicorp/aws, as `tests/unit/sources/terraform/test_plan_agrees.py` does; skipped elsewhere.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from intramuros.charter.draw import draw
from intramuros.charter.form import Charter
from intramuros.estate.stores import DataStore
from intramuros.rules.rule import Case
from intramuros.sources.catalogue import read
from tests.unit.sources.terraform.test_plan_agrees import mirror

MAIN = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "plan-only"
  secret_key                  = "plan-only"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}

locals {
  ec2  = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
  dev  = { env = "dev" }
  prod = { env = "prod" }
}

resource "aws_s3_bucket" "charts" {
  bucket_prefix = "charts"
  tags          = merge(local.prod, { data-classification = "records" })
}
resource "aws_iam_policy" "admin" {
  name   = "admin"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }] })
}
resource "aws_iam_policy" "harmless" {
  name   = "harmless"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:ListQueues", Resource = "*" }] })
}

# what is known of a user decides, though his ARN is not
resource "aws_iam_user" "attacher" {
  name = "attacher"
  tags = local.dev
}
resource "aws_iam_user_policy" "attacher" {
  user   = aws_iam_user.attacher.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "iam:AttachUserPolicy", Resource = "*" }] })
}
resource "aws_iam_role" "trap" {
  name               = "trap"
  assume_role_policy = local.ec2
  tags               = local.dev
}
resource "aws_iam_role_policy" "trap" {
  role = aws_iam_role.trap.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Action = "iam:AttachRolePolicy", Resource = "*" },
    { Effect = "Deny", Action = ["iam:*", "s3:*", "sts:*"], Resource = "*" },
  ] })
}

# a chain by trust policies: the first written with a data source, the second with jsonencode
resource "aws_iam_user" "starter" {
  name = "starter"
  tags = local.dev
}
data "aws_iam_policy_document" "middle" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.starter.arn]
    }
  }
}
resource "aws_iam_role" "middle" {
  name               = "middle"
  assume_role_policy = data.aws_iam_policy_document.middle.json
  tags               = local.prod
}
resource "aws_iam_role_policy_attachment" "middle" {
  role       = aws_iam_role.middle.name
  policy_arn = aws_iam_policy.admin.arn
}
resource "aws_iam_user" "guest" {
  name = "guest"
  tags = local.dev
}
resource "aws_iam_role" "encoded" {
  name               = "encoded"
  tags               = local.prod
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = aws_iam_user.guest.arn } }] })
}
resource "aws_iam_role_policy_attachment" "encoded" {
  role       = aws_iam_role.encoded.name
  policy_arn = aws_iam_policy.admin.arn
}

# members of sets that the plan does not show
resource "aws_iam_role" "hidden" {
  name                = "hidden"
  assume_role_policy  = local.ec2
  managed_policy_arns = [aws_iam_policy.harmless.arn, "arn:aws:iam::aws:policy/AdministratorAccess"]
  tags                = local.dev
}
resource "aws_iam_role" "shown" {
  name                = "shown"
  assume_role_policy  = local.ec2
  managed_policy_arns = [aws_iam_policy.admin.arn]
  tags                = local.dev
}
resource "aws_iam_group" "admins" {
  name = "admins"
}
resource "aws_iam_group_policy_attachment" "admins" {
  group      = aws_iam_group.admins.name
  policy_arn = aws_iam_policy.admin.arn
}
resource "aws_iam_user" "member" {
  name = "member"
  tags = local.dev
}
resource "aws_iam_group_membership" "admins" {
  name  = "admins"
  group = aws_iam_group.admins.name
  users = [aws_iam_user.attacher.id, "member"]
}
data "aws_iam_policy_document" "partner" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = distinct([aws_iam_user.starter.arn, "arn:aws:iam::999999999999:root"])
    }
  }
}
resource "aws_iam_role" "partner" {
  name               = "partner"
  assume_role_policy = data.aws_iam_policy_document.partner.json
}
resource "aws_iam_role_policy_attachment" "partner" {
  role       = aws_iam_role.partner.name
  policy_arn = aws_iam_policy.admin.arn
}

# a resource composed with a name, and one with an ARN
data "aws_iam_policy_document" "reader" {
  for_each = { name = "arn:aws:s3:::${aws_s3_bucket.charts.id}/*", arn = "${aws_s3_bucket.charts.arn}/*" }
  statement {
    actions   = ["s3:GetObject"]
    resources = [each.value]
  }
}
resource "aws_iam_user" "reader" {
  for_each = toset(["name", "arn"])
  name     = "reader-${each.key}"
  tags     = local.dev
}
resource "aws_iam_user_policy" "reader" {
  for_each = aws_iam_user.reader
  user     = each.value.name
  policy   = data.aws_iam_policy_document.reader[each.key].json
}
"""


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    place = mirror()
    if shutil.which("terraform") is None or place is None:
        pytest.skip("terraform or the provider mirror is not here")
    folder = tmp_path_factory.mktemp("estate")
    (folder / "main.tf").write_text(MAIN, "utf-8")
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
    return _readers(folder), _readers(plan)


def _readers(path: Path) -> dict[str, str]:
    """Who reads the charts: `yes`, `no` or `unknown` per principal, the surest of his ways."""
    estate = read([path], var_files=[], progress=lambda _: None, aws_account="123456789012", subscription=None).estate
    case = Case(estate, draw(Charter(), estate, today=dt.date(2026, 1, 1)))
    store = next(s for s in estate.all(DataStore) if s.address == "aws_s3_bucket.charts")
    found: dict[str, set[Any]] = {}
    for reach in case.access.reaches(store):
        for name in reach.alike or (reach.principal,):
            found.setdefault(name, set()).add(reach.open if isinstance(reach.open, bool) else None)
    return {name: "yes" if True in opens else "unknown" if None in opens else "no" for name, opens in found.items()}


def test_nobody_turns_from_reader_to_none_or_back(both: Any) -> None:
    """Of a foreign account that the plan does not name it tells as of any."""
    source, planned = both
    told = {n: planned.get(n, planned["account:*"] if n.startswith("account:") else "no") for n in source.keys() | planned.keys()}
    assert not {n for n, answer in told.items() if {source.get(n, "no"), answer} == {"yes", "no"}}


@pytest.mark.parametrize("name", ["user.attacher", "user.starter", "role.middle", "role.encoded", "role.shown", "role.partner"])
def test_what_is_sure_is_told_as_sure(both: Any, name: str) -> None:
    assert [answers[f"aws_iam_{name}"] for answers in both] == ["yes", "yes"]


@pytest.mark.parametrize("name", ["user.guest", "role.hidden", "user.member", 'user.reader["name"]', 'user.reader["arn"]'])
def test_what_the_plan_does_not_show_is_told_as_not_known(both: Any, name: str) -> None:
    assert [answers[f"aws_iam_{name}"] for answers in both] == ["yes", "unknown"]


def test_a_trap_is_no_reader(both: Any) -> None:
    """Neither for what it may do, nor for a trust policy that might name it: it is denied all of that."""
    assert [answers["aws_iam_role.trap"] for answers in both] == ["no", "no"]
