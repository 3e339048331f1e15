# SPDX-License-Identifier: Apache-2.0
"""Volumes, snapshots, images, file systems and backups."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.values import Unknown
from tests.unit.sources.aws.data_kit import US, estate, one, ref, res

V = "aws_ebs_volume.v"
S = "aws_ebs_snapshot.s"
KEY = res("aws_kms_key.k")
OWN = ref("aws_kms_key.k", "arn")
SEALED = res(V, encrypted=True, kms_key_id=OWN)


@pytest.mark.parametrize(
    ("attrs", "state", "kms"),
    [
        ({}, "none", False),
        ({"encrypted": False}, "none", False),
        ({"encrypted": True}, "provider-key", True),
        ({"encrypted": True, "kms_key_id": OWN}, "customer-key", False),
        ({"encrypted": True, "kms_key_id": "alias/aws/ebs"}, "provider-key", True),
    ],
)
def test_volume_seal(attrs: dict[str, Any], state: str, kms: bool) -> None:
    seal = one(V, res(V, **attrs), KEY).seal
    assert (seal.state, seal.provider_kms) == (state, kms)


def test_encryption_by_default_counts_in_its_region_alone() -> None:
    default = res("aws_ebs_encryption_by_default.d")
    key = res("aws_ebs_default_kms_key.k", key_arn=OWN)
    assert one(V, res(V), default).seal.state == "provider-key"
    assert one(V, res(V), default, key, KEY).seal.key == "aws_kms_key.k"
    assert one(V, res(V, home=US), default, key, KEY).seal.state == "none"
    assert one(V, res(V), res("aws_ebs_encryption_by_default.d", enabled=False)).seal.state == "none"


def test_snapshots_and_volumes_inherit_along_the_chain() -> None:
    chain = (SEALED, KEY, res(S, volume_id=ref(V)), res("aws_ebs_volume.w", snapshot_id=ref(S)))
    found = estate(*chain).by_address
    assert found[S].seal.key == "aws_kms_key.k"  # type: ignore[attr-defined]
    assert (found["aws_ebs_volume.w"].seal.key, found["aws_ebs_volume.w"].copy_of) == ("aws_kms_key.k", (S,))  # type: ignore[attr-defined]


def test_a_copy_may_change_its_key_and_lies_where_its_provider_is() -> None:
    copy = res("aws_ebs_snapshot_copy.c", home=US, source_snapshot_id=ref(S), source_region="eu-central-1", encrypted=True)
    found = one(copy.address, SEALED, KEY, res(S, volume_id=ref(V)), copy)
    assert (found.seal.state, found.region, found.copy_of) == ("provider-key", "us-east-1", (S,))


def test_a_snapshot_of_a_stranger_is_unknown() -> None:
    assert isinstance(one(S, res(S, volume_id="vol-0123456789abcdef0")).seal.state, Unknown)
    assert isinstance(one(V, res(V, snapshot_id="snap-0123456789abcdef0")).seal.state, Unknown)


def test_shares_of_snapshots_and_images() -> None:
    shared = res("aws_snapshot_create_volume_permission.p", snapshot_id=ref(S), account_id="917730042265")
    assert [s.to for s in one(S, SEALED, KEY, res(S, volume_id=ref(V)), shared).shares] == ["917730042265"]
    image = res("aws_ami.i", name="i", ebs_block_device=[{"device_name": "/dev/sda1", "snapshot_id": ref(S)}])
    public = res("aws_ami_launch_permission.p", image_id=ref("aws_ami.i"), group="all")
    found = one("aws_ami.i", SEALED, KEY, res(S, volume_id=ref(V)), image, public)
    assert ([s.to for s in found.shares], found.copy_of, found.seal.key) == (["all"], (S,), "aws_kms_key.k")


@pytest.mark.parametrize(("state", "shares"), [("block-all-sharing", []), ("block-new-sharing", ["all"])])
def test_blocking_all_sharing_takes_back_what_was_public(state: str, shares: list[str]) -> None:
    shared = res("aws_snapshot_create_volume_permission.p", snapshot_id=ref(S), account_id="all")
    blocker = res("aws_ebs_snapshot_block_public_access.b", state=state)
    assert [s.to for s in one(S, res(S, volume_id=ref(V)), res(V), shared, blocker).shares] == shares


E = "aws_efs_file_system.e"
DENY = {"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
ALLOW = {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "elasticfilesystem:ClientMount",
    "Condition": {"Bool": {"aws:SecureTransport": "true"}},
}


@pytest.mark.parametrize(
    ("statements", "refuses"),
    [
        ([], False),
        ([DENY], True),
        ([ALLOW], True),
        ([{**DENY, "Principal": {"AWS": "arn:aws:iam::1:role/x"}}], False),
        ([{**DENY, "Condition": {"Bool": {"aws:SecureTransport": "false"}, "StringEquals": {"a": "b"}}}], False),
        ([ALLOW, {"Effect": "Allow", "Principal": "*", "Action": "elasticfilesystem:ClientMount"}], False),
    ],
)
def test_efs_refuses_plain_nfs_by_policy_alone(statements: list[Any], refuses: bool) -> None:
    policy = res("aws_efs_file_system_policy.p", file_system_id=ref(E), policy=json.dumps({"Statement": statements}))
    found = one(E, res(E, encrypted=True), policy)
    assert found.transport.refuses_plain is refuses
    assert found.seal.state == "provider-key"


def test_efs_replicas_and_mounts() -> None:
    replica = res("aws_efs_replication_configuration.r", source_file_system_id=ref(E), destination=[{"region": "us-east-1"}])
    mount = res(
        "aws_efs_mount_target.m", file_system_id=ref(E), subnet_id=ref("aws_subnet.a"), security_groups=[ref("aws_security_group.g")]
    )
    found = one(E, res(E), replica, mount, res("aws_subnet.a"), res("aws_security_group.g"))
    assert [p.where for p in found.places] == ["us-east-1"]
    assert (found.subnets, found.rule_sets, found.seal.state) == (("aws_subnet.a",), ("aws_security_group.g",), "none")


PLAN = res(
    "aws_backup_plan.p", name="p",
    rule=[{"target_vault_name": ref("aws_backup_vault.eu", "name"), "copy_action": [{"destination_vault_arn": ref("aws_backup_vault.us", "arn")}]}],
)  # fmt: skip
VAULTS = (res("aws_backup_vault.eu", name="eu"), res("aws_backup_vault.us", home=US, name="us"))


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        ({"resources": [ref(V, "arn")]}, True),
        ({"resources": ["*"]}, True),
        ({"resources": ["arn:aws:ec2:*:*:volume/*"]}, True),
        ({"resources": ["*"], "not_resources": ["arn:aws:ec2:*:*:volume/*"]}, False),
        ({"resources": ["arn:aws:rds:*:*:*"]}, False),
        ({"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "yes"}]}, True),
        ({"selection_tag": [{"type": "STRINGEQUALS", "key": "backup", "value": "no"}]}, False),
    ],
)
def test_backup_copies_are_places_of_what_a_selection_chooses(selection: dict[str, Any], chosen: bool) -> None:
    choice = res("aws_backup_selection.s", name="s", plan_id=ref(PLAN.address), **selection)
    found = one(V, res(V, tags={"backup": "yes"}), PLAN, *VAULTS, choice).places
    assert [(p.where, p.to) for p in found] == (
        [("eu-central-1", "aws_backup_vault.eu"), ("us-east-1", "aws_backup_vault.us")] if chosen else []
    )
