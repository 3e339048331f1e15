# SPDX-License-Identifier: Apache-2.0
"""A state as declared resources: `terraform show -json` of a state, or a raw `terraform.tfstate` (version 4 and, roughly, 3).

Everything is known in a state, ARNs included; provider configurations are not in it, so a home is what ARNs and ids tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared, Home
from intramuros.sources.terraform import homes
from intramuros.sources.terraform.repetition import quoted
from intramuros.sources.terraform.showjson import Shown, ValueModule

_OLDEST: Final = 4


class Row(Struct, frozen=True):
    """One instance of a state."""

    address: str
    type: str
    mode: str
    attrs: dict[str, Any]
    provider: str


def read_state(shown: Shown, file: str) -> tuple[list[Declared], list[Gap]]:
    """Every resource and data source of a state."""
    origin = Origin(file=file, dialect="state")
    if shown.is_raw_state and shown.version < _OLDEST:
        gap = Gap(
            what=f"state version {shown.version} is too old",
            origin=origin,
            leaves_open="every resource in it: run `terraform init` to upgrade it",
        )
        return [], [gap]
    rows = list(_raw(shown.resources or ()) if shown.is_raw_state else _shown(shown.values.root_module if shown.values else None))
    usual = _usual_account(rows)
    return [_declared(row, origin, usual) for row in rows if row.mode in ("managed", "data")], []


def _declared(row: Row, origin: Origin, usual: str | None) -> Declared:
    kind = row.type.split("_", maxsplit=1)[0]
    account, region = homes.observed(row.attrs)
    where = region or (Unknown(f"the state does not say in which region `{row.address}` is") if kind == "aws" else None)
    home = Home(account=account or (usual if kind in ("aws", "azurerm") else None), region=where, name=row.provider)
    return Declared(
        address=row.address,
        type=row.type,
        mode="data" if row.mode == "data" else "managed",
        attrs=row.attrs,
        origin=origin,
        home=homes.moved(home, row.attrs, kind),
    )


def _usual_account(rows: Iterable[Row]) -> str | None:
    """The account that every ARN and id of the state names; None where they name several."""
    seen = Counter(account for row in rows if row.mode != "data" and (account := homes.observed(row.attrs)[0]))
    return next(iter(seen)) if len(seen) == 1 else None


def _shown(root: ValueModule | None) -> Iterator[Row]:
    stack = [root] if root else []
    while stack:
        module = stack.pop()
        for value in module.resources or ():
            yield Row(value.address, value.type, value.mode, value.values or {}, value.provider_name.rsplit("/", 1)[-1])
        stack.extend(reversed(module.child_modules or ()))


def _raw(resources: Iterable[dict[str, Any]]) -> Iterator[Row]:
    """The resources of a `terraform.tfstate`; entries of another shape are passed over."""
    for resource in resources:
        mode, kind, name = (str(resource.get(k) or "") for k in ("mode", "type", "name"))
        module = f"{resource['module']}." if resource.get("module") else ""
        own = f"{module}{'data.' if mode == 'data' else ''}{kind}.{name}"
        provider = str(resource.get("provider") or "").rsplit("/", 1)[-1].replace('"]', "")
        for instance in resource.get("instances") or ():
            attrs = instance.get("attributes") if isinstance(instance, dict) else None
            if isinstance(attrs, dict) and not instance.get("deposed"):
                yield Row(own + _suffix(instance.get("index_key")), kind, mode, attrs, provider)


def _suffix(key: Any) -> str:
    if key is None:
        return ""
    return f"[{quoted(key)}]" if isinstance(key, str) else f"[{key}]"
