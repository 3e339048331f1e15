# SPDX-License-Identifier: Apache-2.0
"""Production vaults, secrets and keys that a lower environment opens too."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.values import Unknown
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.environment_crossing import on_grants
from intramuros.rules.judging import Bench
from intramuros.rules.reaching import EVERYONE, charged, from_below, told, yields
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("shared-vault", case, "high")
    things: list[Vault | Key] = [
        *case.estate.all(Vault),
        *(k for k in case.estate.all(Key) if k.cloud == "aws" and k.managed_by == "customer"),
    ]
    for thing in things:
        if case.bounds.level(thing.address) != "production":
            continue
        wrong = [b for r in case.ways(thing) if (b := _from_below(case, r)) is not None]
        model = list(_old_model(bench, thing))
        yield from model
        yield from _opened(case, bench, thing, wrong)
        if not model and not any(on_grants(r) is not False for r in wrong):
            yield bench.holds(thing, "no identity of a lower environment opens it")


def _from_below(case: Case, reach: Reach) -> Reach | None:
    """A principal of a lower environment that reads secrets, decrypts, exports, or can grant itself that; everyone is one."""
    if reach.latent or reach.principal == "anonymous" or not yields(reach):
        return None
    return reach if reach.principal in EVERYONE or _lower_group(case, reach) else from_below(case, reach)


def _lower_group(case: Case, reach: Reach) -> bool:
    group = case.estate.find(reach.principal, Identity)
    if group is None or group.kind != "group":
        return False
    return any(isinstance(m, str) and case.bounds.level(m) == "lower" for m in group.members)


def _opened(case: Case, bench: Bench, thing: Vault | Key, wrong: list[Reach]) -> Iterator[Finding]:
    charged_once: set[str] = set()
    for reach in sorted(wrong, key=lambda r: (isinstance(on_grants(r), Unknown), len(r.path))):
        opens, at = on_grants(reach), charged(case, thing, reach)
        if opens is False or at in charged_once:
            continue
        charged_once.add(at)
        if isinstance(opens, Unknown):
            yield bench.open(thing, f"whether {reach.principal} opens {thing.address} is not known", (opens.why,), at=at, path=reach.path)
        else:
            who = "every account of the cloud" if reach.principal in EVERYONE else f"{reach.principal} of a lower environment"
            yield bench.fails(thing, f"{who} opens {thing.address}: {told(reach)}", at=at, path=reach.path)


def _old_model(bench: Bench, thing: Vault | Key) -> Iterator[Finding]:
    if not isinstance(thing, Vault) or thing.kind != "key-vault":
        return
    if isinstance(thing.rbac, Unknown):
        yield bench.open(thing, f"the permission model of {thing.address} is not known", (thing.rbac.why,))
    elif thing.rbac is False:
        yield bench.fails(
            thing,
            f"{thing.address} uses access policies instead of RBAC: whoever may write the vault may let himself in, and no scope narrower than the vault exists",
        )


RULE = Rule(
    id="shared-vault",
    title="A vault of production opens for a lower environment, or knows no RBAC",
    family="contained",
    question="Can an identity of a lower environment read its secrets or use its keys, directly, by group, by inherited role or through a chain?",
    why=(
        "A key shared between development and production makes every development laptop part of production. Vaults that use access policies cannot "
        "even say who may read one secret and not the next."
    ),
    fails_when="a lower identity reads a secret, decrypts, unwraps, exports or can grant itself that; or a production vault uses access policies",
    holds_when="grants are scoped per environment and the vault uses RBAC; listing and encrypting is not reading",
    patterns=("P12",),
    judge=_judge,
)
