# SPDX-License-Identifier: Apache-2.0
"""Identities with every policy that binds them, however it is attached; the organisation over their account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.access import Account, Identity
from intramuros.estate.governance import LocationPolicy
from intramuros.estate.values import Unknown
from intramuros.sources.aws.managed import date, managed_arn, managed_document
from tests.unit.sources.aws.data_kit import ACCOUNT, data, estate, one, ref, res

TRUST = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]})
ROLE = res("aws_iam_role.r", name="r", assume_role_policy=TRUST)


def doc(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


POLICY = res("aws_iam_policy.p", name="p", policy=doc("s3:Get*"))
ARN = ref("aws_iam_policy.p", "arn")


def actions(identity: Any) -> list[str]:
    return [s["Action"] for p in identity.policies for s in p.document["Statement"]]


@pytest.mark.parametrize(
    "attachment",
    [
        res("aws_iam_role_policy.x", role=ref("aws_iam_role.r"), policy=doc("s3:Get*")),
        res("aws_iam_role_policy.x", role="r", policy=doc("s3:Get*")),
        res("aws_iam_role_policy_attachment.x", role=ref("aws_iam_role.r", "name"), policy_arn=ARN),
        res("aws_iam_role_policy_attachment.x", role="r", policy_arn=f"arn:aws:iam::{ACCOUNT}:policy/p"),
        res("aws_iam_policy_attachment.x", name="x", roles=["other", "r"], policy_arn=ARN),
        res("aws_iam_role_policy_attachments_exclusive.x", role_name="r", policy_arns=[ARN]),
    ],
)
def test_every_way_to_attach(attachment: Any) -> None:
    assert actions(one("aws_iam_role.r", ROLE, POLICY, attachment)) == ["s3:Get*"]


def test_inline_blocks_and_managed_arns_of_the_role_itself() -> None:
    role = res(
        "aws_iam_role.r",
        name="r",
        assume_role_policy=TRUST,
        inline_policy=[{"name": "a", "policy": doc("a:B")}, {}],
        managed_policy_arns=[ARN],
    )
    found = one("aws_iam_role.r", role, POLICY)
    assert actions(found) == ["a:B", "s3:Get*"]
    assert [p.address for p in found.policies] == ["aws_iam_role.r", "aws_iam_policy.p"]


def test_managed_policies_of_aws_are_expanded() -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    found = one("aws_iam_role.r", ROLE, res("aws_iam_role_policy_attachment.x", role="r", policy_arn=arn)).policies[0]
    assert found.address == "aws_iam_role_policy_attachment.x"
    assert "s3:*" in found.document["Statement"][0]["Action"]


@pytest.mark.parametrize(
    "policy_arn",
    [
        "arn:aws:iam::aws:policy/NoSuchPolicyOfAws",
        "arn:aws:iam::999999999999:policy/foreign",
        ref("module.other", "policy_arn"),
        Unknown("known after apply"),
    ],
)
def test_a_policy_that_nobody_can_read_is_unknown_never_absent(policy_arn: Any) -> None:
    found = one("aws_iam_role.r", ROLE, res("aws_iam_role_policy_attachment.x", role="r", policy_arn=policy_arn))
    assert isinstance(found.policies[0].document, Unknown)


@pytest.mark.parametrize(
    "looked_up",
    [
        data("data.aws_iam_policy.m", name="AmazonS3ReadOnlyAccess"),
        data("data.aws_iam_policy.m", arn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
    ],
)
def test_a_managed_policy_that_is_looked_up(looked_up: Any) -> None:
    attachment = res("aws_iam_role_policy_attachment.x", role="r", policy_arn=ref("data.aws_iam_policy.m", "arn"))
    assert "s3:Get*" in one("aws_iam_role.r", ROLE, looked_up, attachment).policies[0].document["Statement"][0]["Action"]


def test_boundary_trust_and_profile() -> None:
    role = res("aws_iam_role.r", name="r", assume_role_policy=TRUST, permissions_boundary=ARN)
    found = one("aws_iam_role.r", role, POLICY, res("aws_iam_instance_profile.i", name="r", role=ref("aws_iam_role.r", "name")))
    assert found.boundary.document["Statement"][0]["Action"] == "s3:Get*"
    assert found.trust.document["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    assert found.used_by == ("aws_iam_instance_profile.i",)
    assert found.ids[0] == f"arn:aws:iam::{ACCOUNT}:role/r"
    assert "r" not in found.ids


def test_memberships_of_both_kinds() -> None:
    users = [res(f"aws_iam_user.{n}", name=n) for n in ("a", "b")]
    group = res("aws_iam_group.g", name="g")
    one_way = res("aws_iam_group_membership.m", name="m", group=ref("aws_iam_group.g", "name"), users=[ref("aws_iam_user.a", "name")])
    other = res("aws_iam_user_group_membership.m", user="b", groups=["g"])
    found = one("aws_iam_group.g", group, *users, one_way, other, res("aws_iam_group_policy.p", group="g", policy=doc("s3:*")))
    assert found.members == ("aws_iam_user.a", "aws_iam_user.b")
    assert actions(found) == ["s3:*"]


def test_who_is_a_person() -> None:
    user = res("aws_iam_user.u", name="u")
    key = res("aws_iam_access_key.k", user=ref("aws_iam_user.u", "name"))
    assert one("aws_iam_user.u", user).person is True
    assert one("aws_iam_user.u", user, key).person is False
    assert one("aws_iam_user.u", user, key, res("aws_iam_user_login_profile.l", user="u")).person is True


def test_a_role_that_is_only_looked_up_has_unknown_policies() -> None:
    found = one("data.aws_iam_role.r", data("data.aws_iam_role.r", name="x"), res("aws_iam_role_policy.p", role="x", policy=doc("a:B")))
    assert isinstance(found, Identity)
    assert isinstance(found.trust.document, Unknown)
    assert [isinstance(p.document, Unknown) for p in found.policies] == [False, True]


def test_looking_up_what_the_estate_declares_makes_no_second_identity() -> None:
    found = estate(ROLE, data("data.aws_iam_role.same", name="r"))
    assert [i.address for i in found.all(Identity)] == ["aws_iam_role.r"]


def test_the_data_of_managed_policies_is_dated_and_whole() -> None:
    assert date() >= "2026"
    for name in (
        "AdministratorAccess",
        "ReadOnlyAccess",
        "AmazonSageMakerFullAccess",
        "AmazonSSMManagedInstanceCore",
        "SecretsManagerReadWrite",
    ):
        assert managed_document(str(managed_arn(name)))["Statement"]  # type: ignore[index]
    assert managed_arn("AmazonECSTaskExecutionRolePolicy") == "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


DENY = json.dumps({
    "Statement": [{
        "Effect": "Deny", "NotAction": ["iam:*"], "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]}},
    }]
})  # fmt: skip
SCP = res("aws_organizations_policy.p", name="regions", content=DENY)


def attached(target: str) -> Any:
    return res("aws_organizations_policy_attachment.a", policy_id=ref("aws_organizations_policy.p"), target_id=target)


@pytest.mark.parametrize("target", [ACCOUNT, "r-ab12", ref("aws_organizations_organization.o", "roots[0].id")])
def test_service_control_policies_over_the_account(target: str) -> None:
    org = res("aws_organizations_organization.o", home=__import__("msgspec").structs.replace(SCP.home, account="999999999999"))
    account = one(f"account:{ACCOUNT}", ROLE, SCP, attached(target), org)
    assert isinstance(account, Account)
    names = [p.name for level in account.scps for p in level]
    assert "regions" in names
    assert all(level[0].name == "FullAWSAccess" for level in account.scps)
    assert account.is_management is False


def test_units_above_a_declared_account() -> None:
    unit = res("aws_organizations_organizational_unit.u", name="u", parent_id="r-1")
    member = res("aws_organizations_account.m", name="m", parent_id=ref(unit.address))
    found = one(member.address, SCP, unit, member, attached(ref(unit.address)))
    assert [[p.name for p in level] for level in found.scps] == [["FullAWSAccess"], ["FullAWSAccess", "regions"], ["FullAWSAccess"]]


def test_an_unattached_policy_binds_nobody() -> None:
    found = estate(ROLE, SCP)
    assert found.by_address[f"account:{ACCOUNT}"].scps == ()  # type: ignore[attr-defined]
    policy = found.by_address[SCP.address]
    assert isinstance(policy, LocationPolicy)
    assert (policy.allowed, policy.enforced) == (("eu-central-1", "eu-west-1"), False)
