# SPDX-License-Identifier: Apache-2.0
"""Accounts: the service and resource control policies over them, organisation, encryption by default, region denials.

An account is bound by what is attached to the root, to every organisational unit above it and to itself; AWS attaches FullAWSAccess at
every level, which each level's allow needs (docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.access import Account, PolicyDocument
from intramuros.estate.governance import LocationPolicy
from intramuros.estate.graph import Container
from intramuros.estate.origin import Origin
from intramuros.estate.values import Fact, Unknown, sole_symbol
from intramuros.sources.attributes import switch, text
from intramuros.sources.aws.common import Parts, document, head, owner
from intramuros.sources.aws.disks import BY_DEFAULT, DEFAULT_KEY
from intramuros.sources.aws.seals import key_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

POLICY, ATTACHMENT = "aws_organizations_policy", "aws_organizations_policy_attachment"
ORGANIZATION, UNIT, MEMBER = "aws_organizations_organization", "aws_organizations_organizational_unit", "aws_organizations_account"
_EVERYTHING: Final[dict[str, Any]] = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_DEPTH = 6


class Chart:
    """The organisation as declared: which policies are attached where, and what stands above each account."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.attached: dict[str, list[Declared]] = {}
        """Policies per target: `root`, the address of a unit or member, or an id."""
        parts = Parts(book, {ATTACHMENT: "policy_id"}, POLICY)
        for policy in book.of(POLICY):
            for one in parts.of(policy.address, ATTACHMENT):
                self.attached.setdefault(self.target(one.attrs.get("target_id")), []).append(policy)

    def target(self, value: Any) -> str:
        """What a policy is attached to: `root`, an address, or an id as text."""
        found = owner(self.book, value, UNIT, MEMBER)
        if found:
            return found
        named = sole_symbol(value)
        at = self.book.by_address.get(named[0]) if named else None
        if at is not None and at.type == ORGANIZATION:
            return "root"
        spelled = str(self.book.spell(value))
        return "root" if spelled.startswith("r-") else spelled

    def above(self, member: Declared | None) -> list[str]:
        """The units over a member account, outermost first."""
        chain: list[str] = []
        here = member
        while here is not None and len(chain) < _DEPTH:
            parent = self.target(here.attrs.get("parent_id"))
            here = self.book.by_address.get(parent)
            chain += [parent] if here is not None else []
        return chain[::-1]

    def levels(self, kind: str, account: str, member: Declared | None) -> tuple[tuple[PolicyDocument, ...], ...]:
        """The documents of one policy type per level, root first; empty where none is attached above the account."""
        own = [account, *([member.address] if member else [])]
        stations = [["root"], *([u] for u in self.above(member)), own]
        found = [[p for s in station for p in self.attached.get(s, ()) if _kind(p) == kind] for station in stations]
        if not any(found):
            return ()
        top = next(p for level in found for p in level)
        usual = () if kind != "SERVICE_CONTROL_POLICY" else (full_access(top.address, top.origin),)
        return tuple((*usual, *(document(self.book, p, "content", name=str(p.attrs.get("name") or "")) for p in level)) for level in found)


def _kind(policy: Declared) -> str:
    return str(policy.attrs.get("type") or "SERVICE_CONTROL_POLICY")


def accounts(book: Book) -> Iterator[Account]:
    """Every account that the estate stands in or declares, where anything is said about it."""
    chart = Chart(book)
    members = {book.names(m.address).get("id", m.address): m for m in book.of(MEMBER)}
    homes = _homes(book)
    for account in dict.fromkeys([*homes, *members]):
        member, first = members.get(account), homes.get(account)
        declared = member or first
        if declared is not None:
            yield _account(book, chart, account, member, declared)


def _homes(book: Book) -> dict[str, Declared]:
    """The first resource of each account that providers name."""
    found: dict[str, Declared] = {}
    for d in book.declared:
        if isinstance(d.home.account, str) and d.mode == "managed":
            found.setdefault(d.home.account, d)
    return found


def _account(book: Book, chart: Chart, account: str, member: Declared | None, declared: Declared) -> Account:
    shown = member.address if member else f"account:{account}"
    defaults = [d for d in book.of(BY_DEFAULT) if d.home.account == account]
    return Account(
        address=shown,
        type=MEMBER,
        cloud="aws",
        origin=declared.origin,
        name=text(book.spell(member.attrs.get("name"))) if member else None,
        ids=(account,),
        account=account,
        region="global",
        scps=chart.levels("SERVICE_CONTROL_POLICY", account, member),
        rcps=chart.levels("RESOURCE_CONTROL_POLICY", account, member),
        organization=_organization(book),
        is_management=any(d.home.account == account for d in book.of(ORGANIZATION)),
        encrypts_disks=any(switch(d.attrs.get("enabled"), True) is True for d in defaults),
        disk_key=next((key_of(book, d.attrs.get("key_arn")) for d in book.of(DEFAULT_KEY) if d.home.account == account), None),
    )


def _organization(book: Book) -> Fact[str | None]:
    held = [*book.of(ORGANIZATION), *book.data(ORGANIZATION)]
    return book.names(held[0].address).get("id") if held else None


def units(book: Book) -> Iterator[Container]:
    """Organisational units."""
    for d in book.of(UNIT):
        yield Container(**head(book, d), parent=owner(book, d.attrs.get("parent_id"), UNIT))


def region_denials(book: Book) -> Iterator[LocationPolicy]:
    """Policies that deny every region but some: an Allow-list by aws:RequestedRegion."""
    parts = Parts(book, {ATTACHMENT: "policy_id"}, POLICY)
    chart = Chart(book)
    for d in book.of(POLICY):
        allowed = _allowed_regions(document(book, d, "content").document)
        if _kind(d) != "SERVICE_CONTROL_POLICY" or allowed is None:
            continue
        targets = [chart.target(a.attrs.get("target_id")) for a in parts.of(d.address, ATTACHMENT)]
        scope: Fact[str] = "*" if "root" in targets or not targets else targets[0]
        yield LocationPolicy(**head(book, d), allowed=allowed, scope=scope, enforced=bool(targets))


def _allowed_regions(found: Fact[dict[str, Any]]) -> Fact[tuple[str, ...]] | None:
    if isinstance(found, Unknown):
        return found
    statements = found.get("Statement", [])
    for one in statements if isinstance(statements, list) else [statements]:
        if isinstance(one, Mapping) and one.get("Effect") == "Deny" and (one.get("NotAction") or one.get("Action") in ("*", ["*"])):
            regions = _but(one.get("Condition"))
            if regions:
                return regions
    return None


def _but(condition: Any) -> tuple[str, ...]:
    """The regions of `StringNotEquals aws:RequestedRegion` (a second operator would let some callers elsewhere)."""
    if not isinstance(condition, Mapping):
        return ()
    for operator in ("StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike"):
        keys = condition.get(operator)
        for key, value in keys.items() if isinstance(keys, Mapping) else ():
            if str(key).casefold() == "aws:requestedregion":
                return tuple(str(v) for v in (value if isinstance(value, list) else [value]))
    return ()


def block_policy(book: Book, account: str) -> tuple[str, Origin, bool] | None:
    """The S3 policy of the organisation that binds an account, and whether it switches its block on; the nearest that assigns it wins.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html
    """
    if not any(_kind(p) == "S3_POLICY" for p in book.of(POLICY)):
        return None
    member = next((m for m in book.of(MEMBER) if book.names(m.address).get("id") == account), None)
    for level in reversed(Chart(book).levels("S3_POLICY", account, member)):
        for found in level:
            said = _assigned(found.document)
            if said in ("all", "none"):
                return found.address, found.origin, said == "all"
    return None


def _assigned(document_: Fact[dict[str, Any]]) -> object:
    held: object = document_
    for key in ("s3_attributes", "public_access_block_configuration", "@@assign"):
        held = held.get(key) if isinstance(held, Mapping) else None
    return held


def full_access(address: str, origin: Origin) -> PolicyDocument:
    """What AWS attaches at every level of an organisation."""
    return PolicyDocument(document=_EVERYTHING, address=address, origin=origin, name="FullAWSAccess")
