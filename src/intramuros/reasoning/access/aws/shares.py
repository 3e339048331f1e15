# SPDX-License-Identifier: Apache-2.0
"""Snapshots, images and other stores that are handed to accounts outside any policy, and what services deliver to them.

A shared encrypted snapshot is of use only to an account that the key's policy lets decrypt, and one under the
provider's key cannot be shared at all (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/share-encrypted-snapshot.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from intramuros.estate.access import Key
from intramuros.estate.moves import Guard, Move
from intramuros.estate.stores import DataStore, Share
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.reasoning.access.aws.direct import Target
from intramuros.reasoning.access.aws.kms import KeyUse, key_use
from intramuros.reasoning.access.aws.ternary import MAYBE, YES
from intramuros.reasoning.access.aws.world import Actor, World
from intramuros.reasoning.access.reach import SOMEBODY, Reach, Who


def share_reaches(world: World, target: Target) -> Iterator[Reach]:
    """One reach for each account that the store is shared with."""
    store = target.thing
    if isinstance(store, DataStore):
        for share in store.shares:
            yield _reach(world, target, store, share)


def _reach(world: World, target: Target, store: DataStore, share: Share) -> Reach:
    principal, who, actor, doubt = _taker(world, share)
    opened = actor is None or share.delivered
    key = KeyUse(truth=YES) if opened or actor is None else key_use(world, actor, store, target.service, "read")
    truth = min(key.truth, MAYBE) if doubt else key.truth
    guards = key.guards if truth is not YES else ()
    if doubt:
        guards = (*guards, Guard(name="share", state="unknown", address=share.address, origin=share.origin, why=doubt))
    path = _path(principal, store, share, key, guards)
    fact: Fact[bool] = Unknown("; ".join(g.why or g.name for g in guards if g.state == "unknown")) if truth is MAYBE else truth is YES
    return Reach(principal=principal, who=who, store=store.address, open=fact, powers=frozenset({"read"}), path=path)


def _taker(world: World, share: Share) -> tuple[str, Who, Actor | None, str]:
    """Whom a share means: principal, on whose side, the actor for the key's policy, and what is not known."""
    if isinstance(share.to, Unknown):
        return SOMEBODY, "foreign", None, share.to.why
    if share.to == "all":
        return world.any_account.principal, "foreign", world.any_account, ""
    account = _account(share.to)
    if account is None:
        trusted = any(o in share.to for o in world.bounds.trusted_organizations)
        return share.to, "own" if trusted else "foreign", None, _unclear(share.to)
    actor = world.named(account)
    if actor is None:
        return f"account:{account}", "own", world.shown_account(account), ""
    return actor.principal, actor.who, actor, ""


def _account(to: str) -> str | None:
    if re.fullmatch(r"\d{12}", to):
        return to
    found = re.fullmatch(r"arn:[^:]*:iam::(\d{12}):root", to)
    return found[1] if found else None


def _unclear(to: str) -> str:
    return f"`{readable(to)}` is known only after apply" if is_symbolic(to) else ""


def _path(principal: str, store: DataStore, share: Share, key: KeyUse, guards: tuple[Guard, ...]) -> tuple[Move, ...]:
    if not isinstance(key.key, Key):
        return (
            Move(
                source=principal,
                target=store.address,
                kind="share",
                says="is handed it",
                address=share.address,
                origin=share.origin,
                guards=guards,
            ),
        )
    says = f"{key.says or 'may not decrypt with'} {key.address}"
    opened = Move(
        source=principal, target=key.address, kind="decrypt", says=says, address=key.address, origin=key.key.origin, guards=guards
    )
    return (
        opened,
        Move(
            source=key.address,
            target=store.address,
            kind="share",
            says="is handed it",
            address=share.address,
            origin=share.origin,
        ),
    )
