# SPDX-License-Identifier: Apache-2.0
"""What `decide` answers: the outcome, the statements that decided, and layer by layer why; printable for a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from intramuros.reasoning.access.aws.exemptions import UNIDENTIFIED, bound_by_rcps, bound_by_scps, needs_resource_policy
from intramuros.reasoning.access.aws.judge import (
    Decider,
    Judgement,
    LayerName,
    Layers,
    Request,
)
from intramuros.reasoning.access.aws.principals import Level
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth

Outcome = Literal["allowed", "explicitly-denied", "implicitly-denied", "unknown"]
Says = Literal["allows", "denies", "may allow", "may deny", "allows nothing", "denies nothing", "is absent", "does not apply"]


class Decided(Struct, frozen=True, kw_only=True, gc=False):
    """A statement that decided."""

    layer: LayerName
    policy: int
    """Its document's place in the layer, from 0 (levels of service control policies run on)."""
    statement: int
    """Its place in the document; -1 for the document as a whole."""
    sid: str
    effect: Literal["Allow", "Deny"]

    def __str__(self) -> str:
        where = "the whole document" if self.statement < 0 else f"$.Statement[{self.statement}]"
        return f"{self.effect} of document {self.policy}, {where}" + (f" “{self.sid}”" if self.sid else "")


class Step(Struct, frozen=True, kw_only=True, gc=False):
    """What one layer says, and what follows from it."""

    layer: LayerName
    says: Says
    blocks: bool = False
    """The request cannot be allowed, whatever the other layers say."""
    why: str = ""
    statements: tuple[Decided, ...] = ()

    def __str__(self) -> str:
        head = f"{_TITLES[self.layer]} {self.says}" + (", which blocks" if self.blocks else "")
        body = "; ".join(map(str, self.statements))
        return head + (f": {body}" if body else "") + (f" ({self.why})" if self.why else "")


class Basis:
    """What a decision rests on, from which it is told layer by layer when somebody asks; it is no part of the decision's value."""

    __slots__ = ("judgement", "layers", "request")

    def __init__(self, request: Request, layers: Layers, judgement: Judgement) -> None:
        self.request, self.layers, self.judgement = request, layers, judgement

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Basis)

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "…"


class Decision(Struct, frozen=True, kw_only=True):
    """The outcome, the statements that decided it, and for `unknown` each missing fact. Printed, it tells every layer."""

    outcome: Outcome
    statements: tuple[Decided, ...] = ()
    missing: tuple[str, ...] = ()
    basis: Basis | None = None
    """None where the question itself could not be understood."""

    @property
    def rule(self) -> str:
        """How identity and resource policies had to grant together for this caller, and whether they do."""
        return "" if self.basis is None else _rule(self.basis.request, self.basis.judgement)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Layer by layer, what it says and what follows from that."""
        return () if self.basis is None else tuple(_steps(self.basis))

    def __str__(self) -> str:
        lines = [self.outcome, *(f"  {s}" for s in self.steps)]
        lines += [f"  granted: {self.rule}"] if self.rule else []
        return "\n".join([*lines, *(f"  not known: {m}" for m in self.missing)])


_TITLES: dict[LayerName, str] = {
    "scp": "service control policy",
    "rcp": "resource control policy",
    "resource": "resource policy",
    "grant": "key grant",
    "identity": "identity policy",
    "boundary": "permissions boundary",
    "session": "session policy",
    "endpoint": "VPC endpoint policy",
}
_ORDER: tuple[LayerName, ...] = ("rcp", "scp", "endpoint", "resource", "grant", "identity", "boundary", "session")
"""The order of AWS's own evaluation, as far as it has one."""
_LEVELS = {
    Level.DIRECT: "it names the caller himself or everyone",
    Level.ROLE: "it names the role or user of the session",
    Level.ACCOUNT: "it names the caller's account and so leaves it to the identity policies there",
}


def decision(request: Request, layers: Layers, judgement: Judgement) -> Decision:
    """A judgement as the answer to give."""
    outcome = _outcome(judgement)
    deciding = _deciding(judgement, outcome)
    missing = _missing(judgement, deciding) if outcome == "unknown" else ()
    statements = _Named(layers).all(deciding) if deciding else ()
    return Decision(outcome=outcome, statements=statements, missing=missing, basis=Basis(request, layers, judgement))


def _outcome(judgement: Judgement) -> Outcome:
    if judgement.allowed is YES:
        return "allowed"
    if judgement.denied is YES:
        return "explicitly-denied"
    return "implicitly-denied" if judgement.allowed is NO else "unknown"


def _deciding(judgement: Judgement, outcome: Outcome) -> list[Decider]:
    layers = judgement.layers.values()
    if outcome == "allowed":
        return [d for layer in layers for d in layer.allows if d.truth is YES]
    if outcome == "explicitly-denied":
        return [d for layer in layers for d in layer.denies if d.truth is YES]
    if outcome == "implicitly-denied":
        return []
    unsure = [d for layer in layers for d in layer.denies if d.truth is MAYBE]
    return unsure + [d for layer in layers for d in layer.allows if d.truth is MAYBE]


def _missing(judgement: Judgement, unsure: Iterable[Decider]) -> tuple[str, ...]:
    owner = () if judgement.same_account is not MAYBE else ("the account that owns the resource is not known",)
    return tuple(dict.fromkeys(d.why for d in unsure)) or owner or ("which of the caller's accounts is asked for is not known",)


class _Named:
    """Names deciders by their places in the layers."""

    __slots__ = ("_places",)

    def __init__(self, layers: Layers) -> None:
        documents: dict[LayerName, Iterable[Policy]] = {
            "identity": layers.identity,
            "resource": layers.resource,
            "grant": layers.grants,
            "session": layers.session,
            "boundary": layers.boundary,
            "scp": (p for level in layers.scps for p in level),
            "rcp": (p for level in layers.rcps for p in level),
            "endpoint": layers.endpoint,
        }
        self._places = {id(p): i for policies in documents.values() for i, p in enumerate(policies)}

    def all(self, deciders: Iterable[Decider]) -> tuple[Decided, ...]:
        """Each statement once."""
        return tuple(dict.fromkeys(map(self._one, deciders)))

    def _one(self, d: Decider) -> Decided:
        place = self._places[id(d.policy)]
        if d.statement is None:
            return Decided(layer=d.layer, policy=place, statement=-1, sid="", effect="Deny")
        return Decided(layer=d.layer, policy=place, statement=d.statement.index, sid=d.statement.sid, effect=d.statement.effect)


def _steps(basis: Basis) -> Iterator[Step]:
    layers = basis.layers
    named = _Named(layers)
    present: dict[LayerName, bool] = {
        "identity": bool(layers.identity) or layers.all_powerful,
        "resource": bool(layers.resource),
        "grant": bool(layers.grants),
        "session": bool(layers.session),
        "boundary": bool(layers.boundary),
        "scp": bool(layers.scps),
        "rcp": bool(layers.rcps),
        "endpoint": bool(layers.endpoint),
    }
    for name in _ORDER:
        if present[name] or name in ("identity", "resource"):
            yield _step(name, basis, named, present=present[name])


def _step(name: LayerName, basis: Basis, named: _Named, *, present: bool) -> Step:
    judgement = basis.judgement
    idle = _idle(name, basis.request, basis.layers)
    if idle:
        return Step(layer=name, says="does not apply", why=idle)
    if not present:
        return Step(layer=name, says="is absent")
    layer = judgement.layers[name]
    limits = [truth for limit, truth, _ in judgement.within if limit == name]
    lacking = NO in limits
    if layer.denied is not NO:
        certain = layer.denied is YES
        found = [d for d in layer.denies if d.truth is layer.denied]
        says: Says = "denies" if certain else "may deny"
        return Step(layer=name, says=says, blocks=certain or lacking, why=_doubts(found), statements=named.all(found))
    if name == "rcp":
        return Step(layer=name, says="denies nothing", why="RCPFullAWSAccess, which is always attached, allows")
    found = [d for d in layer.allows if d.truth is layer.allowed]
    if not found:
        exempt = "the resource policy names the caller himself, whom it does not limit" if limits and not lacking else ""
        return Step(layer=name, says="allows nothing", blocks=lacking, why=exempt or _nearly(layer.nearly))
    why = f"{_LEVELS[max(d.level for d in found)]}" if name in ("resource", "grant") else ""
    if lacking and name == "scp":
        why = "but not at every level"
    why = _doubts(found) or why
    return Step(layer=name, says="allows" if layer.allowed is YES else "may allow", blocks=lacking, why=why, statements=named.all(found))


def _doubts(found: Iterable[Decider]) -> str:
    """What is not known of statements that may match."""
    return "; ".join(dict.fromkeys(d.why for d in found if d.truth is MAYBE))


def _idle(name: LayerName, request: Request, layers: Layers) -> str:
    """Why a layer does not apply to the request at all; '' = it does."""
    kind = request.caller.kind
    if name in ("identity", "boundary", "session") and kind in UNIDENTIFIED:
        return "the caller is no identity of an account"
    if name in ("identity", "boundary") and kind == "root":
        return "the root user has all the power of its account"
    if name == "scp" and not bound_by_scps(request.caller, layers.managing):
        return "the caller is a service, a service-linked role, a stranger or of the management account"
    if name == "rcp" and not bound_by_rcps(request.caller, request.action, request.account, layers.managing):
        return "resource control policies do not bind this service, caller or account"
    return ""


def _nearly(nearly: Iterable[Decider]) -> str:
    """What an Allow statement lacks that only a condition keeps from matching."""
    found = next((d for d in nearly if d.statement is not None and d.keys), None)
    if found is None or found.statement is None:
        return "no Allow statement covers the action on the resource for the caller"
    return f"$.Statement[{found.statement.index}] would allow but for its condition on {' and '.join(found.keys)}"


def _rule(request: Request, judgement: Judgement) -> str:
    granted = {YES: "yes", NO: "no", MAYBE: "not known"}[judgement.granted]
    return f"{granted}; {_sentence(request, judgement.same_account)}"


def _sentence(request: Request, mine: Truth) -> str:
    kind = request.caller.kind
    if kind in UNIDENTIFIED:
        return "only the resource policy can allow a service, an anonymous or a federated caller"
    if mine is MAYBE:
        return "whether caller and resource are of one account is not known"
    if mine is NO:
        return "across accounts the caller's identity policy and the resource policy must both allow"
    if needs_resource_policy(request.action, request.resources):
        return "the key or trust policy must name the caller, or name his account and his identity policy allow"
    if kind == "root":
        return "the root user needs no policy in its own account"
    return "within one account the identity policy or a resource policy that names the caller suffices"
