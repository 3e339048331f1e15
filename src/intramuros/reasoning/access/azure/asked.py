# SPDX-License-Identifier: Apache-2.0
"""A request and its policies read from plain JSON: the shapes of the management API, each mistake named by its place.

With or without the `properties` envelope; keys compare without case, so that what `az role assignment list` and
`Get-AzRoleDefinition` print reads as well as the API's own answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

from msgspec import Struct

from intramuros.errors import BadInput
from intramuros.estate.values import Fact
from intramuros.reasoning.access.azure.conditions import Attributes, attribute_name
from intramuros.reasoning.access.azure.roles import Permission, Role, last_segment, permission
from intramuros.reasoning.access.azure.scopes import segments

EVERYONE: Final = "00000000-0000-0000-0000-000000000000"
"""The principal of a deny assignment that stands for every principal of the tenant (type `SystemDefined`)."""
NOW: Final = "environment[utcnow]"
_ACCOUNTS: Final = ("providers", "microsoft.storage", "storageaccounts")
_CONTAINERS: Final = "microsoft.storage/storageaccounts/blobservices/containers"
_QUEUES: Final = "microsoft.storage/storageaccounts/queueservices/queues"
_LISTS: Final = ("actions", "notactions", "dataactions", "notdataactions")
T = TypeVar("T")


class Request(Struct, frozen=True, kw_only=True):
    """Who asks to do what where."""

    callers: frozenset[str]
    """Case-folded: the principal and its groups."""
    action: str
    data: bool
    scope: str
    ancestors: tuple[str, ...] | None
    """Management groups above the scope; None where they are not known."""
    suboperation: str
    attributes: Attributes


class Assigned(Struct, frozen=True, kw_only=True):
    """A role assignment, active or eligible."""

    name: str
    principal: str
    scope: str
    role: str
    condition: str | None
    starts: str | None
    ends: str | None
    eligible: bool


class Denied(Struct, frozen=True, kw_only=True):
    """A deny assignment."""

    name: str
    everyone: bool
    principals: frozenset[str]
    excluded: frozenset[str]
    scope: str
    alone: bool
    """It does not reach the scopes below its own."""
    blocks: tuple[Permission, ...]
    condition: str | None


class Policies(Struct, frozen=True, kw_only=True):
    """Everything that a request is decided against."""

    roles: Mapping[str, Role]
    """By id, guid and name, case-folded."""
    assigned: tuple[Assigned, ...]
    denied: tuple[Denied, ...]


class _At(Struct, frozen=True):
    """A value of the input and where it stands."""

    value: Any
    path: str

    def wrong(self, wanted: str) -> BadInput:
        said = "nothing" if self.value is None else f"a {type(self.value).__name__}"
        return BadInput(f"{wanted} was expected, but there is {said}", where=self.path)

    def fields(self) -> dict[str, _At]:
        """The members by folded key, those of the envelope with the outer ones; the inner win."""
        if not isinstance(self.value, Mapping):
            raise self.wrong("an object")
        found = {str(k).casefold(): _At(v, f"{self.path}.{k}") for k, v in self.value.items()}
        inner = found.get("properties")
        return found | inner.fields() if inner is not None and isinstance(inner.value, Mapping) else found

    def items(self) -> Iterator[_At]:
        if self.value is None:
            return
        if not isinstance(self.value, list | tuple):
            raise self.wrong("a list")
        yield from (_At(v, f"{self.path}[{i}]") for i, v in enumerate(self.value))

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.wrong("a text")
        return self.value.strip()

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("true or false")
        return self.value


def _member(fields: Mapping[str, _At], path: str, *names: str) -> _At:
    """The first of several spellings of a member that is there; of none, the place where the first would stand."""
    return next((fields[n.casefold()] for n in names if n.casefold() in fields), _At(None, f"{path}.{names[0]}"))


def _maybe(at: _At, read: Callable[[_At], T], absent: T) -> T:
    return absent if at.value is None else read(at)


def request_of(given: Mapping[str, Any]) -> Request:
    """A request, its attributes with those that its scope spells."""
    root = _At(given, "$")
    fields = root.fields()

    def member(name: str) -> _At:
        return _member(fields, "$", name)

    groups = [g.text().casefold() for g in member("groups").items()]
    scope = member("scope").text()
    known = member("ancestors")
    stated = {attribute_name(k): v for k, v in _stated(member("attributes"))}
    if (time := member("time")).value is not None:
        stated[NOW] = (time.text(),)
    return Request(
        callers=frozenset((member("principal").text().casefold(), *groups)),
        action=member("action").text(),
        data=_maybe(member("data"), _At.flag, False),
        scope=scope,
        ancestors=None if known.value is None else tuple(a.text() for a in known.items()),
        suboperation=_maybe(member("suboperation"), _At.text, ""),
        attributes={**spelled(scope), **stated},
    )


def _stated(attributes: _At) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`@Resource[…]` to a value or a list of them; an empty list says that the attribute does not exist."""
    if attributes.value is None:
        return
    if not isinstance(attributes.value, Mapping):
        raise attributes.wrong("an object")
    for name, value in attributes.value.items():
        values = value if isinstance(value, list | tuple) else [value]
        for one in values:
            if not isinstance(one, str | bool | int | float):
                raise _At(one, f"{attributes.path}[{name!r}]").wrong("a text, a number or a truth value")
        yield str(name), tuple(str(v) for v in values)


def spelled(scope: str) -> dict[str, Fact[tuple[str, ...]]]:
    """The attributes of storage that a resource id spells: names of account, container and queue, path of the blob."""
    parts = [s for s in scope.split("/") if s]
    folded = segments(scope)
    at = next((i for i in range(len(folded)) if folded[i : i + 3] == _ACCOUNTS), None)
    if at is None:
        return {}
    within, names = folded[at + 4 :], parts[at + 4 :]
    found: dict[str, Fact[tuple[str, ...]]] = {}
    if parts[at + 3 : at + 4]:
        found["resource[microsoft.storage/storageaccounts:name]"] = (parts[at + 3],)
    for service, kind, attribute in (("blobservices", "containers", _CONTAINERS), ("queueservices", "queues", _QUEUES)):
        if within[:1] == (service,) and within[2:3] == (kind,) and len(names) > 3:
            found[f"resource[{attribute}:name]"] = (names[3],)
    if within[:1] == ("blobservices",) and within[4:5] == ("blobs",) and len(names) > 5:
        found[f"resource[{_CONTAINERS}/blobs:path]"] = ("/".join(names[5:]),)
    return found


def policies_of(given: Mapping[str, Any]) -> Policies:
    """Role definitions, role assignments (`role_eligibilities` beside them) and deny assignments."""
    fields = _At(given, "$").fields()

    def listed(name: str) -> Iterator[_At]:
        return _member(fields, "$", name).items()

    eligible = (_assigned(a, eligible=True) for a in listed("role_eligibilities"))
    return Policies(
        roles=_roles(listed("role_definitions")),
        assigned=(*(_assigned(a) for a in listed("role_assignments")), *eligible),
        denied=tuple(_denied(d) for d in listed("deny_assignments")),
    )


def _roles(listed: Iterator[_At]) -> dict[str, Role]:
    by_id: dict[str, Role] = {}
    by_name: dict[str, Role] = {}
    for at in listed:
        fields = at.fields()
        name = _maybe(_member(fields, at.path, "roleName", "displayName"), _At.text, "") or _maybe(
            _member(fields, at.path, "name"), _At.text, ""
        )
        role = Role(name=name, permissions=_permissions(fields, at.path), custom=True)
        if name:
            _keep(by_name, name, role, at)
        for key in ("id", "name"):
            said = _maybe(_member(fields, at.path, key), _At.text, "")
            if said and (key == "id" or last_segment(said) == said):
                _keep(by_id, last_segment(said), role, at)
    return by_name | by_id


def _keep(roles: dict[str, Role], key: str, role: Role, at: _At) -> None:
    """A role listed twice is one role; two that differ under one name are a mistake, whose order must not decide."""
    if roles.setdefault(key.casefold(), role).permissions != role.permissions:
        raise BadInput(f"another role definition with other permissions is also called `{key}`", where=at.path)


def _permissions(fields: Mapping[str, _At], path: str) -> tuple[Permission, ...]:
    """The permission blocks; one, where the lists stand in the open as PowerShell prints them."""
    blocks = _member(fields, path, "permissions")
    if blocks.value is None and any(k in fields for k in _LISTS):
        return (_block(_At({k: v.value for k, v in fields.items() if k in _LISTS}, path)),)
    return tuple(_block(b) for b in blocks.items())


def _block(at: _At) -> Permission:
    fields = at.fields()
    for key in _LISTS:
        for one in _member(fields, at.path, key).items():
            one.text()
    _maybe(_member(fields, at.path, "condition"), _condition, None)
    return permission({k: v.value for k, v in fields.items()})


def _condition(at: _At) -> str | None:
    if not isinstance(at.value, str):
        raise at.wrong("a condition's text")
    return at.value or None


def _name(fields: Mapping[str, _At], at: _At) -> str:
    said = _member(fields, at.path, "id", "name", "denyAssignmentName", "roleAssignmentName").value
    return said if isinstance(said, str) and said else at.path


def _assigned(at: _At, *, eligible: bool = False) -> Assigned:
    fields = at.fields()

    def maybe(*names: str) -> str | None:
        return _maybe(_member(fields, at.path, *names), _At.text, None)

    name = _name(fields, at)
    kind = f"{maybe('type') or ''} {name}".casefold()
    return Assigned(
        name=name,
        principal=_member(fields, at.path, "principalId", "objectId").text().casefold(),
        scope=_scope(fields, at, name),
        role=_member(fields, at.path, "roleDefinitionId", "roleDefinitionName").text(),
        condition=_maybe(_member(fields, at.path, "condition"), _condition, None),
        starts=maybe("startDateTime"),
        ends=maybe("endDateTime"),
        eligible=eligible or "roleeligibilityschedule" in kind,
    )


def _denied(at: _At) -> Denied:
    fields = at.fields()
    name = _name(fields, at)
    principals = list(_principals(_member(fields, at.path, "principals")))
    alone = _maybe(_member(fields, at.path, "doNotApplyToChildScopes"), _At.flag, False)
    return Denied(
        name=name,
        everyone=any(p == EVERYONE and kind in ("", "systemdefined", "everyone") for p, kind in principals),
        principals=frozenset(p for p, _ in principals if p != EVERYONE),
        excluded=frozenset(p for p, _ in _principals(_member(fields, at.path, "excludePrincipals")) if p != EVERYONE),
        scope=_scope(fields, at, name),
        alone=alone,
        blocks=_permissions(fields, at.path),
        condition=_maybe(_member(fields, at.path, "condition"), _condition, None),
    )


def _principals(listed: _At) -> Iterator[tuple[str, str]]:
    """Id and type, folded; the type is ''  where it is left out."""
    for at in listed.items():
        if isinstance(at.value, str):
            yield at.text().casefold(), ""
            continue
        fields = at.fields()
        kind = _maybe(_member(fields, at.path, "type", "objectType"), _At.text, "")
        yield _member(fields, at.path, "id", "objectId").text().casefold(), kind.casefold()


def _scope(fields: Mapping[str, _At], at: _At, name: str) -> str:
    """The scope as stated, else as the assignment's own id begins."""
    stated = _member(fields, at.path, "scope")
    if stated.value is not None:
        return stated.text()
    head, found, _ = name.casefold().rpartition("/providers/microsoft.authorization/")
    if not found:
        raise stated.wrong("a scope, here or at the beginning of the id,")
    return head or "/"
