# SPDX-License-Identifier: Apache-2.0
"""CodeBuild and CodePipeline: what builds and delivers images, and stages that stop on what a scan finds.

A stage is a gate only where it clearly fails on findings: a scanner called with the flag that makes it exit with an error, or CodePipeline's
own Inspector scan with thresholds (https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-InspectorScan.html), and a
stage that deploys stands behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.governance import ImageGate
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Setting, Workload
from intramuros.sources.attributes import block, blocks, switch, text
from intramuros.sources.aws.common import head, identity, owner, where
from intramuros.sources.aws.containers import secret_ref
from intramuros.sources.aws.functions import in_vpc
from intramuros.sources.aws.wiring import given, made
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

PROJECT: Final = "aws_codebuild_project"
PIPELINE: Final = "aws_codepipeline"
REPOSITORY: Final = "aws_ecr_repository"
_STOPS: Final = lazy(
    r"(?i)trivy\b[^\n]{0,300}--exit-code[= ]+[1-9]|grype\b[^\n]{0,300}(?:--fail-on|-f )[= ]*\w+|snyk\s+container\s+(?:test|monitor[^\n]{0,100}--fail-on)|"
    r"docker\s+scout\s+cves[^\n]{0,300}--exit-code|anchore-cli\s+evaluate\s+check|dockle\b[^\n]{0,300}--exit-code[= ]+[1-9]"
)
_ECR_FINDINGS: Final = lazy(r"(?i)describe-image-scan-findings")
_EXITS: Final = lazy(r"(?im)exit\s+[1-9]|\bfalse\s*$")
_SOFTENED: Final = lazy(r"(?i)\|\|\s*(?:true|exit 0|:)|on-failure:\s*continue|set \+e")
_NO_SECRETS: Final = ("PARAMETER_STORE", "SECRETS_MANAGER")


def projects(book: Book) -> Iterator[Resource]:
    """CodeBuild projects; plain variables are settings, the others references."""
    for d in book.of(PROJECT):
        origin = where(d, "environment")
        variables = [v for e in blocks(d.attrs, "environment") for v in blocks(e, "environment_variable")]
        plain = [v for v in variables if str(v.get("type") or "PLAINTEXT") not in _NO_SECRETS]
        environment = block(d.attrs, "environment")
        placed = tuple(in_vpc(book, d, "subnets", "security_group_ids"))
        yield Workload(
            **head(book, d),
            kind="build",
            identities=given((identity(book, d.attrs.get("service_role")),)),
            attachments=placed,
            images=given((text(book.spell(environment.get("image"))),)),
            commands=given(text(s.get("buildspec")) for k in ("source", "secondary_sources") for s in blocks(d.attrs, k)),
            settings=tuple(Setting(name=str(v.get("name")), value=text(v.get("value")), origin=origin, where="build") for v in plain),
            sends_directly=not placed,
            sends_why="" if placed else "it builds in AWS's own network, which leads to the internet",
            root_access=switch(environment.get("privileged_mode"), False),
            secrets_from=given(secret_ref(book, v.get("value")) for v in variables if v not in plain),
        )


def pipelines(book: Book) -> Iterator[Resource]:
    """CodePipeline pipelines, and the stages of them that stop on findings."""
    for d in book.of(PIPELINE):
        actions = list(_actions(d))
        built = [owner(book, block_or_map(a).get("ProjectName"), PROJECT) for _, a in actions]
        yield Workload(
            **head(book, d),
            kind="pipeline",
            identities=given((identity(book, d.attrs.get("role_arn")),)),
            runs=tuple(dict.fromkeys(p for p in built if p)),
        )
        yield from _gates(book, d, actions)


def _actions(d: Declared) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, stage in enumerate(blocks(d.attrs, "stage")):
        yield from ((index, a) for a in blocks(stage, "action"))


def block_or_map(action: dict[str, Any]) -> dict[str, Any]:
    """The configuration of an action."""
    found = action.get("configuration")
    return found if isinstance(found, dict) else {}


def _gates(book: Book, d: Declared, actions: list[tuple[int, dict[str, Any]]]) -> Iterator[ImageGate]:
    deploys = [i for i, a in actions if str(a.get("category")) == "Deploy"]
    for index, action in actions:
        stops, why = _stops(book, action)
        behind = any(i > index for i in deploys)
        if stops is not False and behind:
            yield ImageGate(
                **{**made(d, f"{d.address}#stage[{index}]", PIPELINE), "origin": where(d, f"stage[{index}]", "stage")},
                kind="pipeline-stage",
                enforced=stops,
                covers=_covers(book, d, actions),
                why=why,
            )


def _stops(book: Book, action: dict[str, Any]) -> tuple[Fact[bool], str]:
    config = block_or_map(action)
    if str(action.get("provider")) == "InspectorScan":
        limited = any(str(k).endswith("Threshold") for k in config)
        return limited, "InspectorScan stops above its thresholds" if limited else "InspectorScan without a threshold"
    project = book.by_address.get(owner(book, config.get("ProjectName"), PROJECT) or "")
    if project is None:
        return False, ""
    found = [scan_stops(text(s.get("buildspec"))) for s in blocks(project.attrs, "source")]
    stops, said = next((f for f in found if f[0] is not False), (False, ""))
    return stops, f"the build of {project.address} {said}"


def scan_stops(spec: Fact[str | None]) -> tuple[Fact[bool], str]:
    """Whether a build specification fails when its scanner finds something."""
    if not isinstance(spec, str):
        return (spec, "") if isinstance(spec, Unknown) else (False, "")
    if "\n" not in spec and not _STOPS.search(spec):
        return False, ""
    line = next((x for x in spec.splitlines() if _STOPS.search(x)), "")
    if line:
        return (False, "") if _SOFTENED.search(line) else (True, "fails when its scanner finds something")
    if _ECR_FINDINGS.search(spec) and _EXITS.search(spec):
        return True, "asks ECR for scan findings and fails on them"
    return False, ""


def _covers(book: Book, d: Declared, actions: list[tuple[int, dict[str, Any]]]) -> tuple[Fact[str], ...]:
    """Registries that the pipeline's builds or deployments name."""
    from intramuros.estate.values import symbols

    said = [str(v) for _, a in actions for v in block_or_map(a).values()]
    for project in (book.by_address.get(owner(book, block_or_map(a).get("ProjectName"), PROJECT) or "") for _, a in actions):
        said += _texts_of(project) if project else []
    named = {a for t in said for a, _ in symbols(t) if a in book.by_address and book.by_address[a].type == REPOSITORY}
    plain = {r.address for r in book.of(REPOSITORY) if any(_mentions(t, str(r.attrs.get("name"))) for t in said)}
    found = tuple(sorted(named | plain))
    return found or (Unknown(f"which registries {d.address} delivers from"),)


def _mentions(text_: str, name: str) -> bool:
    return text_ == name or f"/{name}:" in text_ or text_.endswith(f"/{name}")


def _texts_of(project: Declared) -> list[str]:
    variables = [str(v.get("value")) for e in blocks(project.attrs, "environment") for v in blocks(e, "environment_variable")]
    return [*variables, *(str(s.get("buildspec")) for s in blocks(project.attrs, "source"))]


LOWERINGS = (
    (frozenset({PROJECT}), projects),
    (frozenset({PIPELINE}), pipelines),
)
SUB_RESOURCES = frozenset(
    {
        "aws_codebuild_webhook",
        "aws_codebuild_source_credential",
        "aws_codepipeline_webhook",
        "aws_codedeploy_app",
        "aws_codedeploy_deployment_group",
    }
)
