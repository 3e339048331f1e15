# SPDX-License-Identifier: Apache-2.0
"""Every escalation of the tables stands with all its facts, and falls with any one of them."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from tests.unit.reasoning.aws_builder import AT, HOME, access, allow, aws, bucket, deny, document, opens, role, role_arn, unread, user

from intramuros.estate.access import Identity
from intramuros.estate.bounds import Placement
from intramuros.estate.resource import Resource
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Attachment, Workload
from intramuros.reasoning.access.aws.methods import CREDENTIALS, RUNS, TAKEOVERS, TEMPLATES, Run, Takeover

STORE = bucket("b")
READS = allow("s3:GetObject", "arn:aws:s3:::b/*")
PASSED = [(service, run) for service, runs in RUNS.items() for run in runs]


def workload(name: str, **more: Any) -> Workload:
    ids = (f"arn:aws:x:eu-central-1:{HOME}:{name}",)
    fields: dict[str, Any] = {"type": "", "kind": "pipeline", **more}
    return Workload(address=f"aws_x.{name}", cloud="aws", origin=AT, account=HOME, ids=ids, **fields)


def standing(needed: str) -> tuple[Resource, ...]:
    if not needed:
        return ()
    kind = {"kind": needed} if not needed.startswith("aws_") else {"type": needed}
    return (workload("standing", **kind),)


def passes(service: str, run: Run, actions: tuple[str, ...], condition: Any = None, *, stands: bool = True) -> object:
    taker = role("a", allow("iam:PassRole", condition=condition), allow(list(actions)), trust={"Service": "x.amazonaws.com"})
    target = role("t", READS, trust={"Service": service}, used_by=("aws_iam_instance_profile.t",))
    return opens(access(STORE, taker, target, *(standing(run.standing) if stands else ())).reaches(STORE), taker.address)


@pytest.mark.parametrize(("service", "run"), PASSED, ids=lambda x: x if isinstance(x, str) else "+".join(x.actions))
def test_passing_needs_every_action_and_what_must_exist(service: str, run: Run) -> None:
    assert passes(service, run, run.actions) is True
    others = [r for r in RUNS[service] if r is not run]
    for missing in run.actions:
        left = tuple(a for a in run.actions if a != missing)
        reached = passes(service, run, left) if left else None
        shorter = any(set(o.actions) <= set(left) and (not o.standing or o.standing == run.standing) for o in others)
        assert (reached is True) == shorter
    if run.standing and not any(set(o.actions) <= set(run.actions) and not o.standing for o in others):
        assert passes(service, run, run.actions, stands=False) is not True


@pytest.mark.parametrize("service", RUNS)
def test_the_service_that_a_role_may_be_passed_to_counts(service: str) -> None:
    run = RUNS[service][0]
    assert passes(service, run, run.actions, {"StringEquals": {"iam:PassedToService": service}}) is True
    assert passes(service, run, run.actions, {"StringEquals": {"iam:PassedToService": "other.amazonaws.com"}}) is not True


@pytest.mark.parametrize(
    ("profiles", "more", "expected"),
    [
        (("aws_iam_instance_profile.t",), (), True),
        ((), ("iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"), True),
        ((), ("iam:AddRoleToInstanceProfile",), "unknown"),
        ((), ("iam:CreateInstanceProfile",), "unknown"),
        ((), (), "unknown"),  # the console makes a profile of the role's name, which no source declares
    ],
)
def test_a_machine_takes_a_role_within_a_profile(profiles: tuple[str, ...], more: tuple[str, ...], expected: object) -> None:
    taker = role("a", allow(["iam:PassRole", "ec2:RunInstances", *more]), trust={"Service": "x.amazonaws.com"})
    target = role("t", READS, trust={"Service": "ec2.amazonaws.com"}, used_by=profiles)
    assert opens(access(STORE, taker, target).reaches(STORE), taker.address) == expected


def takes(way: Takeover, actions: tuple[str, ...]) -> object:
    kind = {"type": way.workload} if way.workload.startswith("aws_") else {"kind": way.workload}
    target = role("t", READS, allow("ssm:UpdateInstanceInformation"), trust={"Service": "x.amazonaws.com"})
    at = workload("w", identities=(target.address,), attachments=(Attachment(public_ip=True, address="w", origin=AT),), **kind)
    taker = user("a", allow(list(actions)))
    return opens(access(STORE, taker, target, at).reaches(STORE), taker.address)


@pytest.mark.parametrize("way", TAKEOVERS, ids=lambda w: f"{w.workload}:{'+'.join(w.actions)}")
def test_a_workload_is_taken_over_with_every_action_only(way: Takeover) -> None:
    needed = (*way.actions, *way.beside)
    assert takes(way, needed) is True
    for missing in needed if len(needed) > 1 else ():
        assert takes(way, tuple(a for a in needed if a != missing)) is not True


@pytest.mark.parametrize(("kind", "action"), [(k, a) for k, ways in CREDENTIALS.items() for a, _ in ways])
def test_credentials_of_another(kind: str, action: str) -> None:
    target = user("t", READS) if kind == "user" else role("t", READS, trust={"Service": "x.amazonaws.com"})
    here = next(i for i in target.ids if i.startswith("arn:"))
    assert opens(access(STORE, user("a", allow(action, here)), target).reaches(STORE), "aws_iam_user.a") is True
    assert opens(access(STORE, user("a", allow(action, f"{here}-2")), target).reaches(STORE), "aws_iam_user.a") is not True


def launches(version: str, *actions: str, profile: bool = True) -> object:
    target = structs.replace(role("t", READS, trust={"Service": "ec2.amazonaws.com"}), used_by=("aws_iam_instance_profile.t",) * profile)
    template = workload("template", type="aws_launch_template", kind="launch-template")
    group = workload("group", type="aws_autoscaling_group", kind="scale-set", runs=(template.address,), follows=(version,))
    return opens(access(STORE, user("a", allow(list(actions))), target, template, group).reaches(STORE), "aws_iam_user.a")


def test_the_next_version_of_a_template_takes_any_profile_where_a_group_follows_it() -> None:
    for version, actions in TEMPLATES.items():
        assert launches(version, *actions) is True
        assert launches(version, *actions, profile=False) is not True
        assert launches("7", *actions) is not True
    assert launches("$Default", "ec2:CreateLaunchTemplateVersion") is not True


def test_who_writes_a_saml_provider_signs_in_through_it() -> None:
    provider = f"arn:aws:iam::{HOME}:saml-provider/people"
    trust = {"Federated": provider}
    target = role("t", READS, trust=trust)
    signing = structs.replace(target, trust=_saml(target, provider))
    assert opens(access(STORE, user("a", allow("iam:UpdateSAMLProvider", provider)), signing).reaches(STORE), "aws_iam_user.a") is True
    assert (
        opens(access(STORE, user("a", allow("iam:UpdateSAMLProvider", f"{provider}2")), signing).reaches(STORE), "aws_iam_user.a")
        is not True
    )


def _saml(target: Identity, provider: str) -> Any:
    assert target.trust is not None
    statement = {"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithSAML"}
    return structs.replace(target.trust, document={"Version": "2012-10-17", "Statement": [statement]})


DENIES = deny("s3:*")


def lifts(*statements: Any, kind: str = "user") -> object:
    """What somebody reaches who is granted it by one policy and denied it by another, inline ones both."""
    made = user("a") if kind == "user" else role("a", trust={"Service": "x.amazonaws.com"})
    name = f"aws_iam_{kind}_policy"
    own = (document(READS, *statements, address=f"{name}.grants"), document(DENIES, address=f"{name}.denies"))
    return opens(access(STORE, structs.replace(made, policies=own)).reaches(STORE), made.address)


@pytest.mark.parametrize("kind", ["user", "role"])
def test_a_deny_of_ones_own_falls_where_one_may_take_it_away(kind: str) -> None:
    word = kind.capitalize()
    assert lifts(kind=kind) is False
    assert lifts(allow(f"iam:Delete{word}Policy"), kind=kind) is True
    assert lifts(allow(f"iam:Delete{word}Policy", f"arn:aws:iam::{HOME}:{kind}/other"), kind=kind) is False
    assert lifts(allow(f"iam:Put{word}Policy"), kind=kind) is True
    assert lifts(allow(f"iam:Put{word}Policy", f"arn:aws:iam::{HOME}:{kind}/other"), kind=kind) is False
    assert lifts(allow(f"iam:Put{word}Policy"), deny(f"iam:Put{word}Policy"), kind=kind) is False
    assert lifts(allow(f"iam:Detach{word}Policy"), kind=kind) is False
    assert lifts(allow(f"iam:Delete{word}Policy"), deny("iam:*"), kind=kind) is False


@pytest.mark.parametrize("kind", ["user", "role"])
def test_putting_an_inline_policy_leaves_an_attached_one_that_denies(kind: str) -> None:
    word = kind.capitalize()
    made = user("a") if kind == "user" else role("a", trust={"Service": "x.amazonaws.com"})
    grants = document(READS, allow(f"iam:Put{word}Policy"), address=f"aws_iam_{kind}_policy.grants")
    denies = document(DENIES, address=f"aws_iam_{kind}_policy_attachment.denies")
    assert opens(access(STORE, structs.replace(made, policies=(grants, denies))).reaches(STORE), made.address) is False


LOWER = {n: Placement(level="lower", why="test") for n in ("aws_iam_role.start", "aws_iam_role.other", "aws_iam_user.u")}


def test_a_trust_policy_that_nobody_can_read_leaves_everyone_below_in_doubt() -> None:
    trust = structs.replace(unread("aws_iam_role.t"), mentions=("aws_iam_role.start",))
    start, other = role("start", trust=aws(role_arn("x"))), role("other", trust=aws(role_arn("x")))
    reaches = access(STORE, start, other, user("u"), role("t", READS, trust=trust), placements=LOWER).reaches(STORE)
    told = [r for r in reaches if isinstance(r.open, Unknown) and r.who == "own" and "read" in r.powers]
    names = {n for r in told for n in (r.alike.names if r.alike else (r.principal,))}
    assert {"aws_iam_role.start", "aws_iam_role.other", "aws_iam_user.u"} <= names
    assert next(r for r in told if r.principal == "aws_iam_role.start").alike is None
    assert len([r for r in told if r.principal in LOWER]) == 2
    assert not [r for r in reaches if r.open is True and r.principal in LOWER]
