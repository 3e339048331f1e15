# SPDX-License-Identifier: Apache-2.0
"""Homes of planned resources: `configuration.provider_config` with variables filled in, and what data sources were answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Home
from intramuros.sources.terraform import homes
from intramuros.sources.terraform.filling import is_expression
from intramuros.sources.terraform.showjson import ProviderConfig
from intramuros.sources.terraform.trail import At, Place, Trail

_REGION: Final = lazy(r"[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}")
_LISTS: Final = frozenset({"allowed_account_ids", "forbidden_account_ids"})


class Homes:
    """The home behind each `provider_config_key`."""

    def __init__(
        self, configs: Mapping[str, ProviderConfig], trail: Trail, answers: Callable[[str], Iterable[tuple[str, dict[str, Any]]]]
    ) -> None:
        self._configs = configs
        self._trail = trail
        self._answers = answers
        """Provider key → (type, values) of data sources that this configuration has answered."""
        self._made: dict[str, tuple[str, Home]] = {}

    def of(self, key: str, attrs: Mapping[str, Any]) -> Home:
        """The home of one resource."""
        kind, home = self._configured(key)
        if isinstance(home.default_tags, Unknown) and isinstance(attrs.get("tags_all"), dict):
            home = msgspec.structs.replace(home, default_tags=attrs["tags_all"])
        return homes.moved(homes.settled(home, attrs), attrs, kind)

    def _configured(self, key: str) -> tuple[str, Home]:
        if key not in self._made:
            config = self._configs.get(key) or self._configs.get(key.rsplit(":", 1)[-1]) or ProviderConfig(name=key.rsplit(":", 1)[-1])
            name = f"{config.name}.{config.alias}" if config.alias else config.name
            kind = name.split(".", maxsplit=1)[0]
            home = homes.home_of(kind, self._evaluated(config), name=name, version=config.version_constraint)
            self._made[key] = kind, self._answered(key, home)
        return self._made[key]

    def _evaluated(self, config: ProviderConfig) -> dict[str, Any]:
        place = self._trail.place(config.module_address)
        if place is None or config.expressions is None:
            return {}
        made = {n: self._value(e, place, n) for n, e in config.expressions.items() if n != "features"}
        region = made.get("region")
        if isinstance(region, str) and not _REGION.fullmatch(region):
            made["region"] = Unknown(f"the region of provider `{config.name}` is composed in a way that a plan does not show")
        return made

    def _value(self, shown: Any, place: Place, name: str) -> Any:
        if isinstance(shown, list):
            return [self._value(s, place, name) for s in shown]
        if isinstance(shown, dict) and not is_expression(shown):
            return {k: self._value(v, place, k) for k, v in shown.items()} if shown else Unknown(f"`{name}` is not shown in a plan")
        if isinstance(shown, dict) and "constant_value" in shown:
            return shown["constant_value"]
        targets = self._trail.targets(shown, At(place=place), name)
        if len(targets) == 1 and not isinstance(targets[0].value, dict):
            value = targets[0].value
            return [value] if name in _LISTS and not isinstance(value, list | Unknown) else value
        return Unknown(f"`{name}` of a provider is composed in a way that a plan does not show")

    def _answered(self, key: str, home: Home) -> Home:
        """What data sources that were read through this configuration say about it."""
        for kind, values in self._answers(key):
            region = values.get("region") or values.get("name")
            if kind == "aws_region" and not isinstance(home.region, str) and isinstance(region, str):
                home = msgspec.structs.replace(home, region=region)
            account = values.get("account_id") or values.get("subscription_id")
            if not isinstance(home.account, str) and isinstance(account, str):
                home = msgspec.structs.replace(home, account=account)
        return home
