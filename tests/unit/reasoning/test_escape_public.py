# SPDX-License-Identifier: Apache-2.0
"""What every account of the cloud may read, those of lower environments may read too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from intramuros.charter.form import Charter, EnvironmentForm, ProtectForm
from intramuros.review import review

REPOSITORY = """
provider "aws" {{
  region              = "eu-central-1"
  allowed_account_ids = ["410000000001"]
}}
resource "aws_ecr_repository" "models" {{
  name = "models"
}}
resource "aws_ecr_repository_policy" "models" {{
  repository = aws_ecr_repository.models.name
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Principal = {principal}, Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] }}]
  }})
}}
"""


@pytest.mark.parametrize(("principal", "verdict"), [('"*"', "open"), ('{ AWS = "arn:aws:iam::410000000001:role/puller" }', "held")])
def test_the_wall_toward_lower_environments(tmp_path: Path, principal: str, verdict: str) -> None:
    (tmp_path / "main.tf").write_text(REPOSITORY.format(principal=principal), "utf-8")
    charter = Charter(
        environments={"production": EnvironmentForm(accounts=["410000000001"]), "development": EnvironmentForm(accounts=["410000000002"])},
        protect=[ProtectForm(data="weights", resources=["aws_ecr_repository.models"])],
    )
    (asset,) = review([tmp_path], charter=charter, charter_path=None, today=dt.date(2026, 11, 23)).assets
    assert {w.outside: w.verdict for w in asset.walls}["lower-environment"] == verdict
