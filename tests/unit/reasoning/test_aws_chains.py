# SPDX-License-Identifier: Apache-2.0
"""Chains: roles assumed one after another, powers over IAM and workloads turned into reading; each link needed."""

from __future__ import annotations

from typing import Any

import pytest
from aws_builder import (
    AT,
    DEV,
    HOME,
    VENDOR,
    access,
    allow,
    aws,
    bucket,
    deny,
    document,
    group,
    guards,
    key,
    opens,
    reached,
    role,
    role_arn,
    root,
    sealed,
    unread,
    user,
)
from msgspec import structs

from intramuros.estate.access import Identity
from intramuros.estate.values import Unknown, symbol
from intramuros.estate.workloads import Attachment, Workload

STORE = bucket("b")
READS = allow("s3:GetObject", "arn:aws:s3:::b/*")
EC2 = {"Service": "ec2.amazonaws.com"}
LAMBDA = {"Service": "lambda.amazonaws.com"}
GITHUB = f"arn:aws:iam::{HOME}:oidc-provider/token.actions.githubusercontent.com"


def _kinds(*resources: Any, principal: str) -> list[str] | None:
    reach = reached(access(STORE, *resources).reaches(STORE), principal)
    return None if reach is None or reach.open is not True else [m.kind for m in reach.path]


def _assume(target: str) -> dict[str, Any]:
    return allow("sts:AssumeRole", role_arn(target))


def test_a_chain_of_three_roles_is_the_shortest_there_is() -> None:
    first, second = (
        role("first", _assume("second*"), trust=EC2),
        role("second", allow("sts:*", role_arn("third")), trust=aws(role_arn("first"))),
    )
    third = role("third", READS, trust=root(HOME))
    assert _kinds(first, second, third, principal="aws_iam_role.first") == ["assume", "assume", "read"]
    straight = role("first", _assume("*"), trust=EC2)
    assert _kinds(straight, second, third, principal="aws_iam_role.first") == ["assume", "read"]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (role("a", _assume("t"), trust=EC2), role("t", READS, trust=root(HOME)), True),
        (role("a", trust=EC2), role("t", READS, trust=aws(role_arn("a"))), True),
        (role("a", trust=EC2), role("t", READS, trust=root(HOME)), None),
        (role("a", _assume("t"), trust=EC2), role("t", READS, trust=aws(role_arn("z"))), False),
        (role("a", _assume("t"), trust=EC2), role("t", READS, trust=EC2), False),
        (role("a", _assume("other"), trust=EC2), role("t", READS, trust=root(HOME)), None),
        (role("a", _assume("t"), deny("sts:*"), trust=EC2), role("t", READS, trust=root(HOME)), False),
        (role("a", _assume("t"), trust=EC2, boundary=document(allow("s3:*"))), role("t", READS, trust=root(HOME)), False),
        (role("a", _assume("t"), trust=EC2), role("t", READS, trust=root(HOME), boundary=document(allow("ec2:*"))), False),
        (role("a", _assume("t"), trust=EC2), role("t", READS, trust=unread()), "unknown"),
        (
            role("a", _assume("t"), trust=EC2),
            role("t", READS, trust=document(allow("sts:AssumeRole", None, root(HOME), {"StringEquals": {"aws:PrincipalTag/x": "y"}}))),
            False,
        ),
        (
            role("a", _assume("t"), trust=EC2),
            role("t", READS, trust=document(allow("sts:AssumeRole", None, root(HOME), {"StringEquals": {"sts:ExternalId": "y"}}))),
            True,
        ),
        (role("a", _assume("t"), trust=EC2, account=DEV), role("t", READS, trust=root(DEV)), True),
        (role("a", trust=EC2, account=DEV), role("t", READS, trust=aws(role_arn("a", DEV))), False),
    ],
)
def test_one_step(source: Identity, target: Identity, expected: object) -> None:
    assert opens(access(STORE, source, target).reaches(STORE), "aws_iam_role.a") == expected


def test_circles_end() -> None:
    a, b = role("a", _assume("c"), trust=aws(role_arn("c"))), role("c", READS, _assume("a"), trust=aws(role_arn("a")))
    assert _kinds(a, b, principal="aws_iam_role.a") == ["assume", "read"]
    assert _kinds(a, b, principal="aws_iam_role.c") == ["read"]


@pytest.mark.parametrize(
    ("trust", "principal", "who", "expected"),
    [
        (root(VENDOR), f"account:{VENDOR}", "foreign", True),
        (aws(role_arn("x", VENDOR)), role_arn("x", VENDOR), "foreign", True),
        (
            document(allow("sts:AssumeRole", None, root(VENDOR), {"StringEquals": {"sts:ExternalId": "q"}})),
            f"account:{VENDOR}",
            "foreign",
            True,
        ),
        (
            document(allow("sts:AssumeRole", None, root(VENDOR), {"StringEquals": {"aws:PrincipalOrgID": "o-klinik"}})),
            f"account:{VENDOR}",
            "foreign",
            False,
        ),
        (root(DEV), f"account:{DEV}", "own", True),
        ({"AWS": "*"}, "account:*", "foreign", True),
        (document(allow("sts:AssumeRole", None, "*", {"StringEquals": {"aws:PrincipalOrgID": "o-klinik"}})), "account:*", "foreign", False),
        (
            document(allow("sts:AssumeRole", None, "*", {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-klinik"}})),
            "account:*",
            "foreign",
            True,
        ),
        (
            document(allow("sts:AssumeRole", None, root(VENDOR), {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-klinik/*"}})),
            f"account:{VENDOR}",
            "foreign",
            True,
        ),
        (
            document(allow("sts:AssumeRole", None, root(VENDOR), {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-klinik/*"}})),
            f"account:{VENDOR}",
            "foreign",
            False,
        ),
        (
            document(
                allow("sts:AssumeRole", None, root(VENDOR)),
                deny("sts:*", None, "*", {"StringNotEquals": {"aws:PrincipalOrgID": "o-klinik"}}),
            ),
            f"account:{VENDOR}",
            "foreign",
            False,
        ),
    ],
)
def test_strangers_who_may_assume(trust: Any, principal: str, who: str, expected: bool) -> None:
    reach = reached(access(STORE, role("t", READS, trust=trust)).reaches(STORE), principal)
    assert reach is not None
    assert (reach.open, reach.who) == (expected, who)


def test_the_boundary_of_the_assumed_role_is_the_one_guard() -> None:
    limited = role("t", READS, trust=root(VENDOR), boundary=document(allow("cloudwatch:Get*"), address="aws_iam_policy.limit"))
    found = access(STORE, limited).reaches(STORE)
    assert guards(found, f"account:{VENDOR}") == ["permissions boundary"]


def test_sessions_of_a_role_of_ours_count_as_our_account() -> None:
    store = bucket("b", deny("s3:*", "arn:aws:s3:::b/*", "*", {"StringEquals": {"aws:PrincipalAccount": HOME}}))
    found = access(store, role("t", READS, trust=root(VENDOR))).reaches(store)
    assert opens(found, f"account:{VENDOR}") is False
    assert guards(found, f"account:{VENDOR}") == ["deny in bucket policy"]


@pytest.mark.parametrize(
    ("statements", "trust", "expected"),
    [
        ((allow("iam:PassRole"), allow("ec2:RunInstances")), EC2, True),
        ((allow("iam:PassRole"),), EC2, None),
        ((allow("ec2:RunInstances"),), EC2, None),
        ((allow("iam:PassRole"), allow("ec2:RunInstances")), LAMBDA, None),
        ((allow("iam:PassRole", role_arn("t")), allow(["lambda:CreateFunction", "lambda:InvokeFunction"])), LAMBDA, True),
        ((allow("iam:PassRole", role_arn("t")), allow("lambda:CreateFunction")), LAMBDA, None),
        ((allow("iam:PassRole", role_arn("z")), allow("lambda:*")), LAMBDA, None),
        (
            (allow("iam:PassRole", "*", None, {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}), allow("lambda:*")),
            LAMBDA,
            None,
        ),
        (
            (allow("iam:PassRole", "*", None, {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}), allow("lambda:*")),
            LAMBDA,
            True,
        ),
        ((allow("iam:PassRole"), allow("ec2:RunInstances"), deny("iam:PassRole")), EC2, False),
        ((allow("iam:PassRole"), allow("ec2:RunInstances", f"arn:aws:ec2:*:{HOME}:instance/*")), EC2, True),
        ((allow("iam:PassRole"), allow("glue:*")), {"Service": "glue.amazonaws.com"}, True),
        ((allow("iam:PassRole"), allow(["ecs:RegisterTaskDefinition", "ecs:RunTask"])), {"Service": "ecs-tasks.amazonaws.com"}, True),
        ((allow("iam:PassRole"), allow("cloudformation:CreateStack")), {"Service": "cloudformation.amazonaws.com"}, True),
        ((allow("iam:PassRole"), allow("codebuild:*")), {"Service": "codebuild.amazonaws.com"}, True),
        ((allow("iam:PassRole"), allow("sagemaker:CreateTrainingJob")), {"Service": "sagemaker.amazonaws.com"}, True),
    ],
)
def test_passing_a_role_needs_all_three_facts(statements: tuple[Any, ...], trust: dict[str, str], expected: object) -> None:
    passed = role("t", READS, trust=trust, used_by=("aws_iam_instance_profile.t",))
    found = access(STORE, role("a", *statements, trust=LAMBDA if trust is EC2 else EC2), passed).reaches(STORE)
    assert opens(found, "aws_iam_role.a") == expected


@pytest.mark.parametrize(
    ("statements", "more", "expected"),
    [
        ((allow("iam:PutRolePolicy", role_arn("a")),), {}, True),
        ((allow("iam:AttachRolePolicy", "*"),), {}, True),
        ((allow("iam:PutRolePolicy", role_arn("other")),), {}, None),
        ((allow("iam:PutUserPolicy", "*"),), {}, None),
        ((allow("iam:PutRolePolicy", "*"), deny("s3:*")), {}, True),  # under the name of the policy that denies it takes its place
        ((allow("iam:PutRolePolicy", "*"), deny(["s3:*", "iam:PutRolePolicy"])), {}, None),
        ((allow("iam:AttachRolePolicy", "*"), deny("s3:*")), {}, False),
        ((allow("iam:PutRolePolicy", "*"),), {"boundary": document(allow("iam:*"))}, False),
        ((allow("iam:PutRolePolicy", "*", None, {"StringEquals": {"iam:PermissionsBoundary": "arn:x"}}),), {}, None),
        ((allow("iam:*"),), {}, True),
        ((allow("iam:Get*"),), {}, None),
    ],
)
def test_editing_oneself(statements: tuple[Any, ...], more: dict[str, Any], expected: object) -> None:
    assert opens(access(STORE, role("a", *statements, trust=EC2, **more)).reaches(STORE), "aws_iam_role.a") == expected


def test_a_new_version_of_ones_own_managed_policy() -> None:
    own = document(allow("iam:CreatePolicyVersion", f"arn:aws:iam::{HOME}:policy/mine"), address="aws_iam_policy.mine")
    named = type(own)(document=own.document, address=own.address, origin=AT, name="mine")
    other = type(own)(document=own.document, address="aws_iam_policy.other", origin=AT, name="other")
    assert opens(access(STORE, role("a", policies=(named,))).reaches(STORE), "aws_iam_role.a") is True
    assert opens(access(STORE, role("a", policies=(other,))).reaches(STORE), "aws_iam_role.a") is None


def test_editing_another_needs_becoming_him_too() -> None:
    edits = allow("iam:PutRolePolicy", role_arn("t"))
    becomes, closed = role("t", trust=aws(role_arn("a"))), role("t", trust=EC2)
    assert opens(access(STORE, role("a", edits, trust=EC2), becomes).reaches(STORE), "aws_iam_role.a") is True
    assert opens(access(STORE, role("a", edits, trust=EC2), closed).reaches(STORE), "aws_iam_role.a") is None


@pytest.mark.parametrize(
    ("action", "target", "expected"),
    [
        ("iam:CreateAccessKey", user("t", READS), True),
        ("iam:UpdateLoginProfile", user("t", READS), True),
        ("iam:CreateAccessKey", role("t", READS, trust=EC2), None),
        ("iam:UpdateAssumeRolePolicy", role("t", READS, trust=EC2), True),
        ("iam:AddUserToGroup", group("t", READS), True),
    ],
)
def test_taking_over_identities(action: str, target: Identity, expected: object) -> None:
    taker = user("a", allow(action))
    assert opens(access(STORE, taker, target).reaches(STORE), "aws_iam_user.a") == expected


def _workload(kind: Any, arn: str) -> Workload:
    return Workload(address="w.x", type="x", cloud="aws", origin=AT, kind=kind, identities=("aws_iam_role.t",), ids=(arn,), account=HOME)


AGENT = allow("ssm:UpdateInstanceInformation")


@pytest.mark.parametrize(
    ("action", "kind", "arn", "more", "expected"),
    [
        ("lambda:UpdateFunctionCode", "function", f"arn:aws:lambda:eu-central-1:{HOME}:function:x", (), True),
        ("lambda:UpdateFunctionConfiguration", "function", f"arn:aws:lambda:eu-central-1:{HOME}:function:x", (), True),
        ("lambda:InvokeFunction", "function", f"arn:aws:lambda:eu-central-1:{HOME}:function:x", (), None),
        ("ssm:SendCommand", "vm", f"arn:aws:ec2:eu-central-1:{HOME}:instance/i-1", (AGENT,), True),
        ("ssm:SendCommand", "vm", f"arn:aws:ec2:eu-central-1:{HOME}:instance/i-1", (), None),
        (
            "sagemaker:CreatePresignedNotebookInstanceUrl",
            "notebook",
            f"arn:aws:sagemaker:eu-central-1:{HOME}:notebook-instance/x",
            (),
            True,
        ),
    ],
)
def test_running_code_in_a_workload(action: str, kind: str, arn: str, more: tuple[Any, ...], expected: object) -> None:
    found = access(STORE, role("a", allow(action), trust=EC2), role("t", READS, *more, trust=EC2), _workload(kind, arn)).reaches(STORE)
    assert opens(found, "aws_iam_role.a") == expected


@pytest.mark.parametrize(
    ("statements", "limits", "expected"),
    [
        ((READS, allow("iam:DeleteRolePermissionsBoundary", role_arn("a"))), (allow("iam:*"),), True),
        ((READS, allow("iam:PutRolePermissionsBoundary")), (allow("iam:*"),), True),
        ((READS, allow("iam:DeleteRolePermissionsBoundary")), (allow("ec2:*"),), False),
        ((READS, allow("iam:DeleteRolePermissionsBoundary")), (allow("iam:*"), deny("iam:Delete*Boundary")), False),
        ((READS, allow("iam:DeleteRolePermissionsBoundary", role_arn("other"))), (allow("iam:*"),), False),
        ((READS, allow("iam:DeleteUserPermissionsBoundary")), (allow("iam:*"),), False),
        ((allow("iam:DeleteRolePermissionsBoundary"),), (allow("iam:*"),), None),
        ((allow(["iam:DeleteRolePermissionsBoundary", "iam:PutRolePolicy"]),), (allow("iam:*"),), True),
    ],
)
def test_lifting_ones_own_boundary(statements: tuple[Any, ...], limits: tuple[Any, ...], expected: object) -> None:
    bound = role("a", *statements, trust=EC2, boundary=document(*limits, address="aws_iam_policy.limit"))
    assert opens(access(STORE, bound).reaches(STORE), "aws_iam_role.a") == expected


@pytest.mark.parametrize(("public", "expected"), [(True, True), (False, "unknown")])
def test_a_pushed_key_opens_a_machine_with_a_public_address(public: bool, expected: object) -> None:
    machine = structs.replace(
        _workload("vm", f"arn:aws:ec2:eu-central-1:{HOME}:instance/i-1"),
        attachments=(Attachment(public_ip=public, address="i", origin=AT),),
    )
    pusher = role("a", allow("ec2-instance-connect:SendSSHPublicKey"), trust=EC2)
    found = access(STORE, pusher, role("t", READS, trust=EC2), machine).reaches(STORE)
    assert opens(found, "aws_iam_role.a") == expected


def _token(*subjects: str, operator: str = "StringLike") -> Any:
    condition = {operator: {"token.actions.githubusercontent.com:sub": list(subjects)}} if subjects else None
    return document(allow("sts:AssumeRoleWithWebIdentity", None, {"Federated": GITHUB}, condition))


@pytest.mark.parametrize(
    ("trust", "subject", "who", "expected"),
    [
        (_token(), "*", "foreign", True),
        (_token("repo:*"), "repo:*", "foreign", True),
        (_token("repo:klinik*/app:*"), "repo:klinik*/app:*", "foreign", True),
        (_token("repo:klinik/app:*"), "repo:klinik/app:*", "foreign", "unknown"),
        (_token("repo:klinik/app:*", operator="ForAllValues:StringLike"), "repo:klinik/app:*", "foreign", "unknown"),
        (_token("repo:klinik/app:*", "repo:*/fork:*"), "repo:*/fork:*", "foreign", True),
        (_token("repo:klinik/*", "repo:ours/*"), "repo:klinik/*", "foreign", "unknown"),
        (_token("repo:ours/app:ref:refs/heads/main"), "repo:ours/app:ref:refs/heads/main", "own", True),
        (_token("repo:ours-not/app:*"), "repo:ours-not/app:*", "foreign", "unknown"),
        (
            _token("organization:ours:project:*:workspace:*:run_phase:*"),
            "organization:ours:project:*:workspace:*:run_phase:*",
            "foreign",
            "unknown",
        ),
        (_token("repo:evil/*", operator="StringNotLike"), "*", "foreign", True),
    ],
)
def test_tokens_of_outside_issuers(trust: Any, subject: str, who: str, expected: object) -> None:
    found = access(STORE, role("t", READS, trust=trust), trusted_principals=frozenset({"repo:ours/*"})).reaches(STORE)
    name = f"oidc:token.actions.githubusercontent.com:{subject}"
    reach = reached(found, name)
    assert reach is not None
    assert (opens(found, name), reach.who) == (expected, who)


@pytest.mark.parametrize(
    ("provider", "condition", "principal", "expected"),
    [
        ("cognito-identity.amazonaws.com", {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-central-1:pool"}}, None, None),
        ("cognito-identity.amazonaws.com", None, "oidc:cognito-identity.amazonaws.com:*", True),
        (
            "cognito-identity.amazonaws.com",
            {"StringLike": {"cognito-identity.amazonaws.com:aud": "eu-*"}},
            "oidc:cognito-identity.amazonaws.com:*",
            True,
        ),
        ("accounts.google.com", {"StringEquals": {"accounts.google.com:aud": "x"}}, "oidc:accounts.google.com:*", True),
        (f"arn:aws:iam::{HOME}:oidc-provider/id.klinik.de", {"StringEquals": {"id.klinik.de:aud": "x"}}, "oidc:id.klinik.de:*", "unknown"),
        (f"arn:aws:iam::{HOME}:oidc-provider/id.klinik.de", None, "oidc:id.klinik.de:*", True),
    ],
)
def test_issuers_that_tell_by_the_audience(provider: str, condition: Any, principal: str | None, expected: object) -> None:
    trust = document(allow("sts:AssumeRoleWithWebIdentity", None, {"Federated": provider}, condition))
    found = access(STORE, role("t", READS, trust=trust)).reaches(STORE)
    assert [r.principal for r in found if r.principal.startswith("oidc:")] == ([principal] if principal else [])
    assert principal is None or opens(found, principal) == expected


@pytest.mark.parametrize(("account", "who"), [(HOME, "own"), (VENDOR, "foreign")])
def test_people_of_a_saml_provider(account: str, who: str) -> None:
    provider = f"arn:aws:iam::{account}:saml-provider/adfs"
    trust = document(allow("sts:AssumeRoleWithSAML", None, {"Federated": provider}))
    reach = reached(access(STORE, role("t", READS, trust=trust)).reaches(STORE), provider)
    assert reach is not None
    assert (reach.open, reach.who) == (True, who)


def test_whoever_may_write_the_bucket_policy_reads_but_for_the_key() -> None:
    manages = role("a", allow("s3:PutBucketPolicy"), trust=EC2)
    assert opens(access(STORE, manages).reaches(STORE), "aws_iam_role.a") is True
    under = bucket("b", seal=sealed("aws_kms_key.k"))
    found = access(under, key("k"), manages).reaches(under)
    assert opens(found, "aws_iam_role.a") is False
    assert guards(found, "aws_iam_role.a") == ["key policy"]
    assert opens(found, "aws_iam_role.a", "manage") is True


def test_the_key_is_needed_at_the_end_of_a_chain() -> None:
    under = bucket("b", seal=sealed("aws_kms_key.k"))
    source, target = role("a", _assume("t"), trust=EC2), role("t", READS, trust=root(HOME))
    found = access(under, key("k"), source, target).reaches(under)
    assert opens(found, "aws_iam_role.a") is False
    assert guards(found, "aws_iam_role.a") == ["key policy"]


def test_what_is_missing_is_named() -> None:
    source, target = role("a", _assume("t"), trust=EC2), role("t", READS, trust=unread("aws_iam_role.t", "`var.trust` has no value"))
    reach = reached(access(STORE, source, target).reaches(STORE), "aws_iam_role.a")
    assert reach is not None
    assert isinstance(reach.open, Unknown)
    assert "`var.trust` has no value" in reach.open.why


def test_roles_whose_arns_are_known_only_later_are_told_apart() -> None:
    def later(name: str, *statements: dict[str, Any], trust: Any) -> Identity:
        arn = symbol(f"aws_iam_role.{name}", "arn")
        return Identity(
            address=f"aws_iam_role.{name}",
            type="aws_iam_role",
            cloud="aws",
            origin=AT,
            ids=(arn,),
            account=HOME,
            kind="role",
            policies=(document(*statements),),
            trust=document(allow("sts:AssumeRole", None, trust)),
        )

    target = later("t", READS, trust=aws(symbol("aws_iam_role.a", "arn")))
    mine, other = later("a", allow("ec2:*"), trust=EC2), later("z", allow("ec2:*"), trust=EC2)
    found = access(STORE, target, mine, other).reaches(STORE)
    assert opens(found, "aws_iam_role.a") is True
    assert opens(found, "aws_iam_role.z") is None
