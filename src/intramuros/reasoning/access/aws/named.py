# SPDX-License-Identifier: Apache-2.0
"""The principals outside the estate that the documents around a thing name: in its policies, its key's policy, its key's grants."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Key, Vault
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.aws.direct import Target
from intramuros.reasoning.access.aws.kms import key_policies
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.world import Actor, World


def named_actors(world: World, target: Target) -> Iterator[Actor]:
    """Each stranger or trusted account that is named, once."""
    seen: set[str] = set()
    for principal in (*_in_policies(target.policies), *_around_key(world, target)):
        actor = world.named(principal)
        if actor is not None and actor.caller.name not in seen:
            seen.add(actor.caller.name)
            yield actor


def _in_policies(policies: tuple[Policy, ...]) -> Iterator[str]:
    """Principals that Allow statements name, and accounts that their conditions admit."""
    for policy in policies:
        for statement in policy.statements:
            if statement.effect != "Allow":
                continue
            if statement.principal is not None:
                yield from statement.principal.arns
            for test in statement.tests:
                if test.key.casefold() in ("aws:principalaccount", "kms:calleraccount", "aws:principalarn"):
                    yield from (v for v in test.values if "*" not in v and "?" not in v)


def _around_key(world: World, target: Target) -> Iterator[str]:
    key = _key_of(world, target)
    if key is None:
        return
    yield from _in_policies(key_policies(world, key))
    for grant in key.grants:
        if isinstance(grant.grantee, str):
            yield grant.grantee


def _key_of(world: World, target: Target) -> Key | None:
    thing = target.thing
    if isinstance(thing, Key):
        return thing
    if isinstance(thing, Vault):
        return world.estate.find(thing.key, Key)
    held: DataStore = thing
    return world.estate.find(held.seal.key, Key) if held.seal is not None else None
