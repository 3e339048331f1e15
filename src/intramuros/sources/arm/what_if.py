# SPDX-License-Identifier: Apache-2.0
"""Answers of `az deployment … what-if --no-pretty-print`: every resource as it will be.

https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-what-if
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.sources.arm.scopes import identifier, opened
from intramuros.sources.arm.template import ArmResource, Deployment
from intramuros.sources.documents import Document
from intramuros.sources.nodes import Node, lookup, origin_of

_GONE: Final = "delete"
_OPAQUE: Final = frozenset({"unsupported", "deploy"})
"""Azure says that the resource changes, or cannot say, and not to what."""


def changes(answer: Mapping[str, Any], document: Document) -> Deployment:
    """The resources that an answer tells of, after the change where there is one."""
    made = Deployment()
    whole = Origin(file=document.shown, line=1, dialect="arm")
    _troubles(answer, made, whole)
    for key, sure in (("changes", True), ("potentialChanges", Unknown("Azure says that it may be deployed"))):
        listed = lookup(answer, key) or lookup(lookup(answer, "properties"), key)
        for change in listed if isinstance(listed, list) else []:
            if isinstance(change, Mapping):
                _take(change, made, origin_of(change, whole), sure)
    return made


def _troubles(answer: Mapping[str, Any], made: Deployment, at: Origin) -> None:
    """What Azure says that it did not look at, and that the question failed."""
    inner = lookup(answer, "properties")
    found = [v for holder in (answer, inner) for v in (lookup(holder, "diagnostics"),) if isinstance(v, list)]
    told = [d for listed in found for d in listed if isinstance(d, Mapping) and str(lookup(d, "level")).casefold() != "info"]
    told += [e for holder in (answer, inner) if isinstance(e := lookup(holder, "error"), Mapping)]
    for one in told:
        what = f"what-if leaves something out: {str(lookup(one, 'message') or lookup(one, 'code'))[:300]}"
        made.gaps.append(Gap(what=what, origin=origin_of(one, at), leaves_open="what Azure did not look at"))


def _take(change: Mapping[str, Any], made: Deployment, origin: Origin, sure: bool | Unknown) -> None:
    kind = str(lookup(change, "changeType")).casefold()
    own = lookup(change, "resourceId")
    state = lookup(change, "after") or lookup(change, "before")
    named = opened(own) if isinstance(own, str) else None
    if kind == _GONE:
        return
    if named is None or not isinstance(state, Mapping):
        what = f"what-if does not say what `{own}` will be"
        made.gaps.append(Gap(what=what, origin=origin, leaves_open="every question about it"))
        return
    base, nested = named.base, named.kind.count("/") > 1
    body = {k: v for k, v in state.items() if k not in ("id", "name", "type", "apiVersion", "resourceGroup")}
    if kind in _OPAQUE:
        body["properties"] = Unknown("what-if does not say what the resource will be")
    made.resources.append(
        ArmResource(
            type=named.kind,
            version=str(lookup(state, "apiVersion") or ""),
            name="/".join(named.names),
            id=str(own),
            parent=identifier(base, named.kind.rsplit("/", 1)[0], named.names[:-1]) if nested else base,
            body=state.like(body) if isinstance(state, Node) else Node(body),
            origin=origin_of(state, origin),
            condition=sure,
        )
    )
