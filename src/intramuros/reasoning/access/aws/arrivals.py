# SPDX-License-Identifier: Apache-2.0
"""How else a stranger's request may come: from a network of his own, through a service of AWS, by an access point of his own.

None of these is a lock. Any account has networks with whatever private addresses, lets AWS services ask in its name, and may
(with the bucket policy's leave) put access points of its own before the bucket of another:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/creating-access-points.html
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from itertools import chain, product

from intramuros.reasoning.access.aws.context import Context, Values, witness
from intramuros.reasoning.access.aws.globs import STRANGER, overlap
from intramuros.reasoning.access.aws.statements import Test
from intramuros.reasoning.access.aws.world import Actor

Told = dict[str, Values]
Asked = Mapping[str, list[Test]]

OF_ENDPOINTS = (
    "aws:sourcevpce",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:vpcsourceip",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
)
"""Keys that only requests through a VPC endpoint bear."""
_CALLED = ("aws:calledvia", "aws:calledviafirst", "aws:calledvialast")
_POINT = ("s3:dataaccesspointarn", "s3:dataaccesspointaccount", "s3:accesspointnetworkorigin")


def arrivals(actor: Actor, told: Told, asked: Asked) -> list[Told]:
    """What the ways change of what is told; the first is the direct one. Only ways of which some condition speaks are taken apart."""
    stranger = actor.who == "anonymous" or (actor.foreign and actor.who == "foreign")
    if not (stranger or actor.abroad):
        return [{}]
    ways = [_networks(actor, told, asked)]
    if stranger:
        ways += [_services(actor, asked), _points(actor, told, asked)]
    return [dict(chain.from_iterable(w.items() for w in way)) for way in product(*ways)]


def _networks(actor: Actor, told: Told, asked: Asked) -> list[Told]:
    """Directly, or through an endpoint of his own: its ids are fixed by AWS, its addresses by himself."""
    if not any(k in asked for k in (*OF_ENDPOINTS, "aws:sourceip")):
        return [{}]
    home = _home(actor)
    organization = told.get("aws:principalorgid") or (f"o-{STRANGER}",)
    own: Told = {
        "aws:sourceip": None,
        "aws:sourcevpce": (f"vpce-0{STRANGER}",),
        "aws:sourcevpc": (f"vpc-0{STRANGER}",),
        "aws:sourcevpcarn": (f"arn:aws:ec2:{_region(told)}:{home}:vpc/vpc-0{STRANGER}",),
        "aws:vpceaccount": (home,),
        "aws:vpceorgid": organization,
        "aws:vpceorgpaths": told.get("aws:principalorgpaths") or (f"o-{STRANGER}/r-{STRANGER}/ou-{STRANGER}/",),
    }
    return [{}, *({**own, "aws:vpcsourceip": (a,)} for a in _addresses(asked.get("aws:vpcsourceip", ())))]


def _addresses(tests: Iterable[Test]) -> list[str]:
    """One in each range that is asked for, and one in none: a network may have any range that its owner likes."""
    ranges = [n for t in tests for v in t.values if (n := _network(v)) is not None]
    inside = [str(n[min(77, n.num_addresses - 1)]) for n in ranges]
    outside = next((a for a in _ELSEWHERE if not any(ipaddress.ip_address(a) in n for n in ranges)), _ELSEWHERE[0])
    return [*dict.fromkeys((*inside, outside))]


_ELSEWHERE = ("10.77.77.77", "172.29.77.77", "192.168.77.77", "198.51.100.77", "100.99.77.77")


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _services(actor: Actor, asked: Asked) -> list[Told]:
    """Himself, or a service that he has ask in his name; nobody unsigned has one do so."""
    keys = ("aws:viaawsservice", *_CALLED)
    if actor.who == "anonymous" or not any(k in asked for k in keys):
        return [{}]
    named = [w for k in _CALLED for t in asked.get(k, ()) for v in t.values if (w := witness(v, Context({}))) is not None]
    some: list[tuple[str, ...]] = [(n,) for n in dict.fromkeys((*named, "cloudformation.amazonaws.com", "athena.amazonaws.com"))]
    every = tuple(dict.fromkeys(named))
    through = [*some, every] if len(every) > 1 else some
    called: list[Told] = [{_CALLED[0]: t, _CALLED[1]: t[:1], _CALLED[2]: t[-1:]} for t in through]
    return [{}, *({"aws:viaawsservice": ("true",), **c} for c in (*called, dict.fromkeys(_CALLED)))]


def _points(actor: Actor, told: Told, asked: Asked) -> list[Told]:
    """Straight to the bucket, or by an access point in his own account under whatever name."""
    if _POINT[0] not in told or not any(k in asked for k in _POINT):
        return [{}]
    own = f"arn:aws:s3:{_region(told)}:{_home(actor)}:accesspoint/*"
    tests = asked.get(_POINT[0], [])
    hits = [h.replace("*", "x").replace("?", "x") for t in tests for v in t.values if (h := overlap(v, own)) is not None]
    names = dict.fromkeys((*hits, own.replace("*", STRANGER)))
    by: list[Told] = [{_POINT[0]: (n,), _POINT[1]: (_home(actor),), _POINT[2]: (o,)} for n in names for o in ("Internet", "VPC")]
    return [{_POINT[2]: None}, *by]


def _home(actor: Actor) -> str:
    return actor.caller.account or STRANGER


def _region(told: Told) -> str:
    return (told.get("aws:requestedregion") or ("eu-central-1",))[0]
