# SPDX-License-Identifier: Apache-2.0
"""Draws the charter over an estate: what is protected, where each thing belongs, whom the hospital trusts, as plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from intramuros.charter.classes import classify
from intramuros.charter.environments import level_of, place
from intramuros.charter.form import Charter
from intramuros.charter.select import addressed, named, tagged
from intramuros.charter.zones import approved_regions, approved_zones
from intramuros.estate.bounds import DATA_CLASSES, Bounds, Grant
from intramuros.estate.globs import matches
from intramuros.estate.graph import Estate
from intramuros.estate.places import regions
from intramuros.estate.resource import Environment, Resource

_PATIENT: Final = tuple(c for c in DATA_CLASSES if c != "weights")


def draw(charter: Charter, estate: Estate, *, today: dt.date) -> Bounds:
    """Everything the charter says, resolved against one estate."""
    return Bounds(
        protected=classify(estate, charter),
        placements=place(estate, charter),
        account_levels=_account_levels(charter),
        regions=approved_regions(charter.jurisdiction),
        zones=approved_zones(charter.jurisdiction),
        known_regions=regions(),
        trusted_accounts=_own_accounts(charter, estate) | frozenset(charter.trust.aws_accounts),
        trusted_organizations=frozenset(charter.trust.aws_organizations),
        trusted_tenants=frozenset(t.casefold() for t in charter.trust.entra_tenants),
        trusted_networks=tuple(charter.trust.networks),
        trusted_principals=frozenset(charter.trust.principals),
        grants=tuple(
            Grant(principal=g.principal, data=tuple(g.data), resources=tuple(g.resources), actions=tuple(g.actions)) for g in charter.grants
        ),
        egress=tuple(charter.egress.allow),
        depth=_depths(charter),
        review_days=charter.review_days,
        audit_days=charter.audit_days,
        break_glass=frozenset(b.casefold() for b in charter.break_glass),
        classification_tags=tuple(charter.classification_tags),
        today=today,
    )


def default_account(charter: Charter, cloud: str) -> str | None:
    """The charter's only production account (or subscription), where a provider writes none down; None when there are several."""
    production = [f for n, f in charter.environments.items() if level_of(n, f) == "production"]
    ids = {i for f in production for i in (f.accounts if cloud == "aws" else f.subscriptions)}
    return next(iter(ids)) if len(ids) == 1 else None


def _depths(charter: Charter) -> dict[str, int]:
    asked: dict[str, int] = {}
    if "patient-data" in charter.depth:
        asked.update(dict.fromkeys(_PATIENT, charter.depth["patient-data"]))
    asked.update({k: v for k, v in charter.depth.items() if k != "patient-data"})
    return asked


def _account_levels(charter: Charter) -> dict[str, Environment]:
    levels: dict[str, Environment] = {}
    for name, form in charter.environments.items():
        for account in (*form.accounts, *form.subscriptions):
            levels.setdefault(account, level_of(name, form))
    return levels


def _own_accounts(charter: Charter, estate: Estate) -> frozenset[str]:
    declared = {a for f in charter.environments.values() for a in (*f.accounts, *f.subscriptions)}
    return frozenset(declared | {r.account for r in estate.resources if isinstance(r.account, str)})


def unmatched(charter: Charter, estate: Estate) -> Iterator[str]:
    """A warning for every selector that matches nothing in the estate."""
    for i, entry in enumerate(charter.protect):
        for kind, globs in (("resources", entry.resources), ("names", entry.names)):
            for j, glob in enumerate(globs):
                if not any(_hits(r, kind, glob) for r in estate.resources):
                    yield f"`$.protect[{i}].{kind}[{j}]`: `{glob}` matches nothing"
        for key, values in entry.tags.items():
            if not any(tagged(r, {key: values}) for r in estate.resources):
                yield f"`$.protect[{i}].tags.{key}` matches nothing"
    for name, form in charter.environments.items():
        yield from _unmatched_environment(name, {"resource_groups": form.resource_groups, "names": form.names}, estate)


def _unmatched_environment(name: str, globs: Mapping[str, list[str]], estate: Estate) -> Iterator[str]:
    for j, glob in enumerate(globs["resource_groups"]):
        if not any(isinstance(r.group, str) and matches(glob, r.group) for r in estate.resources):
            yield f"`$.environments.{name}.resource_groups[{j}]`: `{glob}` matches nothing"
    for j, glob in enumerate(globs["names"]):
        if not any(named(r, [glob]) for r in estate.resources):
            yield f"`$.environments.{name}.names[{j}]`: `{glob}` matches nothing"


def _hits(resource: Resource, kind: str, glob: str) -> bool:
    return bool(addressed(resource, [glob]) if kind == "resources" else named(resource, [glob]))
