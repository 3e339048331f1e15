# SPDX-License-Identifier: Apache-2.0
"""Evaluated ARM resources as declared ones, in the shape of azapi, which the Azure lowering translates type by type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic
from intramuros.sources.arm.later import SUBSCRIPTION
from intramuros.sources.arm.scopes import shown
from intramuros.sources.arm.template import ArmResource
from intramuros.sources.azure.arm import segments
from intramuros.sources.azure.azapi import RESOURCE, canonical
from intramuros.sources.declared import Declared, Home

_SUBSCRIPTION: Final = lazy(r"/subscriptions/([^/]+)", re.IGNORECASE)


def declared(resources: Iterable[ArmResource]) -> Iterator[Declared]:
    """Each resource in the shape that every lowering of Azure starts from.

    Where one name stands in two groups or at two scopes, all of that name are called by their whole id.
    """
    several = list(resources)
    ids: dict[str, set[str]] = {}
    for resource in several:
        ids.setdefault(resource.address, set()).add(resource.id.casefold())
    for resource in several:
        alone = len(ids[resource.address]) == 1
        yield _declared(resource, resource.address if alone else shown(resource.id).lstrip("/"))


def _declared(r: ArmResource, address: str) -> Declared:
    body = r.body
    common = {k: body[k] for k in ("location", "tags") if k in body}
    return Declared(
        address=address,
        type=RESOURCE,
        told=canonical(r.type),
        mode="data" if r.existing else "managed",
        attrs={
            "type": f"{r.type}@{r.version}",
            "name": segments(r.name)[-1],
            "parent_id": r.parent,
            "resource_id": r.id,
            "body": body,
            **common,
            **({"identity": identity(body["identity"])} if "identity" in body else {}),
        },
        origin=r.origin,
        lines={k: at for k in common if (at := body.where(k))},
        home=Home(account=_account(r.id)),
        symbolic_instance=r.many or isinstance(r.condition, Unknown),
    )


def identity(value: Any) -> Any:
    """`identity` as azurerm's block: the ids that ARM keeps as keys are a list there."""
    if not isinstance(value, Mapping):
        return value
    given = value.get("userAssignedIdentities")
    ids = [*given] if isinstance(given, Mapping) else given
    return [{k: v for k, v in (("type", value.get("type")), ("identity_ids", ids)) if v is not None}]


def _account(own: str) -> str | None:
    found = _SUBSCRIPTION.match(own)
    return found[1] if found and found[1] != SUBSCRIPTION and not is_symbolic(found[1]) else None
