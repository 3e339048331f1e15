# SPDX-License-Identifier: Apache-2.0
"""Our own distributions before a bucket: what the bucket lets CloudFront read, CloudFront hands to whoever asks it.

Origin access control keeps people from going round the distribution; it asks nobody who comes through it. Only signed URLs or
cookies do (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.edges import Endpoint
from intramuros.estate.moves import Guard, Move
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.aws.asking import Asked, ask_any
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.direct import Target, Way, left_by
from intramuros.reasoning.access.aws.judge import Layers
from intramuros.reasoning.access.aws.kms import KeyUse, key_use
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.ternary import NO, YES
from intramuros.reasoning.access.aws.world import Actor, World, arn_of

_EDGE = "cloudfront.amazonaws.com"


def edge_ways(target: Target) -> Iterator[tuple[Actor, Way]]:
    """Anybody's way through each distribution that has the bucket for its origin."""
    store = target.thing
    if not isinstance(store, DataStore) or not target.is_bucket:
        return
    for edge in target.world.estate.all(Endpoint):
        if edge.kind == "cdn" and edge.public is not False and store.address in edge.targets:
            actor = _actor(target.world, edge)
            asked = ask_any(target.world, actor, target.question, target.service.powers["read"])
            if asked.truth is not NO:
                yield target.world.anonymous, _way(target, edge, asked, key_use(target.world, actor, store, target.service, "read"))


def _actor(world: World, edge: Endpoint) -> Actor:
    """CloudFront, as it comes for one distribution."""
    account = world.account_of(edge)
    told: dict[str, Values] = {
        **world.anonymous.told,
        "aws:PrincipalType": None,
        "aws:userid": None,
        "aws:PrincipalIsAWSService": ("true",),
        "aws:PrincipalServiceName": (_EDGE,),
        "aws:SourceAccount": (account,),
        "aws:SourceArn": (arn_of(edge),),
    }
    return Actor(principal=f"service:{_EDGE}", who="own", caller=caller_of(_EDGE), layers=Layers(), told=told)


def _way(target: Target, edge: Endpoint, asked: Asked, key: KeyUse) -> Way:
    held = (
        *_doors(edge),
        *(asked.guards if asked.truth is not YES else ()),
        *(key.guards if key.truth is not YES else ()),
    )
    comes = Move(source="anonymous", target=edge.address, kind="call", says="may ask", address=edge.address, origin=edge.origin)
    policy = asked.policy
    reads = Move(
        source=edge.address,
        target=target.thing.address,
        kind="read",
        says="reads it for whoever asks",
        address=(policy.address if policy else "") or target.thing.address,
        origin=(policy.origin if policy else None) or target.thing.origin,
        guards=held,
    )
    return Way(power="read", truth=min(asked.truth, key.truth, left_by(held)), path=(comes, reads), touched=True)


def _doors(edge: Endpoint) -> tuple[Guard, ...]:
    """What the distribution itself asks of those who come."""
    why = edge.public.why if isinstance(edge.public, Unknown) else ""
    if edge.authenticates is True:
        return (Guard(name="signed URLs", state="holds", address=edge.address, origin=edge.origin),)
    why = why or ("" if edge.authenticates is False else edge.auth_why or f"whether {edge.address} asks for credentials")
    return (Guard(name="credentials at the edge", state="unknown", address=edge.address, origin=edge.origin, why=why),) if why else ()
