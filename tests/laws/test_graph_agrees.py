# SPDX-License-Identifier: Apache-2.0
"""Dialects agree: every sign-in estate in Terraform, exported as Graph would return it, gives the same verdicts."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.access import Identity
from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.graph import Estate
from intramuros.finding import Finding
from tests.corpus import Case, cases, reviewed

CASES = [c for c in cases() if c.rule == "open-sign-in" and c.folder.parent.parent.name == "terraform" and c.kind in ("fails", "holds")]
TEMPLATES = {"Global Administrator": "62e90394-69f5-4237-9190-012177145e10"}


def _guid(address: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, address))


def _ids(value: Any, known: set[str]) -> Any:
    """The same shape with addresses as Graph's ids."""
    if isinstance(value, dict):
        return {k: _ids(v, known) for k, v in value.items() if k != "unread"}
    if isinstance(value, list | tuple):
        return [_ids(v, known) for v in value]
    return _guid(value) if value in known else TEMPLATES.get(value, value)


def _policy(policy: SignInPolicy, known: set[str]) -> dict[str, Any]:
    conditions, grant = _ids(policy.conditions, known), _ids(policy.grant, known)
    session = conditions.pop("sessionControls", None)
    flows = conditions.get("authenticationFlows")
    if flows:
        conditions["authenticationFlows"] = {"transferMethods": ",".join(flows["transferMethods"])}
    own = {"id": _guid(policy.address), "displayName": policy.name, "state": policy.state, "sessionControls": session}
    return own | {"conditions": conditions, "grantControls": grant or None}


def _person(identity: Identity) -> dict[str, Any]:
    guest = identity.kind == "guest"
    sign_in = next((i for i in identity.ids if "@" in i), f"{identity.address}@clinic.example")
    upn = f"{sign_in.replace('@', '_')}#EXT#@clinic.example" if guest and "#EXT#" not in sign_in else sign_in
    return {
        "id": _guid(identity.address),
        "userPrincipalName": upn,
        "displayName": identity.name,
        "userType": "Guest" if guest else "Member",
    }


def _group(identity: Identity, known: set[str]) -> dict[str, Any]:
    shape = {"id": _guid(identity.address), "displayName": identity.name, "groupTypes": [], "securityEnabled": True}
    return shape | {"members": [{"id": _ids(m, known)} for m in identity.members]}


def _location(place: NamedLocation) -> dict[str, Any]:
    shape: dict[str, Any] = {"id": _guid(place.address), "displayName": place.name}
    if place.countries:
        return shape | {"countriesAndRegions": list(place.countries)}
    return shape | {"isTrusted": place.trusted, "ipRanges": [{"cidrAddress": c} for c in place.cidrs]}


def _export(estate: Estate, folder: Path) -> None:
    known = {r.address for r in estate.resources}
    people = [i for i in estate.all(Identity) if i.kind in ("user", "guest")]
    lists = {
        "policies": [_policy(p, known) for p in estate.all(SignInPolicy)],
        "users": [_person(i) for i in people],
        "groups": [_group(i, known) for i in estate.all(Identity) if i.kind == "group"],
        "locations": [_location(p) for p in estate.all(NamedLocation)],
    }
    for name, found in lists.items():
        if found:
            (folder / f"{name}.json").write_text(json.dumps({"value": found}, indent=1), "utf-8")


def _said(found: tuple[Finding, ...], estate: Estate) -> set[tuple[str, str]]:
    return {
        (str(estate.by_address[f.resource].name), f.verdict.value)
        for f in found
        if f.rule == "open-sign-in" and f.resource in estate.by_address
    }


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.folder.name)
def test_an_export_says_what_terraform_says(case: Case, tmp_path: Path) -> None:
    declared = reviewed(case.folder)
    _export(declared.estate, tmp_path)
    charter = case.folder / "intramuros.yaml"
    if charter.exists():
        (tmp_path / "intramuros.yaml").write_text(charter.read_text("utf-8"), "utf-8")
    exported = reviewed(tmp_path)
    assert not exported.gaps
    assert _said(exported.findings, exported.estate) == _said(declared.findings, declared.estate)


def test_there_is_something_to_agree_on() -> None:
    assert len(CASES) > 20
