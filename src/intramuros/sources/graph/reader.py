# SPDX-License-Identifier: Apache-2.0
"""Exports of Graph as declared resources of azuread: one address for each object, and a gap for whatever an export leaves out.

What is missing of the list of policies stands in the estate as a policy of which nothing is known, since it may cover any sign-in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from msgspec import structs

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown
from intramuros.sources.azure.sign_in import EVERY, POLICY
from intramuros.sources.declared import Declarations, Declared, Home
from intramuros.sources.documents import Document
from intramuros.sources.graph import directory, sign_in
from intramuros.sources.graph.directory import Made, within
from intramuros.sources.graph.kinds import kind_of, listing
from intramuros.sources.graph.objects import Page, pages, said
from intramuros.sources.marked import Marked, Wrong, read_json

_GUID: Final = lazy(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LIKE_POLICIES: Final = lazy(r"(?i)grantControls|conditionalAccess/policies")
_MAKERS: Final[Mapping[str, Callable[[Marked], Iterator[Made]]]] = {
    "user": directory.user,
    "group": directory.group,
    "service-principal": directory.service_principal,
    "application": directory.application,
    "permission": directory.permission,
    "role": directory.role,
    "role-assignment": directory.role_assignment,
    "eligibility": directory.eligibility,
    "group-schedule": directory.group_schedule,
    "review": directory.review,
}


def read(documents: list[Document]) -> Declarations:
    """What the exports of one tenant show."""
    reader = _Reader()
    for document in documents:
        reader.take(document)
    return reader.told(tuple(dict.fromkeys(d.shown.removesuffix(d.below).rstrip("/") or d.shown for d in documents)))


class _Reader:
    def __init__(self) -> None:
        self._made: dict[str, Declared] = {}
        self._by_object: dict[tuple[str, str], str] = {}
        self._gaps: list[Gap] = []
        self._strange: dict[str, Gap] = {}
        self._tenants: set[str] = set()

    def told(self, sources: tuple[str, ...]) -> Declarations:
        """Everything, once all files are taken."""
        tenant = next(iter(self._tenants)) if len(self._tenants) == 1 else None
        declared = tuple(structs.replace(d, home=Home(tenant=tenant)) for d in self._made.values())
        return Declarations(declared=declared, gaps=(*self._gaps, *self._strange.values()), sources=sources)

    def take(self, document: Document) -> None:
        """One file."""
        try:
            root = read_json(document.text)
        except Wrong as problem:
            self._broken(document, problem)
            return
        for page in pages(root):
            self._page(document, page)

    def _broken(self, document: Document, problem: Wrong) -> None:
        origin = Origin(file=document.shown, line=problem.line, end_line=problem.line, dialect="graph")
        self._gap(str(problem), origin, "everything in this export")
        if _LIKE_POLICIES.search(document.text):
            self._unseen(document, origin, f"the policies in {document.shown}, which cannot be read")

    def _gap(self, what: str, origin: Origin, leaves_open: str) -> None:
        self._gaps.append(Gap(what=what, origin=origin, leaves_open=leaves_open))

    def _unseen(self, document: Document, origin: Origin, what: str) -> None:
        """A policy that may be anything, in the place of those that the export leaves out."""
        missing = Unknown(what)
        attrs = {"display_name": missing, "state": missing, "conditions": missing, "grant_controls": missing}
        self._put(Declared(address=f"conditionalAccess/{document.below} (not read)", type=POLICY, attrs=attrs, origin=origin), "")

    def _page(self, document: Document, page: Page) -> None:
        kinds = {kind_of(o, page.context) for o in page.items} | {listing(page.context)}
        if page.goes_on:
            origin = Origin(file=document.shown, line=page.line, end_line=page.line, dialect="graph")
            self._gap("the export ends before the last page of its list (@odata.nextLink)", origin, "every answer about what is not in it")
            if "policy" in kinds:
                self._unseen(document, origin, f"the policies that {document.shown} leaves out")
        if not page.items and listing(page.context) == "policy" and not page.goes_on:
            self._every(document, Marked(1), "the list of Conditional Access policies is empty")
        for found in page.items:
            self._object(document, found, page.context)

    def _every(self, document: Document, found: Marked, why: str) -> None:
        origin = found.origin(document.shown, "graph")
        self._put(
            Declared(address="conditionalAccess", type=EVERY, attrs={"display_name": "Conditional Access", "why": why}, origin=origin), ""
        )

    def _object(self, document: Document, found: Marked, context: str) -> None:
        kind = kind_of(found, context)
        if kind in _MAKERS:
            for made in _MAKERS[kind](found):
                self._keep(document, made)
            for nested in within(found):
                self._object(document, nested, "")
        elif kind in ("policy", "location", "strength"):
            self._sign_in(document, found, kind)
        elif kind == "organization" and isinstance(found.get("id"), str):
            self._tenants.add(found["id"])
        elif kind == "security-defaults" and found.get("isEnabled") is True:
            self._every(
                document, found, "security defaults stand in the place of Conditional Access policies, and ask for no managed device"
            )
        elif kind == "cross-tenant":
            self._abroad(document, found)
        elif kind == "":
            self._stranger(document, found, context)

    def _sign_in(self, document: Document, found: Marked, kind: str) -> None:
        if kind == "location":
            self._keep(document, Made(type="azuread_named_location", room="namedLocations", attrs=sign_in.location(found), at=found))
            return
        if kind == "strength":
            made = Made(
                type="azuread_authentication_strength_policy", room="authenticationStrengths", attrs=sign_in.strength(found), at=found
            )
            self._keep(document, made)
            return
        self._keep(document, Made(type=POLICY, room="conditionalAccess", attrs=sign_in.policy(found), at=found))
        controls = found.get("grantControls")
        inner = controls.get("authenticationStrength") if isinstance(controls, Marked) else None
        if isinstance(inner, Marked) and ("allowedCombinations" in inner or "requirementsSatisfied" in inner):
            self._sign_in(document, inner, "strength")

    def _abroad(self, document: Document, found: Marked) -> None:
        """Settings that keep guests out are not weighed: the sign-in of a guest that they refuse is told as open."""
        inbound = found.get("b2bCollaborationInbound")
        if isinstance(inbound, Marked) and "blocked" in str(inbound).casefold():
            what = "the cross-tenant access settings refuse some guests, which is not weighed"
            self._gap(
                what, found.origin(document.shown, "graph", "b2bCollaborationInbound"), "whether the guests of open-sign-in can come at all"
            )

    def _stranger(self, document: Document, found: Marked, context: str) -> None:
        told = str(found.get("@odata.type") or context.rpartition("#")[2] or "an object without a type").removeprefix("#microsoft.graph.")[
            :80
        ]
        if told not in self._strange:
            what = f"`{told}` of Graph is not understood, here and wherever else it stands"
            self._strange[told] = Gap(what=what, origin=found.origin(document.shown, "graph"), leaves_open="what rests on it")

    def _keep(self, document: Document, made: Made) -> None:
        named = next(
            (v for k in ("display_name", "user_principal_name", "object_id") if isinstance(v := made.attrs.get(k), str) and v), None
        )
        if made.type == "azuread_user":
            named = next((v for k in ("user_principal_name", "display_name") if isinstance(v := made.attrs.get(k), str) and v), named)
        own = str(made.attrs.get("object_id") or "")
        if named is None:
            named = own or f"{document.below}:{made.at.line}"
        declared = Declared(
            address=f"{made.room}/{named}",
            type=made.type,
            attrs={k: v for k, v in made.attrs.items() if v is not None},
            origin=made.at.origin(document.shown, "graph"),
            lines=_lines(document, made.at),
        )
        self._put(declared, own)

    def _put(self, d: Declared, own: str) -> None:
        """One address each: the same object told twice is one, another of the same name bears its id."""
        own = own if _GUID.fullmatch(own) else f"{own} {d.address}" if own else ""  # tools write words in the place of ids
        known = self._by_object.get((d.type, own)) if own else None
        if known is not None:
            self._made[known] = _merged(self._made[known], d)
            return
        address, number = d.address, 1
        while address in self._made:
            number += 1
            address = f"{d.address} ({number})"
        self._made[address] = structs.replace(d, address=address)
        if own:
            self._by_object[d.type, own] = address


def _lines(document: Document, at: Marked) -> dict[str, Origin]:
    keys = {"state": "state", "conditions": "conditions", "grantControls": "grant_controls", "members": "members"}
    return {snake: at.origin(document.shown, "graph", camel) for camel, snake in keys.items() if camel in at.lines}


def _merged(first: Declared, second: Declared) -> Declared:
    """Two tellings of one object: what one leaves out the other adds, and what they tell in two ways is not known."""
    attrs: dict[str, Any] = dict(first.attrs)
    for key, value in second.attrs.items():
        if key not in attrs or (isinstance(attrs[key], Unknown) and first.type != POLICY):
            attrs[key] = value
        elif attrs[key] != value and said(value) and not (isinstance(value, Unknown) and first.type != POLICY):
            attrs[key] = Unknown(f"`{first.address}` stands in two exports, which differ")
    return structs.replace(first, attrs=attrs)
