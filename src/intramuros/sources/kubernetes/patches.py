# SPDX-License-Identifier: Apache-2.0
"""Patches of a kustomization: strategic merges and JSON 6902 lists laid over an object.

kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/: maps merge, lists of things with names merge by name,
other lists are replaced, null deletes. What a patch that cannot be read would change is not known: the whole of what it aims at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import re2  # type: ignore[import-untyped]  # it ships no stubs
from msgspec import Struct

from intramuros.estate.values import Fact, Unknown, both
from intramuros.sources.marked import Marked

_KEYS: Final = ("name", "containerPort", "mountPath", "port", "ip")
"""By which the entries of a list are told apart; the first that every entry bears."""
_DEEPEST: Final = 40


class Patch(Struct, frozen=True, kw_only=True):
    """What is laid over which objects; a body of None cannot be read."""

    target: Mapping[str, Any] | None
    body: Any


def patched(found: Marked, patch: Patch) -> Marked:
    """An object with a patch laid over it, where the patch is about it."""
    aimed = _aims(patch, found)
    if aimed is not True:
        if isinstance(aimed, Unknown):
            found["spec"] = aimed
        return found
    if isinstance(patch.body, list):
        for operation in patch.body:
            _operate(found, operation)
        return found
    if isinstance(patch.body, Marked):
        metadata = found.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        _merged(found, {k: v for k, v in patch.body.items() if k not in ("apiVersion", "kind")}, 0)
        if isinstance(found.get("metadata"), dict):
            found["metadata"]["name"] = name  # a target decides whom a patch is about, whatever name it bears itself
        return found
    found["spec"] = Unknown("a patch of the kustomization cannot be read")
    return found


def _aims(patch: Patch, found: Marked) -> Fact[bool]:
    """Whether a patch is about an object; every part of a target must fit it."""
    metadata = found.get("metadata")
    own = metadata if isinstance(metadata, Mapping) else {}
    if patch.target is None:
        body = patch.body if isinstance(patch.body, Mapping) else {}
        named = body.get("metadata")
        named = named if isinstance(named, Mapping) else {}
        spaced = named.get("namespace") in (None, own.get("namespace"))
        return patch.body is None or (body.get("kind") == found.get("kind") and named.get("name") == own.get("name") and spaced)
    group, _, version = str(found.get("apiVersion", "")).rpartition("/")
    said = {"kind": found.get("kind"), "name": own.get("name"), "namespace": own.get("namespace"), "group": group, "version": version}
    if not all(_fits(patch.target.get(part), value) for part, value in said.items()):
        return False
    return both(*(_selects(patch.target.get(f"{s}Selector"), own.get(f"{s}s")) for s in ("label", "annotation")))


_EQUALITY: Final = re2.compile(r"\s*([\w./-]+)\s*(?:(==|=|!=)\s*([\w./-]*)\s*)?")


def _selects(selector: Any, borne: Any) -> Fact[bool]:
    """Whether a selector of a target takes an object in; one that asks for more than equality is not followed."""
    if not selector:
        return True
    parts = [_EQUALITY.fullmatch(p) for p in selector.split(",")] if isinstance(selector, str) and len(selector) <= 2000 else [None]
    own = borne if isinstance(borne, Mapping) else {}
    if isinstance(borne, Unknown) or None in parts:
        return Unknown(f"whether the patch for `{str(selector)[:80]}` of the kustomization is about it cannot be followed")
    return all(_says(own, *p.groups()) for p in parts if p is not None)


def _says(borne: Mapping[Any, Any], key: str, sign: str | None, value: str | None) -> bool:
    if sign is None:
        return key in borne
    return (str(borne.get(key)) == value if key in borne else False) is (sign != "!=")


def _fits(wanted: Any, said: Any) -> bool:
    """Targets are regular expressions over the whole name; kustomize anchors them."""
    if wanted is None:
        return True
    if not isinstance(wanted, str) or len(wanted) > 200:
        return False
    try:
        return re2.fullmatch(wanted, str(said)) is not None
    except re2.error:
        return wanted == str(said)


def _merged(under: Any, over: Any, depth: int) -> Any:
    if not isinstance(over, Mapping) or not isinstance(under, dict) or depth > _DEEPEST:
        return over
    if over.get("$patch") == "delete":
        return None
    if over.get("$patch") == "replace":
        return over
    for key, value in over.items():
        if value is None:
            under.pop(key, None)
        elif isinstance(value, list) and isinstance(under.get(key), list):
            under[key] = _merged_list(under[key], value, depth)
        else:
            made = _merged(under.get(key), value, depth + 1)
            if made is None:
                under.pop(key, None)
            else:
                under[key] = made
    return under


def _merged_list(under: list[Any], over: list[Any], depth: int) -> list[Any]:
    key = next((k for k in _KEYS if all(isinstance(v, Mapping) and k in v for v in (*under, *over))), None)
    if key is None:
        return over
    made = {str(v[key]): v for v in under}
    for one in over:
        name = str(one[key])
        laid = _merged(made.get(name), one, depth + 1)
        if laid is None:
            made.pop(name, None)
        else:
            made[name] = laid
    return list(made.values())


def _operate(found: Marked, operation: Any) -> None:
    """One operation of RFC 6902; what cannot be followed leaves the section unknown."""
    if not isinstance(operation, Mapping) or not isinstance(operation.get("path"), str):
        found["spec"] = Unknown("a patch of the kustomization cannot be read")
        return
    steps = [s.replace("~1", "/").replace("~0", "~") for s in operation["path"].strip("/").split("/")]
    holder: Any = found
    for step in steps[:-1]:
        holder = _step(holder, step)
    if not _apply(holder, steps[-1], str(operation.get("op")), operation.get("value")) and operation.get("op") != "test":
        found[steps[0]] = Unknown(f"the patch at {operation['path'][:80]} of the kustomization cannot be followed")


def _step(holder: Any, step: str) -> Any:
    if isinstance(holder, list):
        return holder[int(step)] if step.isdecimal() and int(step) < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None


def _apply(holder: Any, last: str, kind: str, value: Any) -> bool:
    if isinstance(holder, list) and kind == "add" and last == "-":
        holder.append(value)
        return True
    if isinstance(holder, list) and last.isdecimal() and int(last) < len(holder) + (kind == "add"):
        return _in_list(holder, int(last), kind, value)
    if not isinstance(holder, dict) or kind not in ("add", "replace", "remove"):
        return False
    if kind == "remove":
        holder.pop(last, None)
    else:
        holder[last] = value
    return True


def _in_list(holder: list[Any], at: int, kind: str, value: Any) -> bool:
    if kind == "add":
        holder.insert(at, value)
    elif kind == "replace":
        holder[at] = value
    elif kind == "remove":
        del holder[at]
    return kind in ("add", "replace", "remove")
