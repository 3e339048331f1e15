# SPDX-License-Identifier: Apache-2.0
"""Services that a store lets in for anybody: who has a distribution or a job of his own has the service read for him.

The confused deputy: a service principal without `aws:SourceArn`, `aws:SourceAccount` or `aws:SourceOrgID` of ours works for every
account (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html); CloudFront's own example confines it to one distribution
(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from intramuros.estate.moves import Guard, Move
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore
from intramuros.estate.values import is_symbolic, readable, symbols
from intramuros.reasoning.access.aws.asking import ask_any
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.direct import Target, Way
from intramuros.reasoning.access.aws.globs import STRANGER
from intramuros.reasoning.access.aws.judge import Layers
from intramuros.reasoning.access.aws.kms import key_use
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.statements import Statement, Test
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.world import Actor, World

_FETCH = frozenset({"cloudfront.amazonaws.com"})
"""They hand what they read to whoever asks the one that set them up."""
_KEEP = frozenset(
    {
        "logging.s3.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "logdelivery.elb.amazonaws.com",
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "guardduty.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
        "billingreports.amazonaws.com",
        "bcm-data-exports.amazonaws.com",
        "ses.amazonaws.com",
        "lambda.amazonaws.com",
    }
)
"""They write records, and read nothing for others (Lambda fetches an image for another account only where the policy names
that account too: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions)."""
_SOURCES = ("aws:sourceaccount", "aws:sourceowner", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths")
_POSITIVE = frozenset({"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"})


_DECLARED = lazy(r"(?:^|\.)aws_[a-z0-9_]+\.[^.]+$")


class Driver(Struct, frozen=True):
    """For whom a service may come: `account` is '' where nobody but ourselves."""

    account: str
    arn: str = ""
    why: str = ""
    """What is not known of it."""
    organization: str = f"o-{STRANGER}"


def deputy_ways(target: Target) -> Iterator[tuple[Actor, Way]]:
    """Ways by which somebody else has a service read the store for him."""
    for policy in target.policies:
        for statement in policy.statements:
            if statement.effect == "Allow" and statement.principal is not None and _reads(target, statement):
                for name in dict.fromkeys(statement.principal.services):
                    yield from _way(target, statement, name)


def _reads(target: Target, statement: Statement) -> bool:
    actions = (a for alternative in target.service.powers.get("read", ()) for a in alternative)
    return isinstance(target.thing, DataStore) and any(statement.covers_action(a) is not NO for a in actions)


def _way(target: Target, statement: Statement, name: str) -> Iterator[tuple[Actor, Way]]:
    driver = driver_of(target.world, statement)
    if not driver.account or name in _KEEP or not isinstance(target.thing, DataStore):
        return
    actor = _actor(target.world, name, driver)
    asked = ask_any(target.world, actor, target.question, target.service.powers["read"])
    key = key_use(target.world, actor, target.thing, target.service, "read")
    why = driver.why or ("" if name in _FETCH else f"whether {name} reads it for other accounts (no aws:SourceAccount of ours confines it)")
    doubt = (Guard(name="service", state="unknown", address=target.thing.address, origin=target.thing.origin, why=why),) if why else ()
    limit: Truth = MAYBE if why else YES
    truth = min(asked.truth, key.truth, limit)
    policy = asked.policy
    move = Move(
        source=actor.principal,
        target=target.thing.address,
        kind="read",
        says="reads it for whichever account sets it up",
        address=(policy.address if policy else "") or target.thing.address,
        origin=(policy.origin if policy else None) or target.thing.origin,
        guards=(*doubt, *(asked.guards if asked.truth is not YES else ()), *(key.guards if key.truth is not YES else ())),
    )
    yield actor, Way(power="read", truth=truth, path=(move,))


def _actor(world: World, name: str, driver: Driver) -> Actor:
    """The service as somebody else's request brings it."""
    told: dict[str, Values] = {
        **world.anonymous.told,
        "aws:PrincipalType": None,
        "aws:userid": None,
        "aws:PrincipalIsAWSService": ("true",),
        "aws:PrincipalServiceName": (name,),
        "aws:SourceAccount": (driver.account,),
        "aws:SourceOwner": (driver.account,),
        "aws:SourceOrgID": (driver.organization,),
        "aws:SourceOrgPaths": (f"{driver.organization}/r-{STRANGER}/ou-{STRANGER}/",),
    }
    arn = driver.arn or (f"arn:aws:cloudfront::{driver.account}:distribution/{STRANGER}" if name in _FETCH else "")
    told.pop("aws:SourceArn", None)
    if arn:
        told["aws:SourceArn"] = (arn,)
    return Actor(principal=f"service:{name}", who="foreign", caller=caller_of(name), layers=Layers(), told=told)


def driver_of(world: World, statement: Statement) -> Driver:
    """The account that is the least ours of those for which a statement lets services in; one condition of ours confines it."""
    asked = [[_driver(world, t.key.casefold(), v) for v in t.values] for t in statement.tests if _confines(t)]
    least = [max(found, key=lambda d: (bool(d.account), not d.why)) for found in asked if found]
    return min(least, key=lambda d: (bool(d.account), not d.why), default=Driver(STRANGER))


def _confines(test: Test) -> bool:
    operator = test.operator.casefold().removeprefix("foranyvalue:")
    return test.key.casefold() in _SOURCES and operator in _POSITIVE and not test.fault


def _driver(world: World, key: str, value: str) -> Driver:
    """For whom one value of a condition on the source stands."""
    if key in ("aws:sourceorgid", "aws:sourceorgpaths"):
        organization = value.split("/", 1)[0]
        if "*" in organization:
            return Driver(STRANGER)
        return Driver(STRANGER, organization=organization) if world.is_strange(organization) else Driver("")
    if key == "aws:sourcearn" and _is_shown(world, value):
        return Driver("")
    parts = value.split(":", 5)
    account = value if key != "aws:sourcearn" else parts[4] if len(parts) == 6 else "*" if value in ("*", "arn:*") else ""
    if any(c in account for c in "*?"):
        return Driver(STRANGER, value.replace("*", STRANGER).replace("?", "x") if key == "aws:sourcearn" and len(parts) == 6 else "")
    if re.fullmatch(r"\d{12}", account):
        return Driver("") if world.ours(account) else Driver(account, value.replace("*", STRANGER) if key == "aws:sourcearn" else "")
    ours = is_symbolic(account) and world.ours(account)
    return Driver("") if ours else Driver(STRANGER, value, f"whose `{readable(value)}` is")


def _is_shown(world: World, arn: str) -> bool:
    """Whether the source is something that the estate holds, declares or looks up."""
    return world.estate.find(arn, Resource) is not None or any(_DECLARED.search(a) for a, _ in symbols(arn.rsplit(":", 1)[-1]))
