# SPDX-License-Identifier: Apache-2.0
"""Role definitions, and who holds which role at which scope: assignments, PIM schedules, Lighthouse delegations."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import structs

from intramuros.estate.access import Lock, RoleAssignment, RoleDefinition
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, symbols
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.attributes import number as whole
from intramuros.sources.azure.accounts import account_address, canonical
from intramuros.sources.azure.common import first, head, owner
from intramuros.sources.azure.principals import principal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ROLE = "azurerm_role_definition"
COSMOS_ROLE = "azurerm_cosmosdb_sql_role_definition"
HSM_ROLE = "azurerm_key_vault_managed_hardware_security_module_role_definition"
ASSIGNMENTS = (
    "azurerm_role_assignment",
    "azurerm_pim_active_role_assignment",
    "azurerm_pim_eligible_role_assignment",
    "azurerm_cosmosdb_sql_role_assignment",
    "azurerm_key_vault_managed_hardware_security_module_role_assignment",
)
LOCK = "azurerm_management_lock"
THROUGH_GROUP = "azuread_privileged_access_group_eligibility_schedule"
_GUID = lazy(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_KEYS = {"actions": "actions", "not_actions": "notActions", "data_actions": "dataActions", "not_data_actions": "notDataActions"}


@cache
def _role_names() -> Mapping[str, str]:
    loaded: Mapping[str, str] = json.loads(files("intramuros.sources.azure").joinpath("role_names.json").read_text("utf-8"))
    return loaded


def definitions(book: Book) -> Iterator[RoleDefinition]:
    """Custom roles in the shape of the management API."""
    for d in book.of(ROLE, COSMOS_ROLE, HSM_ROLE):
        own = book.names(d.address)
        fields = head(book, d)
        extra = tuple(v for k, v in own.items() if k in ("role_definition_resource_id", "role_definition_id"))
        fields |= {"ids": tuple(dict.fromkeys((*fields["ids"], *extra))), "name": text(first(d.attrs, "role_name", "name"))}
        yield RoleDefinition(**fields, permissions=_permissions(book, d), scopes=texts(book.spell(d.attrs.get("assignable_scopes"))))


def _permissions(book: Book, d: Declared) -> Fact[tuple[dict[str, Any], ...]]:
    key = "permission" if d.type == HSM_ROLE else "permissions"
    if missing := unknown_in(d.attrs, key):
        return missing
    found = blocks(d.attrs, key)
    return tuple({camel: _listed(book, one.get(snake)) for snake, camel in _KEYS.items()} for one in found)


def _listed(book: Book, value: Any) -> Any:
    return value if isinstance(value, Unknown) else list(book.spell(value) or [])


def assignments(book: Book) -> Iterator[RoleAssignment]:
    """Assignments at Azure scopes, permanent or scheduled, and those inside a Cosmos account or a managed HSM."""
    direct, active, eligible, cosmos, hsm = ASSIGNMENTS
    for d in book.of(direct):
        yield _assignment(book, d, d.attrs.get("scope"))
    for d in book.of(active):
        yield _assignment(book, d, d.attrs.get("scope"), permanent=_endless(d), until=_until(d))
    for d in book.of(eligible):
        yield _assignment(book, d, d.attrs.get("scope"), state="eligible", permanent=_endless(d), until=_until(d))
    for d in book.of(cosmos):
        account = owner(book, d.attrs.get("account_name"), "azurerm_cosmosdb_account")
        yield _assignment(book, d, first(d.attrs, "scope") or (book.names(account).get("id") if account else None))
    for d in book.of(hsm):
        yield _assignment(book, d, d.attrs.get("managed_hsm_id"))


def locks(book: Book) -> Iterator[Lock]:
    """Management locks, each at the scope that it is put on."""
    for d in book.of(LOCK):
        scope, level = d.attrs.get("scope"), text(d.attrs.get("lock_level"))
        yield Lock(
            **head(book, d),
            scope=canonical(book, text(book.spell(scope)) or Unknown(f"the scope of {d.address}")),
            scope_address=scope_address(book, scope),
            read_only=level if isinstance(level, Unknown) else level is not None and level.casefold() == "readonly",
        )


def _assignment(
    book: Book, d: Declared, scope: Any, *, state: Any = "active", permanent: Fact[bool] = True, until: Fact[str | None] = None
) -> RoleAssignment:
    return RoleAssignment(
        **head(book, d),
        scope=canonical(book, text(book.spell(scope)) or Unknown(f"the scope of {d.address}")),
        scope_address=scope_address(book, scope),
        role=role(book, d.attrs),
        principal=principal(book, d.attrs.get("principal_id")),
        condition=text(book.spell(d.attrs.get("condition"))),
        state=state,
        permanent=permanent,
        until=until,
    )


def _until(d: Declared) -> Fact[str | None]:
    """The end as a date, where the schedule writes one down: an end, or a beginning with a duration."""
    schedule = block(d.attrs, "schedule")
    ends = block(schedule, "expiration")
    stated, begins = text(ends.get("end_date_time")), text(schedule.get("start_date_time"))
    if stated is not None:
        return stated
    days, hours = whole(ends.get("duration_days"), 0), whole(ends.get("duration_hours"), 0)
    if not isinstance(begins, str) or not isinstance(days, int) or not isinstance(hours, int) or not days + hours:
        return None
    try:
        return (dt.datetime.fromisoformat(begins) + dt.timedelta(days=days, hours=hours)).isoformat()
    except (ValueError, OverflowError):
        return None


def _endless(d: Declared) -> Fact[bool]:
    """A schedule without an expiration never ends."""
    if missing := unknown_in(d.attrs, "schedule"):
        return missing
    ends = block(d.attrs, "schedule", "expiration")
    stated = first(ends, "duration_days", "duration_hours", "end_date_time")
    return stated if isinstance(stated, Unknown) else not stated


def scope_address(book: Book, scope: Any) -> str | None:
    """The resource, group or subscription that a scope names."""
    spelled = book.spell(scope)
    subscription = re.fullmatch(r"/subscriptions/([^/]+)/?", spelled, re.IGNORECASE) if isinstance(spelled, str) else None
    return account_address(book, subscription[1]) if subscription else owner(book, scope)


def role(book: Book, attrs: Mapping[str, Any]) -> Fact[str]:
    """The name of a built-in role, the address of a custom one."""
    named = text(book.spell(attrs.get("role_definition_name")))
    if named is not None:
        return _custom(book, "name", named) or named
    stated = text(attrs.get("role_definition_id"))
    if stated is None or isinstance(stated, Unknown):
        return stated or Unknown("the role is not stated")
    for address, _ in symbols(stated):
        if (d := book.by_address.get(address)) and d.type in (ROLE, COSMOS_ROLE, HSM_ROLE):
            return _looked_up(book, d) if d.mode == "data" else address
    return by_guid(book, str(book.spell(stated)))


def _looked_up(book: Book, d: Declared) -> Fact[str]:
    named = text(book.spell(first(d.attrs, "name", "role_name")))
    if named is not None:
        return _custom(book, "name", named) or named
    return by_guid(book, str(d.attrs.get("role_definition_id", "")))


def by_guid(book: Book, text_with_guid: str) -> Fact[str]:
    """The role that the last part of an id denotes; the id where the data knows none."""
    found = _GUID.findall(text_with_guid.rsplit("/", 1)[-1])
    if not found:
        return _found_by_plan(book, text_with_guid) or text_with_guid or Unknown("the role is not stated")
    guid = found[-1].casefold()
    return _custom(book, "role_definition_id", guid) or _role_names().get(guid, text_with_guid)


def _found_by_plan(book: Book, role_id: str) -> str | None:
    """The name of a role that a plan looked up, by the id it found."""
    for d in book.data(ROLE):
        own, named = d.attrs.get("id"), d.attrs.get("name")
        if isinstance(own, str) and isinstance(named, str) and own and role_id.casefold().endswith(own.casefold()):
            return named
    return None


def _custom(book: Book, key: str, value: Any) -> str | None:
    return next((d.address for d in book.of(ROLE) if str(book.spell(d.attrs.get(key))).casefold() == str(value).casefold()), None)


def through_groups(book: Book) -> Iterator[RoleAssignment]:
    """Roles that somebody may activate by activating a membership (PIM for Groups): eligible, as the membership is."""
    schedules = [d for d in book.of(THROUGH_GROUP) if str(d.attrs.get("assignment_type", "member")).casefold() == "member"]
    held = list(assignments(book)) if schedules else []
    for d in schedules:
        group, who = principal(book, d.attrs.get("group_id")), principal(book, d.attrs.get("principal_id"))
        for number, one in enumerate(a for a in held if a.principal == group):
            fields = {"address": f"{d.address}#{number}", "type": d.type, "origin": d.origin, "ids": (), "name": None}
            yield structs.replace(
                one, **fields, principal=who, state="eligible", permanent=switch(d.attrs.get("permanent_assignment"), False)
            )


def delegations(book: Book) -> Iterator[RoleAssignment]:
    """Lighthouse: each authorization of a definition, at the scope of each of its assignments."""
    for d in book.of("azurerm_lighthouse_assignment"):
        definition = book.by_address.get(owner(book, d.attrs.get("lighthouse_definition_id"), "azurerm_lighthouse_definition") or "")
        if definition is not None:
            yield from _authorizations(book, d, definition)


def _authorizations(book: Book, d: Declared, definition: Declared) -> Iterator[RoleAssignment]:
    kinds: tuple[tuple[str, Any], ...] = (("authorization", "active"), ("eligible_authorization", "eligible"))
    found = [(one, state) for key, state in kinds for one in blocks(definition.attrs, key)]
    for number, (one, state) in enumerate(found):
        suffix = f"#{number}" if number else ""
        yield RoleAssignment(
            **head(book, d, suffix=suffix),
            scope=canonical(book, text(book.spell(d.attrs.get("scope"))) or Unknown(f"the scope of {d.address}")),
            scope_address=scope_address(book, d.attrs.get("scope")),
            role=role(book, one),
            principal=text(book.spell(one.get("principal_id"))) or Unknown("the principal of the delegation"),
            state=state,
            tenant=text(book.spell(definition.attrs.get("managing_tenant_id"))),
            delegation=definition.address,
        )
