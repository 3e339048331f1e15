# SPDX-License-Identifier: Apache-2.0
"""ECR: who scans, with whose key, copied where, open to whom."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.values import Unknown
from tests.unit.sources.aws.data_kit import US, one, ref, res

R = "aws_ecr_repository.r"


def registry(kind: str, pattern: str, frequency: str = "SCAN_ON_PUSH", **more: Any) -> Any:
    rule = {"scan_frequency": frequency, "repository_filter": [{"filter": pattern, "filter_type": "WILDCARD"}]}
    return res("aws_ecr_registry_scanning_configuration.c", scan_type=kind, rule=[rule], **more)


ON, OFF = [{"scan_on_push": True}], [{"scan_on_push": False}]


@pytest.mark.parametrize(
    ("own", "parts", "scans"),
    [
        (None, (), False),
        (ON, (), True),
        (OFF, (registry("ENHANCED", "llm/*", "CONTINUOUS_SCAN"),), True),
        (OFF, (registry("ENHANCED", "other/*"),), False),
        (ON, (registry("ENHANCED", "other/*"),), False),
        (ON, (registry("BASIC", "other/*"),), True),
        (OFF, (registry("ENHANCED", "llm/*", "MANUAL"),), False),
        (OFF, (registry("ENHANCED", "vllm"),), True),
        (OFF, (registry("ENHANCED", "*", home=US),), False),
    ],
)
def test_scanning(own: Any, parts: tuple[Any, ...], scans: bool) -> None:
    found = one(R, res(R, name="llm/vllm", image_scanning_configuration=own), *parts)
    assert found.scans_images is scans


def test_an_unknown_name_may_match() -> None:
    assert isinstance(one(R, res(R, name=ref("random_id.x", "hex")), registry("ENHANCED", "llm/*")).scans_images, Unknown)


@pytest.mark.parametrize(
    ("configuration", "state"),
    [
        (None, "provider-key"),
        ([{"encryption_type": "KMS"}], "provider-key"),
        ([{"encryption_type": "KMS", "kms_key": ref("aws_kms_key.k", "arn")}], "customer-key"),
        ([{"encryption_type": "AES256", "kms_key": ref("aws_kms_key.k", "arn")}], "provider-key"),
    ],
)
def test_seal(configuration: Any, state: str) -> None:
    assert one(R, res(R, name="r", encryption_configuration=configuration), res("aws_kms_key.k")).seal.state == state


def test_policies_of_repository_and_registry() -> None:
    own = res("aws_ecr_repository_policy.p", repository=ref(R, "name"), policy='{"Statement": [{"Sid": "own"}]}')
    whole = res("aws_ecr_registry_policy.p", policy='{"Statement": [{"Sid": "all"}]}')
    found = one(R, res(R, name="r"), own, whole).policies
    assert [p.document["Statement"][0]["Sid"] for p in found] == ["own", "all"]


@pytest.mark.parametrize(("prefix", "places"), [(None, ["us-east-1"]), ("llm/", ["us-east-1"]), ("web/", [])])
def test_replication_by_prefix(prefix: str | None, places: list[str]) -> None:
    rule: dict[str, Any] = {"destination": [{"region": "us-east-1", "registry_id": "402118835517"}]}
    if prefix:
        rule["repository_filter"] = [{"filter": prefix, "filter_type": "PREFIX_MATCH"}]
    replication = res("aws_ecr_replication_configuration.c", replication_configuration=[{"rule": [rule]}])
    assert [p.where for p in one(R, res(R, name="llm/vllm"), replication).places] == places


def test_public_repositories_are_open_to_anyone() -> None:
    found = one("aws_ecrpublic_repository.p", res("aws_ecrpublic_repository.p", home=US, repository_name="p"))
    assert (found.doors[0].anonymous, found.doors[0].regardless, found.scans_images) == (True, True, False)
