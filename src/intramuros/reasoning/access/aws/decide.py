# SPDX-License-Identifier: Apache-2.0
"""`decide`: one concrete request against plain JSON policies, the stable entry point that others build on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.judge import Decider, Judgement, LayerName, Layers, Request, judge
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES

Outcome = Literal["allowed", "explicitly-denied", "implicitly-denied", "unknown"]


class Decided(Struct, frozen=True, kw_only=True):
    """A statement that decided."""

    layer: LayerName
    policy: int
    """Its document's place in the layer, from 0 (levels of service control policies run on)."""
    statement: int
    """Its place in the document; -1 for the document as a whole."""
    sid: str
    effect: Literal["Allow", "Deny"]


class Decision(Struct, frozen=True, kw_only=True):
    """The outcome, the statements that decided it, and for `unknown` each missing fact."""

    outcome: Outcome
    statements: tuple[Decided, ...] = ()
    missing: tuple[str, ...] = ()


def decide(request: Mapping[str, Any], policies: Mapping[str, Any]) -> Decision:
    """Decide one request.

    `request`: `{principal, action, resource: {arn, account}, context}`; `policies`: `{identity: [], resource: null,
    session: null, boundary: null, scps: [[…] per level], rcps: [[…]], endpoint: null}`; null and [] = layer absent.
    """
    layers = _layers(policies)
    judgement = judge(_request(request), layers)
    return _decision(judgement, layers)


def _request(request: Mapping[str, Any]) -> Request:
    resource = request.get("resource") or {}
    arn = str(resource.get("arn", "*"))
    return Request(
        caller=caller_of(str(request["principal"])),
        action=str(request["action"]).strip(),
        resources=(arn,),
        account=str(resource.get("account") or _owner(arn)),
        context=Context.of_json(request.get("context") or {}),
    )


def _owner(arn: str) -> str:
    """The account that an ARN names; '' where it names none (S3)."""
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


def _layers(policies: Mapping[str, Any]) -> Layers:
    return Layers(
        identity=_documents(policies.get("identity"), "identity"),
        resource=_documents(policies.get("resource"), "resource"),
        session=_documents(policies.get("session"), "session"),
        boundary=_documents(policies.get("boundary"), "boundary"),
        scps=_levels(policies.get("scps"), "scp"),
        rcps=_levels(policies.get("rcps"), "rcp"),
        endpoint=_documents(policies.get("endpoint"), "endpoint"),
    )


def _documents(found: Any, layer: str) -> tuple[Policy, ...]:
    if found is None:
        return ()
    documents = found if isinstance(found, list | tuple) else [found]
    return tuple(Policy(d, label=f"the {layer} policy {i}") for i, d in enumerate(documents))


def _levels(found: Any, layer: str) -> tuple[tuple[Policy, ...], ...]:
    return tuple(_documents(level, layer) for level in found or ())


def _decision(judgement: Judgement, layers: Layers) -> Decision:
    denies = [d for layer in judgement.layers.values() for d in layer.denies]
    allows = [d for layer in judgement.layers.values() for d in layer.allows]
    if judgement.allowed is YES:
        return Decision(outcome="allowed", statements=_named([d for d in allows if d.truth is YES], layers))
    if judgement.denied is YES:
        return Decision(outcome="explicitly-denied", statements=_named([d for d in denies if d.truth is YES], layers))
    if judgement.allowed is NO:
        return Decision(outcome="implicitly-denied")
    unsure = [d for d in (*denies, *allows) if d.truth is MAYBE]
    missing = tuple(dict.fromkeys(d.why for d in unsure)) or ("the account that owns the resource is not known",)
    return Decision(outcome="unknown", statements=_named(unsure, layers), missing=missing)


def _named(deciders: list[Decider], layers: Layers) -> tuple[Decided, ...]:
    order: dict[LayerName, tuple[Policy, ...]] = {
        "identity": layers.identity,
        "resource": layers.resource,
        "session": layers.session,
        "boundary": layers.boundary,
        "scp": tuple(p for level in layers.scps for p in level),
        "rcp": tuple(p for level in layers.rcps for p in level),
        "endpoint": layers.endpoint,
    }
    out: list[Decided] = []
    for d in deciders:
        place = next(i for i, p in enumerate(order[d.layer]) if p is d.policy)
        effect: Literal["Allow", "Deny"] = d.statement.effect if d.statement is not None else "Deny"
        index, sid = (d.statement.index, d.statement.sid) if d.statement is not None else (-1, "")
        out.append(Decided(layer=d.layer, policy=place, statement=index, sid=sid, effect=effect))
    return tuple(out)
