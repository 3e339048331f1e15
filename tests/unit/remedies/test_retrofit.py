# SPDX-License-Identifier: Apache-2.0
"""The retrofit plan: proved by the changed estate, no dearer than it need be, honest about what it cannot mend."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from intramuros.charter.form import Charter, EnvironmentForm, ProtectForm
from intramuros.charter.read import read
from intramuros.reasoning.reasoner import Reasoner
from intramuros.remedies.retrofit import Retrofit, retrofit
from intramuros.review import reasoner

ROOT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 23)
HEAD = """
provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}
"""
BUCKET = (
    HEAD
    + """
resource "aws_s3_bucket" "ct" {
  bucket = "ct-scans"
}
"""
)
PUBLIC = (
    BUCKET
    + """
resource "aws_s3_bucket_policy" "ct" {
  bucket = aws_s3_bucket.ct.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "${aws_s3_bucket.ct.arn}/*" }] })
}
"""
)
ABROAD = BUCKET.replace("eu-central-1", "us-east-1")


def _plan(tmp_path: Path, source: str, depth: int = 1) -> tuple[Reasoner, Retrofit]:
    (tmp_path / "main.tf").write_text(source, "utf-8")
    charter = Charter(
        environments={"production": EnvironmentForm(accounts=["410000000001"])},
        protect=[ProtectForm(data="records", resources=["aws_s3_bucket.ct"])],
        depth={"patient-data": depth},
    )
    made = reasoner([tmp_path], charter=charter, today=TODAY)[0]
    return made, retrofit(made)


def test_nothing_to_do_costs_nothing(tmp_path: Path) -> None:
    _, plan = _plan(tmp_path, BUCKET)
    assert (plan.changes, plan.hours, plan.before, plan.after) == ((), 0, (), ())


def test_one_change_that_closes_three_walls_is_chosen_once(tmp_path: Path) -> None:
    _, plan = _plan(tmp_path, PUBLIC)
    assert {s.wall.outside for s in plan.before} == {"internet", "foreign-account", "lower-environment"}
    assert [c.id for c in plan.changes] == ["block aws_s3_bucket.ct"]
    assert (plan.hours, plan.at_least, plan.after) == (2, 2, ())


def test_what_rests_abroad_is_moved(tmp_path: Path) -> None:
    _, plan = _plan(tmp_path, ABROAD)
    assert [c.id for c in plan.changes] == ["move aws_s3_bucket.ct"]
    assert plan.after == ()


def test_what_nothing_helps_is_told(tmp_path: Path) -> None:
    _, plan = _plan(tmp_path, BUCKET, depth=3)
    left = {s.wall.outside: (s.wall.depth, s.asked) for s in plan.after}
    assert "outside-region" in left
    assert all(depth < asked for depth, asked in left.values() if depth is not None)


@pytest.mark.parametrize("example", ["telehealth-aws", "telehealth-azure", "hardened"])
def test_the_plan_of_an_example_holds_when_it_is_carried_out(example: str) -> None:
    folder = ROOT / "examples" / example
    made = reasoner([folder], charter=read(folder / "intramuros.yaml"), today=TODAY)[0]
    plan = retrofit(made)
    estate = made.estate
    for change in plan.changes:
        estate = change.apply(estate)
    asked = {a: made.bounds.asks_depth(made.bounds.data(a)) for a in made.walls}
    thin = [
        (a, w.outside)
        for a, walls in Reasoner(estate, made.bounds).walls.items()
        for w in walls
        if w.depth is not None and w.depth < asked[a]
    ]
    assert thin == [(s.wall.asset, s.wall.outside) for s in plan.after] == []
    for change in plan.changes:
        others = made.estate
        for other in plan.changes:
            others = other.apply(others) if other is not change else others
        walls = Reasoner(others, made.bounds).walls
        assert any(w.depth is not None and w.depth < asked[a] for a, ws in walls.items() for w in ws), f"{change.says} is not needed"


BELOW = """
resource "aws_iam_role" "dev" {
  name               = "dev"
  tags               = { env = "dev" }
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [
    { Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }] })
}
resource "aws_iam_role_policy" "dev" {
  role   = aws_iam_role.dev.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
"""


def test_no_change_leaves_a_wall_unknown(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(PUBLIC + BELOW, "utf-8")
    below = EnvironmentForm(accounts=["410000000002"], tags={"env": ["dev"]})
    protect = [ProtectForm(data="records", resources=["aws_s3_bucket.ct"])]
    environments = {"development": below, "production": EnvironmentForm(accounts=["410000000001"])}
    charter = Charter(environments=environments, protect=protect, depth={"patient-data": 2})
    made = reasoner([tmp_path], charter=charter, today=TODAY)[0]
    plan = retrofit(made)
    estate = made.estate
    for change in plan.changes:
        estate = change.apply(estate)
    walls = {w.outside: (w.verdict, w.depth) for w in Reasoner(estate, made.bounds).walls["aws_s3_bucket.ct"]}
    assert plan.after == ()
    assert {verdict for verdict, _ in walls.values()} == {"held"}
    assert all(depth is not None and depth >= 2 for _, depth in walls.values()), walls


def test_a_lower_account_that_no_source_names_is_denied(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(BUCKET, "utf-8")
    environments = {"development": EnvironmentForm(accounts=["410000000002"]), "production": EnvironmentForm(accounts=["410000000001"])}
    protect = [ProtectForm(data="records", resources=["aws_s3_bucket.ct"])]
    made = reasoner([tmp_path], charter=Charter(environments=environments, protect=protect, depth={"patient-data": 2}), today=TODAY)[0]
    before = next(w for w in made.walls["aws_s3_bucket.ct"] if w.outside == "lower-environment")
    plan = retrofit(made)
    assert (before.verdict, before.depth, [m.source for m in before.path]) == ("held", 1, ["account:410000000002"])
    assert "deny account:410000000002 at aws_s3_bucket.ct" in {c.id for c in plan.changes}
    assert plan.after == ()


DISKS = """
provider "azurerm" {
  features {}
  subscription_id = "0d3e1f52-6a41-4a0e-9a55-6b1c7d2e8f01"
}
resource "azurerm_managed_disk" "weights" {
  name                 = "disk-weights"
  location             = "westeurope"
  resource_group_name  = "rg-prod"
  storage_account_type = "Premium_LRS"
  create_option        = "Empty"
  disk_size_gb         = 64
}
resource "azurerm_snapshot" "weekly" {
  name                = "snap-weekly"
  location            = "westeurope"
  resource_group_name = "rg-prod"
  create_option       = "Copy"
  source_resource_id  = azurerm_managed_disk.weights.id
}
"""
WEIGHTS = [ProtectForm(data="weights", resources=["azurerm_managed_disk.*", "azurerm_snapshot.*"])]
ALLOWED = '  disk_size_gb         = 64\n  network_access_policy = "DenyAll"\n'


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        (DISKS, {"no export azurerm_managed_disk.weights", "no export azurerm_snapshot.weekly"}),
        (DISKS.replace("  disk_size_gb         = 64\n", ALLOWED), {"no export azurerm_snapshot.weekly"}),
    ],
)
def test_disks_and_snapshots_that_may_be_exported_are_closed(tmp_path: Path, source: str, ids: set[str]) -> None:
    (tmp_path / "main.tf").write_text(source, "utf-8")
    made = reasoner([tmp_path], charter=Charter(protect=WEIGHTS, depth={"weights": 2}), today=TODAY)[0]
    plan = retrofit(made)
    assert {c.id for c in plan.changes if c.id.startswith("no export")} == ids
    assert plan.after == ()
    estate = made.estate
    for change in plan.changes:
        estate = change.apply(estate)
    walls = Reasoner(estate, made.bounds).walls
    assert {w.depth for ws in walls.values() for w in ws} == {2}
