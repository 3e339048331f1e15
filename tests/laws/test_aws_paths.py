# SPDX-License-Identifier: Apache-2.0
"""Laws of AWS chains: what is left out because it cannot count changes no answer; more permissions open no fewer ways."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from intramuros.estate.access import Identity
from intramuros.reasoning.access.aws.chains import Chains
from tests.unit.reasoning.aws_builder import HOME, access, allow, aws, bucket, deny, group, role, role_arn, root, user

STORE = bucket("b")
ACTIONS = (
    "s3:GetObject",
    "sts:AssumeRole",
    "iam:PassRole",
    "lambda:*",
    "iam:PutRolePolicy",
    "iam:AttachUserPolicy",
    "iam:PutGroupPolicy",
    "iam:CreateAccessKey",
    "iam:UpdateAssumeRolePolicy",
    "iam:AddUserToGroup",
    "iam:*",
)
_where = st.sampled_from(("*", f"arn:aws:iam::{HOME}:role/r1", f"arn:aws:iam::{HOME}:*", "arn:aws:s3:::b/*"))
_statement = st.builds(lambda made, a, r: made(a, r), st.sampled_from((allow, allow, allow, deny)), st.sampled_from(ACTIONS), _where)
_trust = st.sampled_from(
    (
        {"Service": "lambda.amazonaws.com"},
        root(HOME),
        aws(role_arn("r0")),
        aws(f"arn:aws:iam::{HOME}:user/u0"),
        {"AWS": "*"},
        {"Service": "ec2.amazonaws.com"},
    )
)


@st.composite
def estates(draw: Any) -> tuple[Identity, ...]:
    """A few roles and users, with a group."""
    policies = [draw(st.lists(_statement, max_size=3)) for _ in range(6)]
    roles = [role(f"r{n}", *policies[n], trust=draw(_trust) if n else {"Service": "ec2.amazonaws.com"}) for n in range(3)]
    users = [user(f"u{n}", *policies[3 + n]) for n in range(2)]
    return (*roles, *users, group("g", *policies[5], members=("aws_iam_user.u0",)))


def _told(identities: tuple[Identity, ...]) -> set[tuple[object, ...]]:
    return {(r.principal, str(r.open), r.powers, tuple(m.says for m in r.path)) for r in access(STORE, *identities).reaches(STORE)}


@given(estates())
def test_who_is_left_out_among_the_edited_changes_no_answer(identities: tuple[Identity, ...]) -> None:
    def everyone(self: Chains, editor: Identity) -> list[Identity]:
        return [i for i in self._world.identities if i.address != editor.address]

    narrow = _told(identities)
    with patch.object(Chains, "_within_reach", everyone):
        assert _told(identities) == narrow


@given(estates(), st.sampled_from(ACTIONS), st.integers(0, 4))
def test_one_more_permission_closes_no_way(identities: tuple[Identity, ...], action: str, at: int) -> None:
    def readers(among: tuple[Identity, ...]) -> set[str]:
        return {r.principal for r in access(STORE, *among).reaches(STORE) if r.open is True and "read" in r.powers}

    one = identities[at]
    more = (role if one.kind == "role" else user)(str(one.name) + "-more", allow(action)).policies
    wider = type(one)(**{f: getattr(one, f) for f in one.__struct_fields__ if f != "policies"}, policies=(*one.policies, *more))
    assert readers(identities) <= readers((*identities[:at], wider, *identities[at + 1 :]))
