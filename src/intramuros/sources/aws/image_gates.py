# SPDX-License-Identifier: Apache-2.0
"""Event rules that act on what image scans find: gates between scan and deploy, where what they start can stop a deployment.

ECR and Inspector announce their findings to EventBridge (https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html,
https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html). A rule that only sends a message stops nothing. A function
whose role may take images away or hold deployments back may stop them; that it does so is its code's affair, so this much is not known.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.governance import ImageGate
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import switch, text
from intramuros.sources.aws.common import owner, parsed
from intramuros.sources.aws.wiring import given, made
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

RULE: Final = "aws_cloudwatch_event_rule"
TARGET: Final = "aws_cloudwatch_event_target"
_SCANS: Final = ("ECR Image Scan", "Inspector2 Finding", "Inspector2 Scan")
_ACTORS: Final = ("aws_lambda_function", "aws_sfn_state_machine", "aws_codebuild_project")
_STOPS: Final = lazy(
    r"(?i)ecr:(?:\*|BatchDeleteImage|PutImage|SetRepositoryPolicy|DeleteRepositoryPolicy)|ecs:(?:\*|UpdateService|StopTask)|"
    r"codepipeline:(?:\*|StopPipelineExecution|DisableStageTransition|PutApprovalResult|PutJobFailureResult)|codedeploy:(?:\*|StopDeployment)"
)
MAX_PATTERN: Final = 100_000


def gates(book: Book) -> Iterator[Resource]:
    """Rules on scan findings whose target can hold a deployment back."""
    for d in book.of(RULE):
        pattern = _pattern(d)
        if not any(kind in _SCANS for kind in _texts(pattern.get("detail-type"))):
            continue
        for target in book.pointing((TARGET,), "rule", d.address):
            actor = book.by_address.get(owner(book, target.attrs.get("arn"), *_ACTORS) or "")
            if actor is not None and (power := _power(book, actor)):
                yield ImageGate(
                    **made(d, f"{d.address}#gate", RULE),
                    kind="event-rule",
                    enforced=_enforced(d, actor, power),
                    covers=_covers(book, pattern),
                    why=f"{actor.address} is started by scan findings and may use {power}",
                )
                break


def _enforced(d: Declared, actor: Declared, power: str) -> Fact[bool]:
    on = switch(d.attrs.get("is_enabled"), True)
    if on is False or str(d.attrs.get("state") or "ENABLED").startswith("DISABLED"):
        return False
    return Unknown(f"whether {actor.address}, which scan findings start and which may use {power}, stops deployments")


def _pattern(d: Declared) -> Mapping[str, Any]:
    said = text(d.attrs.get("event_pattern"))
    if not isinstance(said, str) or len(said) > MAX_PATTERN:
        return {}
    try:
        found = json.loads(said, strict=False)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _power(book: Book, actor: Declared) -> str:
    """The first permission of an actor's role that can hold a deployment back; '' where there is none."""
    role = owner(book, actor.attrs.get("role") or actor.attrs.get("role_arn") or actor.attrs.get("service_role"), "aws_iam_role")
    inline = book.pointing(("aws_iam_role_policy",), "role", role) if role else []
    attached = [
        book.resolve(a.attrs.get("policy_arn"), "aws_iam_policy")
        for a in book.pointing(("aws_iam_role_policy_attachment",), "role", role or "")
    ]
    policies = [*inline, *(book.by_address[a] for a in attached if isinstance(a, str) and a in book.by_address)]
    for policy in policies:
        document = parsed(book, policy.attrs.get("policy"), "policy")
        hit = _STOPS.search(json.dumps(document)) if isinstance(document, dict) else None
        if hit:
            return hit[0]
    return ""


def _covers(book: Book, pattern: Mapping[str, Any]) -> tuple[Fact[str], ...]:
    """The repositories that the pattern names; all of the account where it names none."""
    detail = pattern.get("detail")
    named = _texts(detail.get("repository-name")) if isinstance(detail, Mapping) else []
    return given(book.resolve(n, "aws_ecr_repository") for n in named) or ("*",)


LOWERINGS = ((frozenset({RULE}), gates),)
SUB_RESOURCES = frozenset({TARGET})
