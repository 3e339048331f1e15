# SPDX-License-Identifier: Apache-2.0
"""Credentials in images, in what builds them, and in the plain settings of what runs them."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.secrets import in_script, judge_setting, names_secret
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Image, Workload
from intramuros.finding import Finding
from intramuros.rules.judging import Bench, listed
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("secret-in-image", case, "high")
    for image in case.estate.all(Image):
        yield _of_image(case, bench, image)
    for work in case.estate.all(Workload):
        scripted = [n for c in work.commands if isinstance(c, str) and c not in work.veiled_commands for n in in_script(c).items()]
        if work.settings or scripted:
            yield _of_settings(bench, work, scripted)


def _of_image(case: Case, bench: Bench, image: Image) -> Finding:
    sure = [s for s in image.secrets if s.certain]
    if sure:
        said = listed([f"{s.kind}: {s.hint} (line {s.origin.line})" for s in sure])
        severity = "critical" if any(_is_public(p) for p in image.pushed_to) else "high"
        where = f", and is pushed to {listed([_registry(case, p) for p in image.pushed_to])}" if image.pushed_to else ""
        return bench.fails(image, f"{image.address} carries {said}{where}", origin=sure[0].origin, severity=severity)
    if image.secrets:
        missing = [f"whether {s.hint} is a credential" for s in image.secrets]
        return bench.open(image, f"{image.address} may carry a credential", missing, origin=image.secrets[0].origin)
    return bench.holds(image, "no credential in any instruction")


_PUBLIC = (
    "docker.io",
    "index.docker.io",
    "registry-1.docker.io",
    "ghcr.io",
    "quay.io",
    "public.ecr.aws",
    "registry.gitlab.com",
    "registry.hub.docker.com",
)
"""Registries at which anybody may be let read; a name without a host is one of Docker Hub."""


def _is_public(reference: str) -> bool:
    host, slash, _ = reference.partition("/")
    named = bool(slash) and ("." in host or ":" in host or "$" in host or host == "localhost")
    return host in _PUBLIC if named else "$" not in host


def _registry(case: Case, reference: str) -> str:
    """The name an image is pushed under, with the registry of the estate that it is in."""
    stores = (s for s in case.estate.all(DataStore) if s.kind == "registry" and isinstance(s.name, str))
    held = next((s for s in stores if reference.startswith(f"{s.name}.azurecr.io/") or f".amazonaws.com/{s.name}" in reference), None)
    return f"{reference} ({held.address})" if held else reference


def _of_settings(bench: Bench, work: Workload, scripted: list[tuple[str, str]]) -> Finding:
    """What it is started with is plain to whoever may describe it.

    docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html: user data is not protected by cryptographic methods.
    """
    found = [(s, kind) for s in work.settings if isinstance(s.value, str) and (kind := judge_setting(s.name, s.value))]
    if found or scripted:
        said = [f"{s.name} ({kind}, in {s.where})" for s, kind in found] + [f"{n} ({kind}, in its start-up script)" for n, kind in scripted]
        where = "plain settings" if found else "what starts it"
        origin = found[0][0].origin if found else work.origin
        return bench.fails(work, f"{work.address} carries credentials in {where}: {listed(said)}", origin=origin)
    vague = [s for s in work.settings if isinstance(s.value, Unknown) and names_secret(s.name)]
    if vague:
        missing = [s.value.why for s in vague if isinstance(s.value, Unknown)]
        return bench.open(work, f"whether {listed([s.name for s in vague])} of {work.address} hold credentials is not known", missing)
    return bench.holds(work, "settings refer to secret stores only")


RULE = Rule(
    id="secret-in-image",
    title="An image, or what builds or runs it, carries a credential",
    family="contained",
    question="Do image layers, build files and plain settings hold references to secret stores only?",
    why=(
        "A layer keeps what a later layer deletes, and registries are copied. A key in a task definition is read by everyone who may describe tasks."
    ),
    fails_when="a credential stands in `ENV`, `ARG`, a copied file, any layer, a plain environment variable, or a start-up script (user data)",
    holds_when="secrets come by reference (build secrets, secret managers, key vault references) and are never values",
    patterns=("P13",),
    judge=_judge,
)
