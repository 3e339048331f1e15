# SPDX-License-Identifier: Apache-2.0
"""Escalation paths of iam-vulnerable: what we find and what it costs, beside cloudsplaining on the same identities.

usage: python bench/paths.py CHECKOUT [CLOUDSPLAINING]

CHECKOUT is a clone of BishopFox/iam-vulnerable, CLOUDSPLAINING the command of a virtual environment that has it. Both run
as processes of their own in one run; cloudsplaining gets the account's details as AWS would list them, written from the
same source. Ours answers who reads one protected bucket that none of the modules grants by name: every path to administration
reaches it. (PMapper 1.1.5 does not start on Python 3.10 or later: it imports `collections.Mapping`.)
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from run import measure

from intramuros.estate.access import Identity, PolicyDocument
from intramuros.estate.graph import Estate
from intramuros.estate.values import symbols
from intramuros.sources.catalogue import read

ACCOUNT = "123456789012"
_STORE = """
resource "aws_s3_bucket" "charts" {
  bucket = "charts-of-patients"
  tags   = { data-classification = "phi", env = "prod" }
}
"""
_TRAPS = re.compile(r"\bfp\d")


def _prepared(checkout: Path, scratch: Path) -> Path:
    folder = scratch / "source"
    shutil.copytree(checkout, folder, ignore=shutil.ignore_patterns(".git", ".terraform"))
    (folder / "store.tf").write_text(_STORE, "utf-8")
    return folder


def _estate(folder: Path) -> Estate:
    return read([folder], var_files=[], progress=lambda _: None, aws_account=ACCOUNT, subscription=None).estate


def _details(estate: Estate) -> dict[str, Any]:
    """The identities as `aws iam get-account-authorization-details` lists them, every policy inline."""
    kinds = {"user": "User", "role": "Role", "group": "Group"}
    found: dict[str, list[dict[str, Any]]] = {f"{k}DetailList": [] for k in kinds.values()}
    for identity in estate.all(Identity):
        if identity.cloud == "aws" and identity.kind in kinds:
            kind = kinds[identity.kind]
            found[f"{kind}DetailList"].append(_one(identity, kind))
    return {**found, "Policies": []}


def _one(identity: Identity, kind: str) -> dict[str, Any]:
    name = str(identity.name)
    made: dict[str, Any] = {
        "Path": "/",
        f"{kind}Name": name,
        f"{kind}Id": f"AIDA{abs(hash(name)) % 10**12:012d}",
        "Arn": f"arn:aws:iam::{ACCOUNT}:{identity.kind}/{name}",
        "CreateDate": "2026-01-01T00:00:00+00:00",
        f"{kind}PolicyList": list(_inline(identity.policies)),
        "AttachedManagedPolicies": [],
    }
    if kind == "Role":
        trust = identity.trust.document if identity.trust is not None and isinstance(identity.trust.document, dict) else {}
        made |= {"AssumeRolePolicyDocument": _plain(trust), "InstanceProfileList": [], "Tags": [], "RoleLastUsed": {}}
    return made | ({"GroupList": [], "Tags": []} if kind == "User" else {})


def _inline(policies: tuple[PolicyDocument, ...]) -> Iterator[dict[str, Any]]:
    for number, policy in enumerate(policies):
        if isinstance(policy.document, dict):
            yield {"PolicyName": f"{policy.name or 'policy'}-{number}", "PolicyDocument": _plain(policy.document)}


def _plain(value: Any) -> Any:
    """Values with their symbols as names."""
    if isinstance(value, str):
        return f"arn:aws:iam::{ACCOUNT}:role/{symbols(value)[0][0].rsplit('.', 1)[-1]}" if symbols(value) else value
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def _found(folder: Path) -> tuple[set[str], set[str]]:
    """Identities that reach the bucket, and all there are."""
    import datetime as dt

    from intramuros.charter.draw import draw
    from intramuros.charter.form import Charter
    from intramuros.estate.stores import DataStore
    from intramuros.rules.rule import Case

    estate = _estate(folder)
    case = Case(estate, draw(Charter(), estate, today=dt.date(2026, 1, 1)))
    store = next(s for s in estate.all(DataStore) if s.address == "aws_s3_bucket.charts")
    names = {i.address: str(i.name) for i in estate.all(Identity) if i.cloud == "aws" and i.kind in ("user", "role")}
    return {names[r.principal] for r in case.access.reaches(store) if r.open is True and r.principal in names}, set(names.values())


def _theirs(report: Path) -> set[str]:
    """Principals that cloudsplaining holds to escalate, by any of its policies."""
    data = json.loads(report.read_text("utf-8"))
    inline, found = data["inline_policies"], set()
    for kind in ("users", "roles"):
        for one in data[kind].values():
            if any(inline[p].get("PrivilegeEscalation", {}).get("findings") for p in one.get("inline_policies", ()) if p in inline):
                found.add(str(one["name"]))
    return found


def _told(label: str, found: set[str], every: set[str]) -> None:
    traps = {n for n in every if _TRAPS.search(n)}
    print(f"{label:16} {len(found & (every - traps)):3} of {len(every - traps)} identities, {len(found & traps)} of {len(traps)} traps")


def main() -> None:
    """Print what each finds, and the ratio of CPU seconds."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        folder = _prepared(Path(sys.argv[1]), scratch)
        ours = measure([str(Path(sys.executable).with_name("intramuros")), "review", str(folder), "-q", "--fail-on", "never"])
        found, every = _found(folder)
        _told("intramuros", found, every)
        print(f"{'':16} {ours.cpu:.2f} s cpu, {ours.mib:.0f} MiB for the whole review (every rule)")
        if len(sys.argv) > 2:
            details = scratch / "details.json"
            details.write_text(json.dumps(_details(_estate(folder))), "utf-8")
            cost = measure([sys.argv[2], "scan", "--input-file", str(details), "--output", str(scratch), "--skip-open-report"])
            theirs = _theirs(next(scratch.glob("iam-results-*.json")))
            _told("cloudsplaining", theirs, every)
            print(
                f"{'':16} {cost.cpu:.2f} s cpu, {cost.mib:.0f} MiB; ratio 1/{cost.cpu / ours.cpu:.1f} cpu, {ours.mib / cost.mib:.2f} memory"
            )
            print(f"only ours: {len(found - theirs)}; only theirs: {', '.join(sorted(theirs - found)) or 'none'}")


if __name__ == "__main__":
    main()
