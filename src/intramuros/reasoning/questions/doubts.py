# SPDX-License-Identifier: Apache-2.0
"""What keeps a "no" about one principal from being proof: what anyone may do, groups that he may be in, identities that he may be."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from intramuros.estate.access import Identity, Key, RoleAssignment, Vault
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown, is_symbolic
from intramuros.reasoning.access.reach import Power, Reach
from intramuros.reasoning.questions.who import OBJECT_ID
from intramuros.reasoning.reasoner import Reasoner


def perhaps(
    reasoner: Reasoner, principal: str, thing: DataStore | Vault | Key, powers: frozenset[Power], found: tuple[Reach, ...]
) -> Iterator[Reach]:
    """The ways that may be a principal's although none is told as his own; nothing where one of his own stands open."""
    if principal in ("anonymous", "account:*") or any(r.open is True and not r.latent for r in found):
        return
    stranger = _nowhere(reasoner, principal)
    for reach in (r for r in reasoner.access.reaches(thing) if r.open is not False and r.powers & powers):
        if reach.principal == "anonymous":
            yield reach
        why = None if reach.principal == principal else _why(reasoner, principal, reach)
        if why:
            yield structs.replace(reach, principal=principal, open=Unknown(why))
    if stranger:
        yield from (structs.replace(r, open=Unknown(stranger)) for r in found if r.open is False)


def _nowhere(reasoner: Reasoner, principal: str) -> str:
    """That nothing is known of an object id: neither an assignment, a policy nor a group of the estate names it; '' where one does."""
    estate, own = reasoner.estate, principal.casefold()
    if not OBJECT_ID.fullmatch(principal) or estate.find(principal, Identity) is not None:
        return ""
    names = [a.principal for a in estate.all(RoleAssignment)] + [m for i in estate.all(Identity) for m in i.members]
    names += [p.principal for v in estate.all(Vault) for p in v.access_policies]
    known = any(isinstance(n, str) and n.casefold() == own for n in names)
    return "" if known else f"who {principal} is: no role assignment, access policy or group of this estate names this object id"


def _why(reasoner: Reasoner, principal: str, reach: Reach) -> str:
    """What is not known of a principal, that a way of another may be his; '' where it surely is not."""
    asked, other = reasoner.estate.find(principal, Identity), reasoner.estate.find(reach.principal, Identity)
    if other is None or other.cloud == "aws" or principal == other.address or not _of_directory(principal, asked):
        return ""
    if other.kind == "group":
        return "" if other.members_known else f"whether {principal} is a member of {other.address}"
    return f"whether {principal} is the object id of {other.address}" if asked is None and _hidden(other) else ""


def _of_directory(principal: str, asked: Identity | None) -> bool:
    """Whether a principal is one of Entra ID."""
    return bool(OBJECT_ID.fullmatch(principal)) if asked is None else asked.cloud != "aws"


def _hidden(identity: Identity) -> bool:
    """Whether the estate shows no object id of an identity: the cloud gives it when it is made."""
    return not any(OBJECT_ID.fullmatch(i) for i in identity.ids if not is_symbolic(i))
