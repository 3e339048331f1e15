# SPDX-License-Identifier: Apache-2.0
"""Entra ID: users, guests, groups, applications and what they are members and owners of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import structs

from intramuros.estate.access import Federation, Identity
from intramuros.estate.values import Fact, Unknown, negate, symbol, symbols
from intramuros.sources.attributes import blocks, switch, text, texts
from intramuros.sources.azure.astray import doubts
from intramuros.sources.azure.common import address_or_id, children, first, head, looked_up
from intramuros.sources.azure.directory_roles import HOLDERS, privileges, role_name, scope_of
from intramuros.sources.azure.membership import admits_guests
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

GROUPS = ("azuread_group", "azuread_group_without_members")
APPLICATIONS = ("azuread_application", "azuread_application_registration")
PRINCIPAL = "azuread_service_principal"
PEOPLE = ("azuread_user", "azuread_invitation")
CLIENTS = ("azurerm_client_config", "azuread_client_config")


def _fields(book: Book, d: Declared, *own: str) -> dict[str, Any]:
    """The common head of an Entra object, which lives in a tenant and nowhere else; `own` are attributes that hold its ids."""
    fields = head(book, d)
    names = book.names(d.address)
    ids = [names.get(k) or symbol(d.address, k) for k in ("object_id", "id", *own)]
    symbols_too = [symbol(d.address, k) for k in ("object_id", "id", *own)]
    name = text(book.spell(first(d.attrs, "display_name", "user_display_name", "user_principal_name")))
    return fields | {
        "cloud": "entra",
        "account": d.home.tenant,
        "group": None,
        "region": None,
        "name": name,
        "ids": tuple(dict.fromkeys((*ids, *symbols_too))),
    }


def people(book: Book) -> Iterator[Identity]:
    """Users, declared or looked up, and guests: invited ones and those whose sign-in name says `#EXT#`."""
    held = privileges(book)
    for d in (*book.of("azuread_user"), *looked_up(book, "azuread_user")):
        sign_in = text(book.spell(first(d.attrs, "user_principal_name", "mail")))
        fields = _fields(book, d, "user_principal_name") if isinstance(sign_in, str) else _fields(book, d)
        kind = _guest_type(d, sign_in)
        person = structs.replace(_person(fields, "guest", held), guest_type=kind) if kind else _person(fields, "user", held)
        yield structs.replace(person, disabled=negate(switch(d.attrs.get("account_enabled"), True)))
    for d in book.of("azuread_invitation"):
        yield _person(_invited(book, d), "guest", held)


def _guest_type(d: Declared, sign_in: object) -> str | None:
    """Graph's word for an external account (learn.microsoft.com/entra/external-id/user-properties); None for one of the tenant's own."""
    stated = text(d.attrs.get("user_type"))
    guest, abroad = isinstance(stated, str) and stated.casefold() == "guest", isinstance(sign_in, str) and "#ext#" in sign_in.casefold()
    if abroad:
        return "b2bCollaborationGuest" if guest or not isinstance(stated, str) else "b2bCollaborationMember"
    return "internalGuest" if guest else None


def _invited(book: Book, d: Declared) -> dict[str, Any]:
    mail = text(book.spell(d.attrs.get("user_email_address")))
    fields = _fields(book, d, "user_id")
    return fields | {"ids": (*fields["ids"], mail)} if isinstance(mail, str) else fields


def _person(fields: dict[str, Any], kind: Any, held: Mapping[str, tuple[str, ...]]) -> Identity:
    home = Unknown(f"the home tenant of guest `{fields['address']}` is not declared") if kind == "guest" else None
    return Identity(**fields, kind=kind, person=True, home_tenant=home, privileges=held.get(fields["address"], ()))


def groups(book: Book) -> Iterator[Identity]:
    """Groups with their members; a group only looked up, or filled by a rule, may have others."""
    held = privileges(book)
    for d in (*book.of(*GROUPS), *looked_up(book, "azuread_group", "azuread_groups")):
        guests = _guests(book, d)
        yield from guests
        members = tuple(dict.fromkeys((*_members(book, d), *(g.address for g in guests))))
        shown = d.mode == "managed" and not dynamic(d) and not any(isinstance(m, Unknown) for m in members)
        yield Identity(
            **_fields(book, d),
            kind="group",
            members=members,
            timed=tuple(_timed(book, d)),
            members_known=shown,
            members_kept=bool(members) or d.attrs.get("members") is not None,
            owners=tuple(principal(book, o) for o in texts(d.attrs.get("owners"))),
            person=_of_people(book, members, shown=shown),
            role_assignable=switch(d.attrs.get("assignable_to_role"), False),
            privileges=held.get(d.address, ()),
        )


def _guests(book: Book, d: Declared) -> tuple[Identity, ...]:
    """Those whom the group's rule takes in, as one guest."""
    admitted = admits_guests(d)
    if admitted is False:
        return ()
    address = f"{d.address}#guests"
    home = Unknown(f"the home tenants of the guests in `{d.address}` are not declared")
    own = _fields(book, d) | {"address": address, "name": f"guests in {d.address}", "ids": ()}
    return (Identity(**own, kind="guest", person=True, home_tenant=home, exists=admitted),)


def dynamic(d: Declared) -> bool:
    """Whether a rule fills the group."""
    kinds = [str(t).casefold() for t in texts(d.attrs.get("types"))]
    return bool(blocks(d.attrs, "dynamic_membership")) or "dynamicmembership" in kinds


def _members(book: Book, d: Declared) -> Iterator[Fact[str]]:
    """Members inline, by separate resources, and by PIM schedules that are active now."""
    listed = d.attrs.get("members")
    if isinstance(listed, Unknown):
        yield listed
    else:
        yield from (principal(book, m) for m in listed or ())
    for one in _naming_group(book, "azuread_group_member", "group_object_id", d):
        yield principal(book, one.attrs.get("member_object_id"))
    yield from doubts(book, "azuread_group_member", "group_object_id", d)
    for one in _naming_group(book, "azuread_privileged_access_group_assignment_schedule", "group_id", d):
        if str(one.attrs.get("assignment_type", "member")).casefold() == "member":
            yield principal(book, one.attrs.get("principal_id"))


def _timed(book: Book, d: Declared) -> Iterator[Fact[str]]:
    """Members that must activate, and active ones whose schedule ends (registry.terraform.io, azuread_privileged_access_group_*)."""
    for one in _naming_group(book, "azuread_privileged_access_group_eligibility_schedule", "group_id", d):
        yield principal(book, one.attrs.get("principal_id"))
    for one in _naming_group(book, "azuread_privileged_access_group_assignment_schedule", "group_id", d):
        if one.attrs.get("permanent_assignment") in (None, False):
            yield principal(book, one.attrs.get("principal_id"))


def _naming_group(book: Book, kind: str, key: str, group: Declared) -> list[Declared]:
    own = {book.names(group.address).get("object_id"), group.address}
    return [d for d in book.of(kind) if address_or_id(book, d.attrs.get(key), *GROUPS) in own]


def _of_people(book: Book, members: tuple[Fact[str], ...], *, shown: bool) -> Fact[bool]:
    """A group is one of people unless everything that it shows as its members is a machine's identity."""
    resolved = [book.by_address.get(m.split("#", 1)[0]) if isinstance(m, str) else None for m in members]
    machines = [r is not None and r.type not in (*PEOPLE, *GROUPS) for r in resolved]
    return not (machines and shown and all(machines))


def applications(book: Book) -> Iterator[Identity]:
    """Service principals, with the owners and outside token issuers of their application; applications without one."""
    held = privileges(book)
    served: set[str] = set()
    for d in (*book.of(PRINCIPAL), *looked_up(book, PRINCIPAL)):
        found = book.resolve(first(d.attrs, "client_id", "application_id"), *APPLICATIONS)
        app = book.by_address.get(found) if isinstance(found, str) else None
        served |= {app.address} if app else set()
        yield _application(book, d, app, held)
    for d in (*book.of(*APPLICATIONS), *looked_up(book, "azuread_application")):
        if d.address not in served:
            yield _application(book, d, d, held)


def _application(book: Book, d: Declared, app: Declared | None, held: Mapping[str, tuple[str, ...]]) -> Identity:
    fields = _fields(book, d, "client_id", "application_id")
    if app is not None and app is not d:
        fields["ids"] = (*fields["ids"], *_fields(book, app, "client_id", "application_id")["ids"])
        fields["name"] = fields["name"] or text(book.spell(app.attrs.get("display_name")))
    owners = [o for x in (d, app) if x is not None for o in _owners(book, x)]
    return Identity(
        **fields,
        kind="service-principal",
        owners=tuple(dict.fromkeys(owners)),
        federations=tuple(_federations(book, app)) if app else (),
        privileges=held.get(d.address, ()),
        home_tenant=_publisher(d),
    )


_MICROSOFT: Final = frozenset(("f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"))
"""The tenants in which Microsoft registers its own services."""


def _publisher(d: Declared) -> str | None:
    """The tenant that holds the credentials of an application, where that is known to be another than its own."""
    stated, own = d.attrs.get("application_tenant_id"), d.home.tenant
    abroad = isinstance(stated, str) and isinstance(own, str) and stated.casefold() not in (own.casefold(), *_MICROSOFT)
    return stated if abroad else None


def _owners(book: Book, d: Declared) -> Iterator[Fact[str]]:
    yield from (principal(book, o) for o in texts(d.attrs.get("owners")))
    for one in children(book, "azuread_application_owner", "application_id", d):
        yield principal(book, one.attrs.get("owner_object_id"))
    yield from (principal(book, first(a.attrs, "principal_object_id", "member_object_id")) for a in _administrations(book, d))


def _administrations(book: Book, d: Declared) -> Iterator[Declared]:
    """Roles over applications that are given over this one alone: as good as owning it (…/custom-enterprise-apps, "scope")."""
    for one in book.of(*HOLDERS):
        scope, role = scope_of(one), role_name(book, first(one.attrs, "role_id", "role_object_id"))
        if scope and role in ("Application Administrator", "Cloud Application Administrator"):
            named = {a for a, _ in symbols(str(scope))}
            own = book.names(d.address).get("object_id", "")
            if d.address in named or str(scope).strip("/").casefold() == own.casefold():
                yield one


def _federations(book: Book, app: Declared) -> Iterator[Federation]:
    kinds = ("azuread_application_federated_identity_credential", "azuread_application_flexible_federated_identity_credential")
    for one in children(book, kinds, ("application_id", "application_object_id"), app):
        yield Federation(
            issuer=text(book.spell(one.attrs.get("issuer"))) or Unknown(f"the issuer of {one.address}"),
            subject=text(book.spell(first(one.attrs, "subject", "claims_matching_expression"))) or Unknown(f"the subject of {one.address}"),
            audiences=texts(first(one.attrs, "audiences", "audience")),
            address=one.address,
            origin=one.origin,
        )


def deployers(book: Book) -> Iterator[Identity]:
    """Whoever runs Terraform (`client_config`): an identity of the own tenant; a person where a role assignment says so.

    Azure refuses an assignment whose `principal_type` is not the principal's: learn.microsoft.com/azure/role-based-access-control/role-assignments-rest
    """
    types = {
        (principal(book, a.attrs.get("principal_id")), text(a.attrs.get("principal_type"))) for a in book.of("azurerm_role_assignment")
    }
    clients = book.data(*CLIENTS)
    kinds = {kind for who, kind in types if who in {d.address for d in clients}}
    for d in clients:
        why: Fact[bool] = Unknown(f"`{d.address}` is whoever runs Terraform: a person or a pipeline")
        if len(kinds & {"User", "ServicePrincipal"}) == 1:
            why = "User" in kinds
        ids = tuple(symbol(d.address, k) for k in ("object_id", "client_id"))
        yield Identity(**{**_fields(book, d), "ids": ids}, kind="service-principal", person=why)
