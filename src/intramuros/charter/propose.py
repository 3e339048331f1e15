# SPDX-License-Identifier: Apache-2.0
"""Proposes a charter for an estate: what it seems to protect, where it stands, which environments it has."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import yaml

from intramuros.charter.draw import draw
from intramuros.charter.environments import level_of
from intramuros.charter.form import Charter, EnvironmentForm
from intramuros.charter.zones import ZONES
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Container, Estate
from intramuros.estate.places import country
from intramuros.estate.stores import DataStore
from intramuros.estate.values import is_symbolic

_HEAD = """\
# Proposed by `intramuros init`: read it line by line before you keep it.
# What is not listed under `protect` is inferred from tags, links and names at every review.
"""


def propose(estate: Estate, *, today: dt.date) -> str:
    """A charter for the estate, as YAML text with a comment for what a human must decide."""
    bounds = draw(Charter(), estate, today=today)
    body = {
        "version": 1,
        "jurisdiction": _jurisdiction(estate),
        "environments": _environments(estate, bounds),
        "protect": _protect(estate, bounds),
        "trust": {"aws_accounts": [], "aws_organizations": [], "entra_tenants": [], "networks": [], "principals": []},
        "egress": {"allow": []},
        "depth": {"weights": 2, "patient-data": 1},
        "review_days": 90,
        "audit_days": 180,
        "break_glass": [],
    }
    text = yaml.safe_dump({k: v for k, v in body.items() if v != {}}, sort_keys=False, allow_unicode=True, width=120)
    return _HEAD + text


def _jurisdiction(estate: Estate) -> list[str]:
    """The narrowest zone that most of the estate's regions lie in; a human decides about the rest."""
    countries = Counter(c for r in estate.resources if isinstance(r.region, str) and (c := country(r.region)))
    if not countries:
        return ["eu"]
    main = {c for c, n in countries.items() if n * 10 >= sum(countries.values())}
    fitting = [name for name, members in ZONES.items() if main <= members and name in ("eu", "eea", "uk", "ch", "us", "ca", "au", "jp")]
    return [min(fitting, key=lambda n: len(ZONES[n]))] if fitting else sorted(c.lower() for c in main if c.lower() in ZONES)


def _environments(estate: Estate, bounds: Bounds) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for level, name in (("production", "production"), ("lower", "development")):
        groups = sorted({str(c.name) for c in estate.all(Container) if isinstance(c.name, str) and bounds.level(c.address) == level})
        tags = _tags(estate, bounds, level)
        selector: dict[str, object] = {}
        if groups:
            selector["resource_groups"] = groups
        if tags:
            selector["tags"] = tags
        if selector:
            found[name] = selector if level_of(name, EnvironmentForm()) == level else {**selector, "level": level}
    return found


def _tags(estate: Estate, bounds: Bounds, level: str) -> dict[str, list[str]]:
    said: dict[str, set[str]] = {}
    for resource in estate.resources:
        placed = bounds.placements.get(resource.address)
        if placed and placed.level == level and placed.why.startswith("tag "):
            key, _, value = placed.why.removeprefix("tag ").partition(" of ")[0].partition("=")
            said.setdefault(key, set()).add(value)
    return {k: sorted(v) for k, v in sorted(said.items())}


def _protect(estate: Estate, bounds: Bounds) -> list[dict[str, object]]:
    """Only what is inferred by links, groups or names: what bears a classification tag says so itself."""
    grouped: dict[str, list[str]] = {}
    for store in estate.all(DataStore):
        said = bounds.protected.get(store.address)
        if said and not said.why.startswith(("tag ", "copy of")) and not is_symbolic(store.address):
            for data in said.data:
                grouped.setdefault(data, []).append(store.address)
    return [{"data": data, "resources": sorted(addresses)} for data, addresses in sorted(grouped.items())]
