# SPDX-License-Identifier: Apache-2.0
"""Whom a name in a question means: an identity of the estate, a workload as what it runs as, or somebody whom only policies and assignments know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from intramuros.errors import BadUsage
from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.moves import Move
from intramuros.estate.patterns import lazy
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.reasoning.questions.naming import named
from intramuros.reasoning.reasoner import Reasoner

Thing = DataStore | Vault | Key
ANYONE: Final = frozenset({"anyone", "anybody", "everyone", "everybody"})
UNSIGNED: Final = frozenset({"anonymous", "the internet", "internet"})
EVERYONE: Final = ("anonymous", "account:*")
"""Without a signature, or signing as whatever account he made himself."""
OBJECT_ID: Final = lazy(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def meant(reasoner: Reasoner, who: str, thing: Thing) -> Iterator[tuple[str, tuple[Move, ...]]]:
    """The principals that a name means, each with the move by which a workload is one."""
    account, role = account_of(who), _role_of(reasoner, who)
    if who.casefold() in ANYONE | UNSIGNED:
        signed = who.casefold() in ANYONE and thing.cloud == "aws"
        yield from ((name, ()) for name in EVERYONE if signed or name == "anonymous")
    elif account:
        yield f"account:{account}", ()
    elif role is not None:
        yield role.address, ()
    elif OBJECT_ID.fullmatch(who) and reasoner.estate.find(who, Identity) is None:
        yield _spelled(reasoner, who, thing), ()
    elif who.startswith(("arn:", "oidc:", "federation:", "tenant:", "account:")) and reasoner.estate.find(who, Identity) is None:
        yield who, ()
    else:
        held = named(reasoner.estate, who, Identity, Workload)
        yield from _worn(reasoner, held) if isinstance(held, Workload) else ((held.address, ()),)


def _spelled(reasoner: Reasoner, who: str, thing: Thing) -> str:
    """An object id that the estate does not hold, as the assignments spell it."""
    return next((r.principal for r in reasoner.access.reaches(thing) if r.principal.casefold() == who.casefold()), who)


def account_of(who: str) -> str:
    """The account that is meant as a whole, by its number or its root; '' where none is."""
    found = re.fullmatch(r"(?:account[: ])?(\d{12})|arn:[^:]+:iam::(\d{12}):root", who.casefold())
    return (found[1] or found[2]) if found else ""


def _role_of(reasoner: Reasoner, who: str) -> Identity | None:
    """The role of the estate whose session an ARN names."""
    found = re.fullmatch(r"arn:([^:]+):sts::(\d{12}):assumed-role/([^/]+)/.+", who)
    return reasoner.estate.find(f"arn:{found[1]}:iam::{found[2]}:role/{found[3]}", Identity) if found else None


def _worn(reasoner: Reasoner, work: Workload) -> Iterator[tuple[str, tuple[Move, ...]]]:
    run = [w for a in work.runs if (w := reasoner.estate.find(a, Workload))]
    names = list(dict.fromkeys(n for w in (work, *run) for n in w.identities))
    if not names:
        raise BadUsage(f"{work.address} runs as no identity", advice="Ask of an identity, or `can … reach …` for packets.")
    for name in names:
        found = None if isinstance(name, Unknown) else reasoner.estate.find(name, Identity)
        if found is not None:
            says = f"runs as {found.address}"
            yield (
                found.address,
                (Move(source=work.address, target=found.address, kind="become", says=says, address=work.address, origin=work.origin),),
            )
