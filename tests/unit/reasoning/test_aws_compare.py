# SPDX-License-Identifier: Apache-2.0
"""Pairs of policy documents, how they compare, and the sentence why."""

from __future__ import annotations

import functools
import operator
import random
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from intramuros.estate.values import Unknown, symbol
from intramuros.reasoning.access.aws import compare, decide
from intramuros.reasoning.access.aws.certificates import check
from intramuros.reasoning.access.aws.compare import policies_for
from intramuros.reasoning.access.aws.differences import Aims, Branch, Leaf, Node
from intramuros.reasoning.access.aws.proofs import Certificate, settled


def _p(*statements: Any, version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def _allow(action: Any = "s3:*", resource: Any = "*", when: Any = None, **more: Any) -> dict[str, Any]:
    body = {"Effect": "Allow", "Action": action, "Resource": resource, **({"Condition": when} if when else {}), **more}
    return {k: v for k, v in body.items() if v is not None}


def _deny(action: Any = "s3:*", resource: Any = "*", when: Any = None, **more: Any) -> dict[str, Any]:
    return {**_allow(action, resource, when, **more), "Effect": "Deny"}


def _when(operator: str, key: str, *values: Any) -> dict[str, Any]:
    return {operator: {key: values[0] if len(values) == 1 else list(values)}}


_ORG, _TAGS, _IP, _MAX, _DAY = "aws:PrincipalOrgID", "aws:TagKeys", "aws:SourceIp", "s3:max-keys", "aws:CurrentTime"
_ONE, _TWO = "111111111111", "222222222222"
_ADA, _APP = f"arn:aws:iam::{_ONE}:user/ada", f"arn:aws:iam::{_ONE}:role/app"


def _is(operator: str, key: str, *values: Any, effect: str = "Allow") -> dict[str, Any]:
    return _p({**_allow(when=_when(operator, key, *values)), "Effect": effect})


def _to(principal: Any, **more: Any) -> dict[str, Any]:
    return _allow(Principal=principal, **more)


_E, _W, _N, _I = "equal", "wider", "narrower", "incomparable"
_BY_ACTION = [
    ("`*` matches nothing that `?*` does not: an action has a name", _p(_allow("s3:*")), _p(_allow("s3:?*")), _E),
    ("actions ignore case", _p(_allow("S3:GETOBJECT")), _p(_allow("s3:getobject")), _E),
    ("a prefix covers less than the whole service", _p(_allow("s3:Get*")), _p(_allow("s3:*")), _N),
    ("an action of no service that anybody knows is told apart all the same", _p(_allow("quux:Frob*")), _p(_allow("quux:FrobX")), _W),
    ("two prefixes of which neither begins with the other", _p(_allow("s3:Get*")), _p(_allow("s3:Put*")), _I),
    ("a? and a* differ at longer names", _p(_allow("s3:Get?")), _p(_allow("s3:Get*")), _N),
    ("crossing wildcards: only one ends in Object", _p(_allow("s3:*Object")), _p(_allow("s3:Get*")), _I),
    ("what both list in other words", _p(_allow(["s3:Get*", "s3:GetObject"])), _p(_allow("s3:Get*")), _E),
    ("`*` is every action of every service", _p(_allow("*")), _p(_allow("*:*")), _E),
    ("NotAction is the complement", _p(_allow(None, NotAction="s3:*")), _p(_allow("*"), _deny("s3:*")), _E),
    ("all but S3, and S3, are all", _p(_allow(None, NotAction="s3:*"), _allow("s3:*")), _p(_allow("*")), _E),
    ("NotAction reaches other services", _p(_allow(None, NotAction="iam:*")), _p(_allow("s3:*")), _W),
    ("a pattern without a colon spans it", _p(_allow("s3*")), _p(_allow("s3:*")), _W),
    ("who the caller is, is told to all whatever policies say", _p(_allow("sts:GetCallerIdentity")), _p(_deny("*")), _E),
    ("AWS's own policies are not to be changed", _p(_allow("iam:DeletePolicy", "arn:aws:iam::aws:policy/*")), _p(_deny("*")), _E),
    ("but they are to be read", _p(_allow("iam:*", "arn:aws:iam::aws:policy/*")), _p(_deny("*")), _W),
]
_BY_RESOURCE = [
    ("resources heed case", _p(_allow(resource="arn:aws:s3:::A")), _p(_allow(resource="arn:aws:s3:::a")), _I),
    ("objects are not their bucket", _p(_allow(resource="arn:aws:s3:::a/*")), _p(_allow(resource="arn:aws:s3:::a")), _I),
    (
        "a* holds the neighbour ab too",
        _p(_allow(resource="arn:aws:s3:::a*")),
        _p(_allow(resource=["arn:aws:s3:::a", "arn:aws:s3:::a/*"])),
        _W,
    ),
    ("`*` is not only ARNs", _p(_allow(resource="*")), _p(_allow(resource="arn:*")), _W),
    (
        "NotResource is the complement",
        _p(_allow(None, None, NotAction="x:y", NotResource="arn:aws:s3:::a")),
        _p(_allow(None, NotAction="x:y"), _deny("*", "arn:aws:s3:::a")),
        _E,
    ),
    (
        "a deny that reaches no allow takes nothing",
        _p(_allow(resource="arn:aws:s3:::a"), _deny(resource="arn:aws:s3:::b")),
        _p(_allow(resource="arn:aws:s3:::a")),
        _E,
    ),
    (
        "a deny with a hole leaves the hole",
        _p(_allow(), _deny(None, None, NotResource="arn:aws:s3:::a/*", Action="s3:*")),
        _p(_allow(resource="arn:aws:s3:::a/*")),
        _E,
    ),
    ("? is one character", _p(_allow(resource="arn:aws:s3:::??")), _p(_allow(resource="arn:aws:s3:::?*")), _N),
    ("stars side by side are one", _p(_allow(resource="arn:aws:s3:::a**b")), _p(_allow(resource="arn:aws:s3:::a*b")), _E),
    (
        "infixes: what holds a and then b, and what holds ab",
        _p(_allow(resource="arn:aws:s3:::*a*b*")),
        _p(_allow(resource="arn:aws:s3:::*ab*")),
        _W,
    ),
    (
        "the allows and the denies of different resources cross",
        _p(_allow("s3:*", "arn:aws:s3:::a"), _allow("sqs:*", "arn:aws:sqs:::q")),
        _p(_allow(["s3:*", "sqs:*"], ["arn:aws:s3:::a", "arn:aws:sqs:::q"])),
        _N,
    ),
    ("allowed here and denied there", _p(_allow(), _deny(resource="arn:aws:s3:::a")), _p(_allow(), _deny(resource="arn:aws:s3:::b")), _I),
    ("whatever else it allows, a deny of all allows nothing", _p(_allow("*"), _deny("*")), _p(), _E),
]
_BY_CONDITION = [
    ("a condition narrows", _is("StringEquals", _ORG, "o-1"), _p(_allow()), _N),
    ("a pattern holds its instance", _is("StringEquals", _ORG, "o-1"), _is("StringLike", _ORG, "o-*"), _N),
    ("StringEquals knows no wildcards", _is("StringEquals", _ORG, "o-*"), _is("StringLike", _ORG, "o-*"), _N),
    ("ignoring case is wider", _is("StringEqualsIgnoreCase", _ORG, "o-a"), _is("StringEquals", _ORG, "o-a"), _W),
    (
        "the negation holds where the key is absent",
        _p(_allow(when=_when("StringEquals", _ORG, "o")), _allow(when=_when("StringNotEquals", _ORG, "o"))),
        _p(_allow()),
        _E,
    ),
    (
        "equal, unequal but present: the absent key is left",
        _p(
            _allow(when=_when("StringEquals", _ORG, "o")),
            _allow(when={**_when("StringNotEquals", _ORG, "o"), **_when("Null", _ORG, "false")}),
        ),
        _p(_allow()),
        _N,
    ),
    ("IfExists lets the absent key through", _is("StringEqualsIfExists", _ORG, "o"), _is("StringEquals", _ORG, "o"), _W),
    (
        "IfExists is equal-or-absent",
        _is("StringEqualsIfExists", _ORG, "o"),
        _p(_allow(when=_when("StringEquals", _ORG, "o")), _allow(when=_when("Null", _ORG, "true"))),
        _E,
    ),
    (
        "denying all others but one leaves one and no absence",
        _p(_allow(), _deny(when=_when("StringNotEquals", _ORG, "o"))),
        _is("StringEquals", _ORG, "o"),
        _E,
    ),
    (
        "a deny with a positive operator does not bite where the key is absent",
        _p(_allow(), _deny(when=_when("Bool", "aws:SecureTransport", "false"))),
        _is("Bool", "aws:SecureTransport", "true"),
        _W,
    ),
    (
        "true or false or absent is all",
        _p(_allow(when=_when("BoolIfExists", "aws:SecureTransport", "true")), _allow(when=_when("Bool", "aws:SecureTransport", False))),
        _p(_allow()),
        _E,
    ),
    (
        "two keys are AND",
        _p(_allow(when={**_when("StringEquals", _ORG, "o"), **_when("Bool", "aws:SecureTransport", "true")})),
        _is("StringEquals", _ORG, "o"),
        _N,
    ),
    (
        "two statements are OR",
        _p(_allow(when=_when("StringEquals", _ORG, "o")), _allow(when=_when("Bool", "aws:SecureTransport", "true"))),
        _is("StringEquals", _ORG, "o"),
        _W,
    ),
    ("halves make a whole network", _is("IpAddress", _IP, "10.0.0.0/8"), _is("IpAddress", _IP, "10.0.0.0/9", "10.128.0.0/9"), _E),
    ("a network holds its part", _is("IpAddress", _IP, "10.0.0.0/8"), _is("IpAddress", _IP, "10.1.0.0/16"), _W),
    ("0.0.0.0/0 is not IPv6 and not absence", _is("IpAddress", _IP, "0.0.0.0/0"), _p(_allow()), _N),
    ("both wholes and absence are all", _p(_allow(when=_when("IpAddressIfExists", _IP, "0.0.0.0/0", "::/0"))), _p(_allow()), _E),
    ("host bits do not matter", _is("IpAddress", _IP, "10.1.2.3/8"), _is("IpAddress", _IP, "10.0.0.0/8"), _E),
    ("outside one network and inside the next", _is("NotIpAddress", _IP, "10.0.0.0/8"), _is("IpAddress", _IP, "11.0.0.0/8"), _W),
    ("numbers compare as numbers", _is("NumericEquals", _MAX, "10"), _is("NumericEquals", _MAX, "10.0"), _E),
    ("the end belongs to one of them", _is("NumericLessThanEquals", _MAX, "10"), _is("NumericLessThan", _MAX, "10"), _W),
    (
        "below and from there on are all numbers",
        _p(_allow(when=_when("NumericLessThan", _MAX, "10")), _allow(when=_when("NumericGreaterThanEquals", _MAX, 10))),
        _p(_allow(when=_when("Null", _MAX, "false"))),
        _E,
    ),
    ("two intervals that overlap", _is("NumericLessThan", _MAX, "10"), _is("NumericGreaterThan", _MAX, "5"), _I),
    ("one moment in two spellings", _is("DateLessThan", _DAY, "2026-01-01T00:00:00Z"), _is("DateLessThan", _DAY, "1767225600"), _E),
    ("an earlier end", _is("DateLessThan", _DAY, "2025-01-01T00:00:00Z"), _is("DateLessThan", _DAY, "2026-01-01T00:00:00Z"), _N),
    (
        "ArnLike stays within the parts of an ARN",
        _is("ArnLike", "aws:SourceArn", "arn:aws:s3:*:a"),
        _is("StringLike", "aws:SourceArn", "arn:aws:s3:*:a"),
        _N,
    ),
    (
        "ForAllValues holds where there is no value",
        _is("ForAllValues:StringEquals", _TAGS, "a"),
        _is("ForAnyValue:StringEquals", _TAGS, "a"),
        _I,
    ),
    (
        "every one among a and b, or only a",
        _is("ForAllValues:StringEquals", _TAGS, "a", "b"),
        _is("ForAllValues:StringEquals", _TAGS, "a"),
        _W,
    ),
    ("some a, or some a or b", _is("ForAnyValue:StringEquals", _TAGS, "a"), _is("ForAnyValue:StringEquals", _TAGS, "a", "b"), _N),
    (
        "not all are a, and some is not a, are one where any is there",
        _p(_allow(), _deny(when=_when("ForAllValues:StringEquals", _TAGS, "a"))),
        _is("ForAnyValue:StringNotEquals", _TAGS, "a"),
        _E,
    ),
    (
        "a and b together can only be had of sets",
        _p(_allow(when={"ForAnyValue:StringEquals": {_TAGS: "a"}, "ForAnyValue:StringLike": {_TAGS: "b"}})),
        _p(),
        _W,
    ),
    ("of a key with one value they cannot", _p(_allow(when={"StringEquals": {_ORG: "a"}, "StringLike": {_ORG: "b"}})), _p(), _E),
    ("condition keys ignore case", _is("StringEquals", "AWS:principalorgid", "o"), _is("StringEquals", _ORG, "o"), _E),
    ("a network without a number is never met, negated or not", _is("NotIpAddress", _IP, "office"), _is("Null", _IP, "true"), _E),
]
_BY_JOIN = [
    (
        "an endpoint and an address are never both there",
        _p(_allow(when={**_when("IpAddress", _IP, "10.0.0.0/8"), **_when("StringEquals", "aws:SourceVpce", "vpce-1")})),
        _p(),
        _E,
    ),
    (
        "an endpoint lies in some network",
        _p(_allow(when={**_when("Null", "aws:SourceVpc", "true"), **_when("StringEquals", "aws:SourceVpce", "vpce-1")})),
        _p(),
        _E,
    ),
    (
        "an ARN tells the account",
        _p(
            _allow(
                when={
                    **_when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{_ONE}:*"),
                    **_when("StringEquals", "aws:PrincipalAccount", _TWO),
                }
            )
        ),
        _p(),
        _E,
    ),
    (
        "an ARN of the account is less than the account with other words for it",
        _is("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{_ONE}:role/*"),
        _is("StringEquals", "aws:PrincipalAccount", _ONE),
        _N,
    ),
    (
        "who has a user name is a user",
        _p(_allow(when={**_when("Null", "aws:username", "false"), **_when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*")})),
        _p(),
        _E,
    ),
    (
        "a user's name ends his ARN",
        _p(
            _allow(when={**_when("StringEquals", "aws:username", "ada"), **_when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/bob")})
        ),
        _p(),
        _E,
    ),
    ("the named user is of the account", _p(_to({"AWS": _ADA}, when=_when("StringEquals", "aws:PrincipalAccount", _TWO))), _p(), _E),
    ("nobody anonymous is of an organisation", _p(_to("*", when=_when("StringEquals", _ORG, "o"))), _p(_to("*")), _N),
]
_BY_PRINCIPAL = [
    ("everyone is more than an account", _p(_to("*")), _p(_to({"AWS": _ONE})), _W),
    ("`*` and AWS `*` are the same", _p(_to("*")), _p(_to({"AWS": "*"})), _E),
    ("an account's number and its root are the same", _p(_to({"AWS": _ONE})), _p(_to({"AWS": f"arn:aws:iam::{_ONE}:root"})), _E),
    ("an account holds its user", _p(_to({"AWS": _ONE})), _p(_to({"AWS": _ADA})), _W),
    ("two accounts", _p(_to({"AWS": _ONE})), _p(_to({"AWS": _TWO})), _I),
    ("a role holds each of its sessions", _p(_to({"AWS": _APP})), _p(_to({"AWS": f"arn:aws:sts::{_ONE}:assumed-role/app/s"})), _W),
    ("a service is not a user", _p(_to({"Service": "ec2.amazonaws.com"})), _p(_to({"AWS": _ADA})), _I),
    ("all but Ada is less than all", _p(_allow(NotPrincipal={"AWS": _ADA})), _p(_to("*")), _N),
    ("all but Ada, and Ada", _p(_allow(NotPrincipal={"AWS": _ADA}), _to({"AWS": _ADA})), _p(_to("*")), _E),
    ("denying Ada is allowing all but her", _p(_to("*"), _deny(Principal={"AWS": _ADA})), _p(_allow(NotPrincipal={"AWS": _ADA})), _E),
    ("in a resource policy a statement without principal never matches", _p(_to({"AWS": _ADA}), _allow()), _p(_to({"AWS": _ADA})), _E),
    ("an identity policy is borne by everyone who signs, a public one reaches the anonymous too", _p(_allow()), _p(_to("*")), _N),
    ("an identity policy is borne by others than Ada", _p(_allow()), _p(_to({"AWS": _ADA})), _W),
    (
        "the organisation's accounts are some",
        _p(_to("*", when=_when("StringEquals", "aws:PrincipalAccount", _ONE, _TWO))),
        _p(_to({"AWS": [_ONE, _TWO]})),
        _E,
    ),
]
_HOME = "arn:aws:s3:::home/${aws:username}"
_BY_VARIABLE = [
    ("a home is in the homes", _p(_allow(resource=f"{_HOME}/*")), _p(_allow(resource="arn:aws:s3:::home/*")), _N),
    ("the same variable is the same home", _p(_allow(resource=[_HOME, f"{_HOME}/*"])), _p(_allow(resource=f"{_HOME}/*")), _W),
    (
        "somebody may be called `secret`",
        _p(_allow(resource=_HOME)),
        _p(_allow(resource="arn:aws:s3:::home/*"), _deny(resource="arn:aws:s3:::home/secret")),
        _I,
    ),
    ("in 2008 a variable was only text", _p(_allow(resource=_HOME), version="2008-10-17"), _p(_allow(resource="arn:aws:s3:::home/$*")), _N),
    ("Ada's variable is Ada", _p(_to({"AWS": _ADA}, resource=_HOME)), _p(_to({"AWS": _ADA}, resource="arn:aws:s3:::home/ada")), _E),
    ("the tags must agree", _is("StringEquals", "aws:ResourceTag/t", "${aws:PrincipalTag/t}"), _p(_allow()), _N),
    (
        "they are not one fixed tag",
        _is("StringEquals", "aws:ResourceTag/t", "${aws:PrincipalTag/t}"),
        _is("StringEquals", "aws:ResourceTag/t", "a"),
        _I,
    ),
    ("`${*}` is a star", _p(_allow(resource="arn:aws:s3:::a${*}")), _p(_allow(resource="arn:aws:s3:::a*")), _N),
]
_TEAM, _TAG = "${aws:PrincipalTag/team}", "aws:ResourceTag/team"
_SHELF = f"arn:aws:s3:::{_TEAM}-shelf"
_BY_PART = [
    ("a folder of one's home is in the home", _p(_allow(resource=f"{_HOME}/docs/*")), _p(_allow(resource=f"{_HOME}/*")), _N),
    ("whatever the name, it ends as all do", _p(_allow(resource=f"{_SHELF}/*")), _p(_allow(resource="arn:aws:s3:::*-shelf/*")), _N),
    ("`?` is not any name", _p(_allow(resource=_SHELF)), _p(_allow(resource="arn:aws:s3:::?-shelf")), _I),
    (
        "another variable is another name",
        _p(_allow(resource=_SHELF)),
        _p(_allow(resource="arn:aws:s3:::${aws:PrincipalTag/unit}-shelf")),
        _I,
    ),
    ("a name may hold what ends it", _p(_allow(resource=f"{_SHELF}-a")), _p(_allow(resource=[_SHELF, "arn:aws:s3:::*-b"])), _I),
    (
        "a deny with the same name takes its part",
        _p(_allow(resource=f"{_SHELF}/*"), _deny(resource=f"{_SHELF}/x*")),
        _p(_allow(resource=f"{_SHELF}/*")),
        _N,
    ),
    (
        "a deny of less of the same name takes less",
        _p(_allow(resource=f"{_SHELF}/*"), _deny(resource=f"{_SHELF}/ab*")),
        _p(_allow(resource=f"{_SHELF}/*"), _deny(resource=f"{_SHELF}/abc*")),
        _N,
    ),
    (
        "of whatever else is denied with the name, nothing is allowed here",
        _p(_allow("s3:Get*", resource=f"{_SHELF}/a*")),
        _p(_allow(resource=f"{_SHELF}/*"), _deny("s3:Get*", resource=f"{_SHELF}/b*")),
        _N,
    ),
    (
        "a team of two is one of two shelves",
        _p(_allow(resource=f"{_SHELF}/*", when=_when("StringEquals", "aws:PrincipalTag/team", "ml", "it"))),
        _p(_allow(resource=["arn:aws:s3:::ml-shelf/*", "arn:aws:s3:::it-shelf/*"])),
        _N,
    ),
    (
        "each team its own, not the other's",
        _p(_allow(resource="*", when=_when("StringEquals", "aws:PrincipalTag/team", "ml", "it"))),
        _p(
            _allow(resource="*", when=_when("StringEquals", "aws:PrincipalTag/team", "ml", "it")),
            _deny(resource=_SHELF, when=_when("StringEquals", "aws:PrincipalTag/team", "ml")),
        ),
        _W,
    ),
    (
        "no empty name is taken to show a difference",
        _p(
            _allow(
                resource=_SHELF,
                when={
                    **_when("StringEquals", "aws:ResourceAccount", "${aws:PrincipalAccount}"),
                    **_when("StringNotEquals", "aws:PrincipalTag/team", ""),
                },
            )
        ),
        _p(_allow(resource=_SHELF)),
        _N,
    ),
    (
        "somebody's team may be what is denied",
        _p(_allow(resource=_SHELF)),
        _p(_allow(resource="*"), _deny(resource="arn:aws:s3:::ml-shelf")),
        _I,
    ),
    ("a longer beginning is less", _is("StringLike", _TAG, f"{_TEAM}-a*"), _is("StringLike", _TAG, f"{_TEAM}-*"), _N),
    ("a part is in the whole", _is("StringLike", _TAG, f"x-{_TEAM}-*"), _is("StringLike", _TAG, "x-*"), _N),
    ("one text is in the pattern", _is("StringEquals", _TAG, f"{_TEAM}-a"), _is("StringLike", _TAG, f"{_TEAM}-?"), _N),
    (
        "two lists with the same variable",
        _is("StringLike", _TAG, f"{_TEAM}-*", "ml"),
        _is("StringLike", _TAG, "ml", f"{_TEAM}-x", f"{_TEAM}-y*"),
        _W,
    ),
    ("a tag may be absent", _is("StringLike", _TAG, "*"), _is("StringLike", _TAG, f"{_TEAM}*"), _W),
    (
        "part of an ARN",
        _is("ArnLike", "aws:SourceArn", f"arn:aws:s3:::{_TEAM}/x*"),
        _is("ArnLike", "aws:SourceArn", f"arn:aws:s3:::{_TEAM}/*"),
        _N,
    ),
    (
        "a resource and a condition, each in part",
        _p(_allow(resource=f"{_SHELF}/*", when=_when("StringLike", "s3:prefix", f"{_TEAM}/a*"))),
        _p(_allow(resource="arn:aws:s3:::*", when=_when("StringLike", "s3:prefix", f"{_TEAM}/*"))),
        _N,
    ),
    (
        "denied where the variable differs",
        _p(_allow(), _deny(when=_when("StringNotLike", _TAG, f"{_TEAM}-*"))),
        _p(_allow(), _deny("s3:Get*", when=_when("StringNotLike", _TAG, f"{_TEAM}-*"))),
        _N,
    ),
]
_CASES = [*_BY_ACTION, *_BY_RESOURCE, *_BY_CONDITION, *_BY_JOIN, *_BY_PRINCIPAL, *_BY_VARIABLE, *_BY_PART]
_TURNED = {_E: _E, _W: _N, _N: _W, _I: _I}


@pytest.mark.parametrize(("a", "b", "relation"), [c[1:] for c in _CASES], ids=[c[0] for c in _CASES])
def test_compares(a: Any, b: Any, relation: str) -> None:
    found = compare(a, b)
    assert found.relation == relation, found
    assert compare(b, a).relation == _TURNED[relation]
    assert (found.only_a is not None) is (relation in (_W, _I))
    assert (found.only_b is not None) is (relation in (_N, _I))
    for proof in (found.proof_a, found.proof_b):
        assert proof is None or check(proof) == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [c[1:3] for c in _CASES if all(d["Statement"] for d in c[1:3])],
    ids=[c[0] for c in _CASES if all(d["Statement"] for d in c[1:3])],
)
def test_witnesses_replay(a: Any, b: Any) -> None:
    found = compare(a, b)
    for request, allows, lacks in ((found.only_a, a, b), (found.only_b, b, a)):
        if request is not None:
            assert decide(request, policies_for(allows, request)).outcome == "allowed", request
            assert decide(request, policies_for(lacks, request)).outcome in ("implicitly-denied", "explicitly-denied"), request


def test_a_proof_with_variables_in_resources_is_checked() -> None:
    found = compare(_p(_allow(resource=f"{_SHELF}/a*")), _p(_allow(resource=f"{_SHELF}/*"))).proof_a
    assert found is not None
    section = found.sections[0]
    assert all(_TEAM in t.resource.witness for t in section.tried)
    some = structs.replace(section.tried[0].resource, witness="arn:aws:s3:::someone-shelf/a")
    one = structs.replace(section, tried=tuple(structs.replace(t, resource=some) for t in section.tried))
    assert any("is not covered" in w for w in check(Certificate(0, (one,)))), "of one value nothing follows for all"
    assert check(Certificate(0, (structs.replace(section, tried=()),))) != ()


_UNCLEAR = [
    ("an operator that nobody knows", _is("StringSounds", _ORG, "o"), "StringSounds"),
    ("an organisation known only after apply", _is("StringEquals", _ORG, symbol("var.org", "")), "known only after apply"),
    ("an element that the grammar lacks", _p({**_allow(), "Mood": "fine"}), "Mood"),
    ("a canonical user", _p(_to({"CanonicalUser": "79a59d"})), "Service and Federated ones"),
]


@pytest.mark.parametrize(("a", "why"), [c[1:] for c in _UNCLEAR], ids=[c[0] for c in _UNCLEAR])
def test_what_is_not_supported_is_unknown_and_named(a: Any, why: str) -> None:
    found = compare(a, _p({**_deny("s3:*"), **({"Principal": "*"} if "Principal" in repr(a) else {})}))
    assert found.relation == "unknown"
    assert any(why in reason for reason in found.reasons), found.reasons
    assert compare(a, a).relation == _E, "the same doubt on both sides is one doubt"


def test_an_unread_document_is_unknown_even_to_itself() -> None:
    assert compare(Unknown("later"), Unknown("later")).relation == "unknown"
    one = _p({**_allow(), "Resource": Unknown("later")})
    assert compare(one, one).relation == "unknown", "two resources unknown for one reason need not be the same"


def test_what_is_not_supported_does_not_hide_what_is_certain() -> None:
    unclear = _allow("sqs:*", when=_when("StringSounds", _ORG, "o"))
    assert compare(_p(_allow("s3:*"), unclear), _p(_allow("s3:*"), _allow("sqs:*"))).only_a is None
    assert compare(_p(_allow("*"), unclear), _p(_allow("s3:*"))).relation == _W
    assert compare(_p(_allow("s3:*"), unclear), _p(_allow("ec2:*"))).relation == _I


def test_the_certificate_lists_each_cell_with_its_statement() -> None:
    found = compare(_p(_allow("s3:*"), {**_deny(), "NotAction": "s3:Get*", "Action": None}), _p(_allow("ec2:*"), _allow("s3:Get*")))
    assert found.proof_a is not None
    settled_by = {(c.why, c.document, c.statement) for c in found.proof_a.cells()}
    assert settled_by == {("nothing allows it", -1, -1), ("denied", 0, 1), ("covered", 1, 1)}


def test_the_checker_sees_through_a_forged_certificate() -> None:
    """A proof about one pair proves nothing about a pair in which the second allows less."""
    wide, narrow = compare(_p(_allow("s3:Get*")), _p(_allow("s3:*"))), compare(_p(_allow("s3:Get*")), _p(_allow("s3:GetObject")))
    assert wide.proof_a is not None
    assert narrow.proof_b is not None
    theirs = narrow.proof_b.sections[0]
    assert check(wide.proof_a) == ()
    assert check(Certificate(0, tuple(structs.replace(s, sides=theirs.sides, clauses=theirs.clauses) for s in wide.proof_a.sections))) != ()


_NARROW = _p(
    _allow("s3:*", ["arn:aws:s3:::a", "arn:aws:s3:::b/*"], _when("StringLike", _ORG, "o-1*")),
    _allow("sqs:SendMessage", "*", _when("StringNotEquals", "aws:ResourceTag/t", "x")),
    _deny("s3:P*"),
)
_WIDE = _p(
    _allow(["s3:Get*", "s3:L*"], "*", _when("StringLike", _ORG, "o-*")),
    {**_allow("", "arn:aws:s3:::?*", _when("StringEqualsIfExists", "aws:RequestedRegion", "eu")), "Action": None, "NotAction": "s3:P*"},
    _allow("s3:*", "*", _when("StringNotEquals", "aws:RequestedRegion", "eu")),
    _allow("sqs:*", "*"),
)


def _proof() -> Certificate:
    found = compare(_NARROW, _WIDE).proof_a
    assert found is not None
    assert check(found) == ()
    return found


def _forged(**fields: Any) -> Certificate:
    return Certificate(0, (structs.replace(_proof().sections[0], **fields),))


def test_the_checker_misses_whatever_is_left_out() -> None:
    tried = _proof().sections[0].tried
    assert len({t.action for t in tried}) > 1
    assert len({t.resource for t in tried}) > 1
    for without in range(len(tried)):
        assert check(_forged(tried=tried[:without] + tried[without + 1 :])) != (), tried[without]


def test_the_checker_misses_values_that_are_left_out() -> None:
    dimensions = _proof().sections[0].dimensions
    for at, dimension in enumerate(dimensions):
        for kept in range(len(dimension.parts)):
            parts = (dimension.parts[kept],) * len(dimension.parts)
            forged = _forged(dimensions=(*dimensions[:at], structs.replace(dimension, parts=parts), *dimensions[at + 1 :]))
            assert any("no cell stands for" in o for o in check(forged))


def test_the_checker_finds_a_changed_end() -> None:
    section = _proof().sections[0]
    for at, tried in enumerate(section.tried):
        for forged in _changed(tried.node, len(section.clauses)):
            rest = (*section.tried[:at], structs.replace(tried, node=forged), *section.tried[at + 1 :])
            wrong = check(_forged(tried=rest))
            assert wrong or _is_true(section, tried, forged), (tried, forged)


def _changed(node: Node, clauses: int) -> Iterator[Node]:
    """A tree with one end, one value or one statement another."""
    if isinstance(node, Leaf):
        yield from (Leaf(why, clause) for why in ("nothing allows it", "denied", "covered", "open") for clause in range(-1, clauses))
        return
    for at, (parts, after) in enumerate(node.ways):
        rest = node.ways[:at], node.ways[at + 1 :]
        yield Branch(node.dimension, (*rest[0], *rest[1]))
        if len(parts) > 1:
            yield Branch(node.dimension, (*rest[0], (parts[1:], after), *rest[1]))
        yield from (Branch(node.dimension, (*rest[0], (parts, changed), *rest[1])) for changed in _changed(after, clauses))


def _is_true(section: Any, tried: Any, node: Node) -> bool:
    """Whether a changed tree is a proof all the same: its ends name a clause that does settle them, and no value is left out."""
    aims = Aims(*(sum(1 << i for i, c in enumerate(section.clauses) if (c.side, c.statement.effect) == k) for k in _KINDS))
    alive = tried.action.clauses & tried.resource.clauses & tried.seat.clauses
    return _settled_by(section.dimensions, aims, node, alive, 0)


_KINDS = ((0, "Allow"), (0, "Deny"), (1, "Allow"), (1, "Deny"))


def _settled_by(dimensions: Any, aims: Aims, node: Node, alive: int, done: int) -> bool:
    if isinstance(node, Branch):
        whole = {p for parts, _ in node.ways for p in parts} == set(range(len(dimensions[node.dimension].parts)))
        left, after = dimensions[node.dimension].left, done | 1 << node.dimension
        return whole and all(_settled_by(dimensions, aims, n, alive & left[p], after) for parts, n in node.ways for p in parts)
    if node.why == "nothing allows it":
        return not alive & aims.allow
    pending = functools.reduce(operator.or_, (d.asking for i, d in enumerate(dimensions) if not done >> i & 1), 0)
    certain = 1 << node.clause & alive & ~pending if node.clause >= 0 else 0
    return bool(certain & aims.deny if node.why == "denied" else node.why == "covered" and certain & aims.cover and not alive & aims.veto)


def test_requests_that_no_policy_decides_are_known() -> None:
    assert settled("sts:GetCallerIdentity", "*")
    assert settled("iam:DeletePolicy", "arn:aws:iam::aws:policy/x")
    assert not settled("iam:GetPolicy", "arn:aws:iam::aws:policy/x")


_WORDS = ("a", "b", "ab", "a*", "*a", "a*b", "*ab*", "?b", "b?", "*", "a?b*", "*b*a")


def _random_pair(chance: random.Random) -> tuple[Any, Any]:
    def statement() -> Any:
        effect = "Allow" if chance.random() < 0.7 else "Deny"
        resource = [f"arn:aws:s3:::{w}" for w in chance.sample(_WORDS, chance.randint(1, 3))]
        return {"Effect": effect, "Action": f"s3:{chance.choice(_WORDS)}", "Resource": resource}

    return tuple(_p(*(statement() for _ in range(chance.randint(1, 3)))) for _ in range(2))  # type: ignore[return-value]


@pytest.mark.parametrize("seed", range(30))
def test_z3_is_of_the_same_opinion(seed: int) -> None:
    """A second opinion, by z3's theory of strings and regular expressions; where it gives up it has none."""
    z3 = pytest.importorskip("z3")
    a, b = _random_pair(random.Random(seed))
    found = compare(a, b)
    for request, verdict in ((found.only_a, _by_z3(z3, a, b)), (found.only_b, _by_z3(z3, b, a))):
        if verdict != z3.unknown:
            assert (request is not None) is (verdict == z3.sat), (a, b)


def _by_z3(z3: Any, a: Any, b: Any) -> Any:
    solver = z3.Solver()
    solver.set("timeout", 400)
    action, resource = z3.String("action"), z3.String("resource")
    one = z3.AllChar(z3.ReSort(z3.StringSort()))

    def glob(pattern: str) -> Any:
        parts = [z3.Star(one) if c == "*" else one if c == "?" else z3.Re(c) for c in pattern]
        return z3.Concat(*parts) if len(parts) > 1 else parts[0]

    def allowed(document: Any) -> Any:
        def some(effect: str) -> Any:
            return z3.Or(
                *(
                    z3.And(z3.InRe(action, glob(s["Action"])), z3.Or(*(z3.InRe(resource, glob(r)) for r in s["Resource"])))
                    for s in document["Statement"]
                    if s["Effect"] == effect
                )
            )

        return z3.And(some("Allow"), z3.Not(some("Deny")))

    solver.add(z3.InRe(action, z3.Concat(z3.Re("s3:"), z3.Plus(z3.Range("a", "z")))), allowed(a), z3.Not(allowed(b)))
    return solver.check()


def _deep(levels: int) -> Any:
    found: Any = []
    for _ in range(levels):
        found = [found]
    return found


_BAD = {
    "a text": "x",
    "a text in JSON": '{"Statement": []}',
    "nothing": None,
    "a list": [_allow()],
    "no statement": {},
    "a statement that is null": {"Statement": None},
    "a statement that is a text": {"Statement": ["x"]},
    "an effect of neither kind": _p({**_allow(), "Effect": "Maybe"}),
    "an action that is an object": _p({**_allow(), "Action": {"a": 1}}),
    "an action nested without end": _p({**_allow(), "Action": _deep(100_000)}),
    "a principal nested without end": _p({**_allow(), "Principal": _deep(100_000)}),
    "statements nested without end": {"Statement": _deep(100_000)},
    "a condition that is a text": _p({**_allow(), "Condition": "x"}),
    "more statements than any document holds": _p(*[_allow()] * 2001),
    "a pattern longer than any ARN": _p(_allow(resource="arn:aws:s3:::" + "a*" * 20_000)),
    "a number without end": _p(_allow(when=_when("NumericLessThan", "s3:max-keys", "1e4000000"))),
}


@pytest.mark.parametrize("document", _BAD.values(), ids=_BAD.keys())
def test_what_is_no_policy_is_unknown_and_said_so(document: Any) -> None:
    for a, b in ((document, _p(_allow("s3:Get*"))), (_p(_allow("s3:Get*")), document)):
        found = compare(a, b)
        assert found.relation in ("unknown", "wider", "narrower", "incomparable")
        assert found.relation != "unknown" or found.reasons


def test_a_comparison_can_be_read() -> None:
    said = str(
        compare(_p(_allow("s3:Get*"), _allow("sqs:*", when=_when("StringEquals", _ORG, "o-1"))), _p(_allow("s3:*"), _allow("sqs:*")))
    )
    assert said.splitlines() == [
        "narrower: the first policy allows less than the second, and nothing else",
        (
            "only the second policy allows: arn:aws:iam::999999999999:user/stranger asks for s3:PutObject on arn:aws:s3:::example/object"
            " with no condition key present"
        ),
        "the first policy allows nothing that the second policy does not:",
        "  statement 0: s3:getobject on arn:aws:s3:::example/object and the like: covered by statement 0 of the second policy",
        "  statement 1: sqs:sendmessage on arn:aws:s3:::example/object and the like: covered by statement 1 of the second policy",
        "  what no Allow statement of the first policy is for: nothing allows it",
    ]


def test_a_variable_and_an_absent_key_can_be_read() -> None:
    said = str(compare(_p(_allow(resource=f"{_HOME}/docs/*")), _p(_allow(resource=f"{_HOME}/*"))))
    assert (
        "  statement 0: s3:getobject on arn:aws:s3:::home/${aws:username}/docs/ and the like: covered by statement 0 of the second policy"
        in said
    )
    absent = compare(_is("StringNotEquals", "aws:userid", "a"), _is("StringEquals", "aws:userid", "b"))
    assert "aws:userid is absent" in str(absent)


def test_a_shared_statement_is_told_as_such() -> None:
    said = str(compare(_p(_allow("s3:Get*")), _p(_allow("s3:*"), _allow("s3:Get*"))))
    assert "  statement 0: the second policy has it too, as statement 1, and denies nothing of it" in said.splitlines()


_BEFORE_WHOM = {
    "named callers": (
        _p(_to({"AWS": [_ADA, _APP, _TWO]}), _to({"Service": "ec2.amazonaws.com"}, action="sqs:*")),
        _p(_to("*", action="*"), _deny("kms:*", Principal={"AWS": f"arn:aws:iam::{_TWO}:role/other"})),
    ),
    "callers by pattern": (
        _p(_allow(when=_when("ArnLike", "aws:PrincipalArn", f"arn:aws:iam::{_ONE}:role/a*", f"arn:aws:iam::{_TWO}:user/*"))),
        _p(
            _allow(when=_when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:*")),
            _allow("sqs:*", when=_when("StringLike", "aws:username", "b*")),
        ),
    ),
    "callers by account": (
        _p(_to("*", when=_when("StringEquals", "aws:PrincipalAccount", _ONE))),
        _p(_to("*", when=_when("StringEquals", "aws:PrincipalAccount", _ONE, _TWO)), _to({"AWS": _TWO}, action="sqs:*")),
    ),
    "callers by pattern of the account": (
        _p(_to("*", when=_when("StringLike", "aws:PrincipalAccount", "1*"))),
        _p(_to("*"), _to("*", action="sqs:*", when=_when("StringLike", "aws:PrincipalAccount", "*1"))),
    ),
    "callers by pattern of name and ARN at once": (
        _p(_allow(when=_when("StringLike", "aws:username", "a*"))),
        _p(_allow("*"), _deny("kms:*", when=_when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*/?b"))),
    ),
    "users federated, and of another partition": (
        _p(_to({"AWS": [f"arn:aws:sts::{_ONE}:federated-user/eve", f"arn:aws-cn:iam::{_TWO}:user/li"]})),
        _p(_to("*"), _to({"AWS": f"arn:aws-cn:iam::{_TWO}:root"}, action="sqs:*")),
    ),
}


@pytest.mark.parametrize(("a", "b"), _BEFORE_WHOM.values(), ids=_BEFORE_WHOM.keys())
def test_the_checker_misses_callers_who_are_left_out(a: Any, b: Any) -> None:
    proof = compare(a, b).proof_a
    assert proof is not None
    assert check(proof) == ()
    seats = [(section, seat) for section in proof.sections for seat in section.seats]
    assert len(seats) > 2
    for section, seat in seats:
        kept = tuple(s for s in section.seats if s is not seat), tuple(t for t in section.tried if t.seat is not seat)
        rest = [structs.replace(s, seats=kept[0], tried=kept[1]) if s is section else s for s in proof.sections]
        wrong = check(Certificate(0, tuple(s for s in rest if s.seats)))
        assert any("no caller stands for" in w for w in wrong), seat
