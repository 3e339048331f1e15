# SPDX-License-Identifier: Apache-2.0
"""Who is worth asking about a thing: identities that some document lets near it, and strangers whom its own documents name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from intramuros.estate.access import Key, Vault
from intramuros.estate.stores import DataStore
from intramuros.estate.values import is_symbolic
from intramuros.reasoning.access.aws.asking import insides_of
from intramuros.reasoning.access.aws.canonical import canonical_actors
from intramuros.reasoning.access.aws.direct import Target
from intramuros.reasoning.access.aws.kms import key_policies
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.world import Actor, World


def candidates(world: World, target: Target) -> frozenset[str] | None:
    """Addresses of identities that an own policy or the thing's policy may let near it; None where that may be any."""
    service, thing = target.service, target.thing
    named = named_identities(world, target)
    if named is None:
        return None
    asked = {(a, i) for c in target.concerns if c.resource is thing for a in c.actions for i in insides_of(service, a, thing)}
    policies = {id(p): bearers for action, inside in asked for p, bearers in world.shelves.allowing(action, inside)}
    return named.union(i.address for bearers in policies.values() for i in bearers)


def named_identities(world: World, target: Target) -> frozenset[str] | None:
    """Addresses of identities that the thing's own policies may let near it; None where that may be any."""
    statements = [s for p in target.policies for s in p.statements if s.effect == "Allow"]
    wide = any(s.fault or s.not_principal is not None or (s.principal is not None and s.principal.everyone) for s in statements)
    if wide or any(p.fault for p in target.policies):
        return None
    named = {a: world.find(a, caller_of(a)) for s in statements if s.principal is not None for a in s.principal.arns}
    if any(found is None and is_symbolic(arn) for arn, found in named.items()):
        return None  # it may be any of them that is meant
    return frozenset(i.address for i in named.values() if i is not None)


def named_actors(world: World, target: Target) -> Iterator[Actor]:
    """Each stranger or trusted account that is named, once."""
    seen: set[str] = set()
    for principal in (*_in_policies(target.policies), *_around_key(world, target), *_below(world, target)):
        actor = world.named(principal)
        if actor is not None and actor.caller.name not in seen:
            seen.add(actor.caller.name)
            yield actor
    yield from canonical_actors(world, target.policies)
    yield from (world.organization(o) for o in dict.fromkeys(_organizations(target.policies)) if world.is_strange(o))


def _below(world: World, target: Target) -> Iterator[str]:
    """The charter's accounts of lower environments, where some statement may mean everyone and so each of them.

    They are members of its organisations, so that a condition which keeps strangers out may let them in. Whose the addresses are
    that a policy names is not written down: where it asks for some, they are judged as strangers are.
    """
    statements = _statements(world, target)
    if next(_wide(statements), None) is not None and not any(_asks_address(s) for s in statements):
        yield from (a for a, level in world.bounds.account_levels.items() if level == "lower" and re.fullmatch(r"\d{12}", a))


def only_by_address(world: World, target: Target) -> bool:
    """Whether whoever is meant as one of everyone must come from some address, in every statement that allows it."""
    wide = tuple(_wide(_statements(world, target)))
    return bool(wide) and all(_asks_address(s) for s in wide)


def _statements(world: World, target: Target) -> tuple[Statement, ...]:
    key = _key_of(world, target)
    return tuple(s for p in (*target.policies, *(key_policies(world, key) if key else ())) for s in p.statements)


def _wide(statements: Iterable[Statement]) -> Iterator[Statement]:
    return (s for s in statements if s.effect == "Allow" and (s.not_principal or (s.principal is not None and s.principal.everyone)))


def _asks_address(statement: Statement) -> bool:
    return any(t.key.casefold() == "aws:sourceip" for t in statement.tests)


def _organizations(policies: tuple[Policy, ...]) -> Iterator[str]:
    """Organisations whose members the conditions of Allow statements admit."""
    statements = (s for p in policies for s in p.statements if s.effect == "Allow")
    tests = (t for s in statements for t in s.tests if t.key.casefold() == "aws:principalorgid")
    yield from (v for t in tests for v in t.values if "*" not in v and "?" not in v)


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
