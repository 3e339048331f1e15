# SPDX-License-Identifier: Apache-2.0
"""One request held against every layer of policy: what denies, what allows, and what each layer lacks.

The order of AWS's own evaluation does not matter to the result; the layers do
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html):
any explicit deny wins; every service control policy level, the boundary, the session policy and the endpoint's
policy must allow; and identity and resource policies together must grant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from intramuros.estate.values import symbols
from intramuros.reasoning.access.aws.conditions import doubt, holds, unmet
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.exemptions import (
    UNIDENTIFIED,
    bound_by_rcps,
    bound_by_scps,
    impossible,
    needs_resource_policy,
    never_denied,
)
from intramuros.reasoning.access.aws.principals import Caller, Level, Meant, levels_of, same_account
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every, inverse, some

LayerName = Literal["identity", "resource", "grant", "boundary", "session", "scp", "rcp", "endpoint"]


class Request(Struct, frozen=True, kw_only=True, gc=False):
    """One concrete request."""

    caller: Caller
    action: str
    resources: tuple[str, ...]
    """Every name of the resource (its ARN; for what the estate does not know yet also its address)."""
    account: str
    """The account that owns the resource."""
    context: Context


class Layers(Struct, frozen=True, kw_only=True, gc=False):
    """The policies that bear on a request; None and () = that layer is absent."""

    identity: tuple[Policy, ...] = ()
    all_powerful: bool = False
    """Identity policies are not ours to see and taken to allow everything (accounts outside the estate; root users)."""
    resource: tuple[Policy, ...] = ()
    session: tuple[Policy, ...] = ()
    boundary: tuple[Policy, ...] = ()
    scps: tuple[tuple[Policy, ...], ...] = ()
    rcps: tuple[tuple[Policy, ...], ...] = ()
    endpoint: tuple[Policy, ...] = ()
    grants: tuple[Policy, ...] = ()
    """Grants on the KMS key that is asked for, each as a document that allows its grantee."""
    managing: str = ""
    """The organisation's management account, which its service and resource control policies do not bind; '' = another one."""


class Decider(Struct, frozen=True, gc=False):
    """A statement that took part: where it stands, what it does and how surely."""

    layer: LayerName
    policy: Policy
    statement: Statement | None
    """None where the whole document could not be read."""
    truth: Truth
    level: Level = Level.DIRECT
    context: Context | None = None
    """What its conditions were held against; None where they hold."""
    unfit: str = ""
    """Why the statement may not stand in this layer."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Condition keys that kept it from matching for certain."""
        return unmet(self.statement, self.context) if self.statement is not None and self.context is not None else ()

    @property
    def why(self) -> str:
        """What is missing where `truth` is MAYBE; faults with the path of the mistake (`$.Statement[0].Effect`)."""
        name = self.policy.label or f"the {self.layer} policy"
        if self.statement is None:
            return f"{name} cannot be read ({self.policy.fault})"
        which = f"statement {self.statement.sid or self.statement.index} of {name}"
        faults = (*self.statement.faults, *((self.unfit,) if self.unfit else ()))
        if faults:
            at = f"$.Statement[{self.statement.index}]"
            return f"{which}: " + "; ".join(at + ("" if f.startswith((":", " ")) else ".") + f for f in faults)
        if not self.keys:
            return f"{which}: it names what is not known{_unnamed(self.statement)}"
        doubts = dict.fromkeys(doubt(t) for t in self.statement.tests if t.key in self.keys)
        return f"{which}: " + "; ".join(d for d in doubts if d)


def _unnamed(statement: Statement) -> str:
    """The first thing that a statement names by what is missing of it."""
    whom = statement.principal.arns if statement.principal is not None else ()
    what = (statement.actions, statement.not_actions, statement.resources, statement.not_resources, whom)
    return next((f": {why}" for listed in what for text in listed or () for address, why in symbols(text) if address == "?"), "")


class Layer(Struct, frozen=True, gc=False):
    """What one layer says."""

    denies: tuple[Decider, ...] = ()
    allows: tuple[Decider, ...] = ()
    nearly: tuple[Decider, ...] = ()
    """Allow statements that only a condition keeps from matching."""

    @property
    def denied(self) -> Truth:
        """Whether the layer denies explicitly."""
        return some(d.truth for d in self.denies)

    @property
    def allowed(self) -> Truth:
        """Whether some statement allows."""
        return some(d.truth for d in self.allows)

    def allowed_at(self, *levels: Level) -> Truth:
        """Whether some statement allows that names the caller at one of these levels."""
        return some(d.truth for d in self.allows if d.level in levels)


class Judgement(Struct, frozen=True, kw_only=True, gc=False):
    """The answer for one request, and what each layer contributed."""

    granted: Truth
    """Identity and resource policies together grant."""
    denied: Truth
    within: tuple[tuple[str, Truth, Policy | None], ...]
    """Each guardrail that must allow, whether it does, and the document (or None) to look at."""
    layers: dict[LayerName, Layer]
    same_account: Truth

    @property
    def allowed(self) -> Truth:
        """The whole answer."""
        return min(inverse(self.denied), self.granted, every(t for _, t, _ in self.within))


def judge(request: Request, layers: Layers) -> Judgement:
    """Hold one request against every layer."""
    seen = _look(request, layers)
    mine = same_account(request.caller.account, request.account) if request.caller.account else NO
    if never_denied(request.caller, request.action):
        return Judgement(granted=YES, denied=NO, within=(), layers=seen, same_account=mine)
    granted = NO if impossible(request.caller, request.action, request.resources) else _granted(request, layers, seen, mine)
    denied = some(layer.denied for layer in seen.values() if layer.denies)
    return Judgement(granted=granted, denied=denied, within=_within(request, layers, seen, mine), layers=seen, same_account=mine)


def _look(request: Request, layers: Layers) -> dict[LayerName, Layer]:
    kind = request.caller.kind
    identified = kind not in UNIDENTIFIED
    own = identified and kind not in ("root", "account")
    scps = [p for level in layers.scps for p in level] if bound_by_scps(request.caller, layers.managing) else []
    rcps = (
        [p for level in layers.rcps for p in level]
        if bound_by_rcps(request.caller, request.action, request.account, layers.managing)
        else []
    )
    return {
        "identity": _layer("identity", layers.identity if identified and kind != "root" else (), request),
        "resource": _layer("resource", layers.resource, request, boundary=own and bool(layers.boundary)),
        "grant": _layer("grant", layers.grants, request),
        "session": _layer("session", layers.session if identified else (), request),
        "boundary": _layer("boundary", layers.boundary if own else (), request),
        "scp": _layer("scp", scps, request),
        "rcp": _layer("rcp", rcps, request),
        "endpoint": _layer("endpoint", layers.endpoint, request),
    }


_SILENT = Layer()
"""A layer without policies."""


def _layer(name: LayerName, policies: Sequence[Policy], request: Request, *, boundary: bool = False) -> Layer:
    if not policies:
        return _SILENT
    denies: list[Decider] = []
    allows: list[Decider] = []
    nearly: list[Decider] = []
    for policy in policies:
        if policy.fault:
            denies += [Decider(name, policy, None, MAYBE)] * policy.may_deny
            allows.append(Decider(name, policy, None, MAYBE))
        for statement, covers in policy.wording.covering(request.action):
            for found in _deciders(name, policy, statement, covers, request, boundary=boundary):
                if found.truth is not NO:
                    (allows if statement.effect == "Allow" else denies).append(found)
                if statement.effect == "Allow" and found.truth is not YES:
                    nearly.append(found)
    return Layer(tuple(denies), tuple(allows), tuple(nearly))


def _deciders(
    name: LayerName, policy: Policy, statement: Statement, covers: Truth, request: Request, *, boundary: bool
) -> Iterable[Decider]:
    """The part of a statement that `covers` the action, where nothing but its conditions may keep it from matching."""
    truth = statement.covers_resource(request.resources, request.context)
    if truth is NO:
        return ()
    truth = min(truth, covers)
    meant = _meant(name, statement, request.caller, boundary=boundary)
    if meant[-1][0] is NO:
        return ()
    unfit = _unfit(name, statement)
    if unfit:
        truth = min(truth, MAYBE)
    condition = holds(statement, request.context) if statement.tests else YES
    if condition is NO and statement.effect == "Deny":
        return ()
    truth = min(truth, condition)
    context = None if condition is YES else request.context
    return [Decider(name, policy, statement, min(truth, t), level, context, unfit) for t, level in meant]


_OF_IDENTITIES = frozenset({"identity", "session", "boundary", "scp"})
_ANYONE: tuple[Meant, ...] = ((YES, Level.DIRECT),)
_NOBODY: tuple[Meant, ...] = ((NO, Level.DIRECT),)


def _meant(name: LayerName, statement: Statement, caller: Caller, *, boundary: bool) -> tuple[Meant, ...]:
    if name in _OF_IDENTITIES:
        return _ANYONE  # who is named there has no place there (`_unfit`)
    if statement.not_principal is not None and boundary and statement.effect == "Deny":
        return _ANYONE  # NotPrincipal with Deny catches every caller that has a boundary, listed or not
    if statement.principal is not None or statement.not_principal is not None:
        return levels_of(statement, caller)
    return _NOBODY if name in ("resource", "grant") else _ANYONE


def _unfit(name: LayerName, statement: Statement) -> str:
    """What AWS would not take in a policy of this layer, so that nothing is sure of the statement.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html ("It must not be included in identity-based
    policies"; "Statements must include either a Resource or a NotResource element", which trust policies do without).
    """
    if name in _OF_IDENTITIES and statement.confines_principals:
        return "Principal has no place in a policy of identities"
    return statement.unfit if name != "resource" else ""


def _granted(request: Request, layers: Layers, seen: dict[LayerName, Layer], mine: Truth) -> Truth:
    """What identity and resource policies grant together, in one account and across two."""
    resource = seen["resource"]
    kind = request.caller.kind
    if kind in UNIDENTIFIED:
        return resource.allowed
    identity = YES if layers.all_powerful or kind == "root" else seen["identity"].allowed
    direct = resource.allowed_at(Level.DIRECT, Level.ROLE)
    if kind in ("root", "account"):
        direct = resource.allowed
    across = min(resource.allowed, identity)
    within = max(direct, across) if needs_resource_policy(request.action, request.resources) else max(direct, identity)
    if layers.grants:
        granted = seen["grant"].allowed_at(Level.DIRECT, Level.ROLE)
        granted = max(granted, min(seen["grant"].allowed, identity))
        across, within = max(across, granted), max(within, granted)
    if mine is MAYBE:
        return across if across == within else MAYBE
    return within if mine is YES else across


def _within(request: Request, layers: Layers, seen: dict[LayerName, Layer], mine: Truth) -> tuple[tuple[str, Truth, Policy | None], ...]:
    """The guardrails that must allow."""
    out: list[tuple[str, Truth, Policy | None]] = []
    caller = request.caller
    identified = caller.kind not in UNIDENTIFIED
    named = max(seen["resource"].allowed_at(Level.DIRECT), seen["grant"].allowed_at(Level.DIRECT))
    exempt = min(mine, named) if identified else NO
    if identified and layers.boundary and caller.kind not in ("root", "account"):
        out.append(("boundary", max(seen["boundary"].allowed, exempt), layers.boundary[0]))
    if identified and layers.session:
        own = exempt if caller.kind in ("session", "role", "federated-user") else NO
        out.append(("session", max(seen["session"].allowed, own), layers.session[0]))
    if bound_by_scps(request.caller, layers.managing):
        best: dict[int, Truth] = {}
        for d in seen["scp"].allows:
            best[id(d.policy)] = max(d.truth, best.get(id(d.policy), NO))
        for level in layers.scps:
            allowed = max([best.get(id(p), NO) for p in level], default=NO)
            out.append(("scp", allowed, level[0] if level else None))
    if layers.endpoint:
        out.append(("endpoint", seen["endpoint"].allowed, layers.endpoint[0]))
    return tuple(out)
