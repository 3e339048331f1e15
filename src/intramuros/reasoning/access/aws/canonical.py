# SPDX-License-Identifier: Apache-2.0
"""Whom a canonical user id means: one of our accounts, CloudFront or log delivery at work for us, or nobody can tell whose account.

The id is an account's number in disguise, and S3 alone takes it, in bucket policies and access control lists
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html); an origin
access identity of CloudFront bears one too
(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html).
The data source of our own id is spelled `canonical:<account>` by the sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from intramuros.estate.moves import Guard, Move
from intramuros.estate.stores import AclGrant, DataStore
from intramuros.estate.values import readable, symbols
from intramuros.reasoning.access.aws.direct import VERBS, Target, Way, key_by_list
from intramuros.reasoning.access.aws.principals import Caller
from intramuros.reasoning.access.aws.s3 import acl_powers, lists_ignored
from intramuros.reasoning.access.aws.statements import OWN_CANONICAL, Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES
from intramuros.reasoning.access.aws.world import Actor, World
from intramuros.reasoning.access.subjects import trusts

_SERVICES = frozenset({"c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0"})
"""`awslogsdelivery`, with which CloudFront writes its logs
(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html)."""
_OWN_SERVICES = ("aws_cloudfront_origin_access_identity.", "aws_cloudfront_log_delivery_canonical_user_id.")


def canonical_actors(world: World, policies: tuple[Policy, ...]) -> Iterator[Actor]:
    """Those whom Allow statements name by such an id, once each."""
    named = (c for p in policies for s in p.statements if s.effect == "Allow" and s.principal is not None for c in s.principal.canonical)
    for value in dict.fromkeys(named):
        actor = canonical_actor(world, value)
        if actor is not None:
            yield actor


def canonical_actor(world: World, value: str) -> Actor | None:
    """Whom an id means; None for ourselves, and for services that work for us."""
    if value.startswith(OWN_CANONICAL):
        return world.named(value.removeprefix(OWN_CANONICAL))
    if value in _SERVICES or any(word in f"{address}." for address, _ in symbols(value) for word in _OWN_SERVICES):
        return None
    ours = trusts(world.bounds, value, f"{OWN_CANONICAL}{value}")
    doubt = "" if ours else f"whose account `{readable(value)}` is (name it under trust.principals)"
    return structs.replace(
        world.any_account,
        principal=f"{OWN_CANONICAL}{value}",
        who="own" if ours else "foreign",
        caller=Caller(kind="canonical", name=value),
        doubt=doubt,
    )


def listed_ways(target: Target) -> Iterator[tuple[Actor, Way]]:
    """What a bucket's access control list gives to accounts, named by their ids; access blocks do not touch that."""
    store = target.thing
    for grant in store.acl if isinstance(store, DataStore) and target.is_bucket else ():
        named = grant.grantee if isinstance(grant.grantee, str) else ""
        actor = canonical_actor(target.world, named.removeprefix("id=")) if named.startswith("id=") else None
        if actor is not None and isinstance(store, DataStore):
            yield from ((actor, way) for way in _granted(target, store, grant, actor))


def _granted(target: Target, store: DataStore, grant: AclGrant, actor: Actor) -> Iterator[Way]:
    doubt = Guard(name="ACL grantee", state="unknown", address=grant.address, origin=grant.origin, why=actor.doubt)
    for power in sorted(acl_powers(grant)):
        key = key_by_list(target, actor, store, power)
        guards = (*lists_ignored(store), *((doubt,) if actor.doubt else ()), *(key.guards if key.truth is not YES else ()))
        states = {g.state for g in guards}
        truth = min(key.truth, NO if "holds" in states else MAYBE if "unknown" in states else YES)
        move = Move(
            source=actor.principal,
            target=store.address,
            kind="read",
            says=f"{VERBS[power]} it through its access control list",
            address=grant.address,
            origin=grant.origin,
            guards=guards,
        )
        yield Way(power=power, truth=truth, path=(move,))
