# SPDX-License-Identifier: Apache-2.0
"""Whoever is asked for others speaks truly for them: the answer of a crowd is that of each of its members asked alone."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from intramuros.estate.access import Account, Identity
from intramuros.reasoning.access.aws.direct import target_of, ways
from intramuros.reasoning.access.aws.readers import AwsAccess
from intramuros.reasoning.access.aws.ternary import MAYBE, YES
from tests.unit.reasoning.aws_builder import AT, HOME, access, allow, aws, bucket, deny, document, role, root, user

_CONDITIONS = st.sampled_from(
    (
        None,
        {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
        {"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"StringEquals": {"aws:PrincipalTag/team": "red"}},
        {"StringNotEquals": {"aws:PrincipalTag/team": "red"}},
        {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{HOME}:role/r*"}},
        {"StringEquals": {"aws:username": "u1"}},
        {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}},
        {"StringEquals": {"aws:ResourceTag/team": "red"}},
        {"StringNotEqualsIfExists": {"aws:ResourceTag/team": "red"}},
    )
)
_ACTIONS = st.sampled_from(("s3:GetObject", "s3:Get*", "s3:PutBucketPolicy", "*", "kms:Decrypt", "s3:GetObjectVersion"))
_WHERE = st.sampled_from(
    (
        "*",
        "arn:aws:s3:::a*",
        "arn:aws:s3:::?/*",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::c/x*",
        "arn:aws:s3:::c*/*",
        "arn:aws:s3:::b/x/*",
        "arn:aws:s3:::${aws:PrincipalTag/team}/*",
        "arn:aws:s3:::a",
    )
)
_STATEMENT = st.builds(lambda made, a, r, c: made(a, r, None, c), st.sampled_from((allow, allow, deny)), _ACTIONS, _WHERE, _CONDITIONS)
_TRUST = st.sampled_from(({"Service": "lambda.amazonaws.com"}, root(HOME), {"Service": "ec2.amazonaws.com"}, {"AWS": "*"}))
_PRINCIPALS = st.sampled_from(("*", aws(f"arn:aws:iam::{HOME}:role/r1"), aws(f"arn:aws:iam::{HOME}:user/u1"), root(HOME)))
_NAMED = st.builds(
    lambda made, p, c: made("s3:GetObject", "arn:aws:s3:::b/*", p, c), st.sampled_from((allow, deny)), _PRINCIPALS, _CONDITIONS
)


@st.composite
def estates(draw: Any) -> AwsAccess:
    """Identities that share few sets of statements, some bounded, under a service control policy; four buckets, one with a policy."""
    shared = [draw(st.lists(_STATEMENT, min_size=1, max_size=3)) for _ in range(2)]
    tags = st.sampled_from(({}, {"team": "red"}, {"team": "b"}))
    bound = st.one_of(st.none(), st.lists(_STATEMENT, min_size=1, max_size=2).map(lambda s: document(*s, address="aws_iam_policy.bound")))
    made: list[Identity] = [
        role(f"r{n}", *draw(st.sampled_from(shared)), trust=draw(_TRUST), tags=draw(tags), boundary=draw(bound)) for n in range(4)
    ]
    made += [user(f"u{n}", *draw(st.sampled_from(shared)), tags=draw(tags)) for n in range(2)]
    stated = draw(st.lists(_NAMED, max_size=2))
    limits = (document(allow("*"), *draw(st.lists(_STATEMENT, max_size=1)), address="aws_organizations_policy.p"),)
    account = Account(address="aws_account.a", type="aws_account", cloud="aws", origin=AT, ids=(HOME,), account=HOME, scps=(limits,))
    stores = (bucket("a"), bucket("b", policies=(document(*stated),) if stated else ()), bucket("c", tags=draw(tags)), bucket("d"))
    return access(*stores, account, *made)


@given(estates())
def test_a_crowd_answers_as_each_of_its_members(made: AwsAccess) -> None:
    for name in ("d", "a", "b", "c"):
        store: Any = made._estate.by_address[f"aws_s3_bucket.{name}"]
        target = target_of(made._world, store)
        assert target is not None
        alone = {YES: set(), MAYBE: set()}
        for identity in made._world.identities:
            way = next(w for w in ways(made._world.actor(identity), target) if w.power == "read")
            alone.get(way.truth, set()).add(identity.address)
        found = made.effective(store)
        assert (set(found.sure), set(found.unsure)) == (alone[YES], alone[MAYBE])
        told = {r.principal for r in made.reaches(store) if r.open is True and "read" in r.powers and len(r.path) == 1 and r.who == "own"}
        assert alone[YES] <= told
