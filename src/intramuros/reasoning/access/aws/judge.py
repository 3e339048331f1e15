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

from intramuros.estate.patterns import lazy
from intramuros.reasoning.access.aws.conditions import holds, unmet
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.principals import Caller, Level, level_of, same_account, statement_means
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every, inverse, some

LayerName = Literal["identity", "resource", "boundary", "session", "scp", "rcp", "endpoint"]


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


class Decider(Struct, frozen=True, gc=False):
    """A statement that took part: where it stands, what it does and how surely."""

    layer: LayerName
    policy: Policy
    statement: Statement | None
    """None where the whole document could not be read."""
    truth: Truth
    level: Level = Level.DIRECT
    keys: tuple[str, ...] = ()
    """Condition keys that kept it from matching for certain."""

    @property
    def why(self) -> str:
        """What is missing where `truth` is MAYBE."""
        name = self.policy.label or f"the {self.layer} policy"
        if self.statement is None:
            return f"{name} cannot be read ({self.policy.fault})"
        which = f"statement {self.statement.sid or self.statement.index} of {name}"
        if self.statement.fault:
            return f"{which}: {self.statement.fault}"
        return f"{which}: {', '.join(self.keys)} is not known" if self.keys else f"{which}: it names what is known only after apply"


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


_RCP_BOUND: dict[str, str] = {
    "s3": "2024-11",
    "sts": "2024-11",
    "kms": "2024-11",
    "sqs": "2024-11",
    "secretsmanager": "2024-11",
    "ecr": "2025-06",
    "aoss": "2025-06",
    "cognito-idp": "2026-01",
    "cognito-identity": "2026-01",
    "logs": "2026-01",
    "dynamodb": "2026-02",
}
"""Services that resource control policies bind, and since when
(https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services; the last of them
https://aws.amazon.com/about-aws/whats-new/2026/02/aws-expands-resource-control-policies-amazon/; looked up 2026-11).
A service that joined later counts as not bound: what a policy denies there is then told as open, never as closed."""
_NEVER_DENIED = "sts:getcalleridentity"
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: allowed even where explicitly denied."""


def judge(request: Request, layers: Layers) -> Judgement:
    """Hold one request against every layer."""
    seen = _look(request, layers)
    mine = same_account(request.caller.account, request.account) if request.caller.account else NO
    granted = NO if _immutable(request) else _granted(request, layers, seen, mine)
    denied = some(layer.denied for layer in seen.values() if layer.denies)
    if request.action.casefold() == _NEVER_DENIED and request.caller.kind != "anonymous":
        return Judgement(granted=YES, denied=NO, within=(), layers=seen, same_account=mine)
    return Judgement(granted=granted, denied=denied, within=_within(request, layers, seen, mine), layers=seen, same_account=mine)


def _immutable(request: Request) -> bool:
    """AWS's own policies and the roles of its services are only looked at, whatever a policy says.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
    """
    action = request.action.casefold()
    if action.startswith("kms:") and any(":alias/aws/" in r for r in request.resources):
        return True
    if not action.startswith("iam:") or action.removeprefix("iam:").startswith(("get", "list", "simulate", "generate")):
        return False
    return any(_AWS_OWNED.match(r) for r in request.resources)


_AWS_OWNED = lazy(r"arn:[^:]*:iam::(?:aws:policy/|[^:]*:role/aws-reserved/)")


def _look(request: Request, layers: Layers) -> dict[LayerName, Layer]:
    caller = request.caller
    governed = caller.kind not in ("service", "anonymous", "federated") and not caller.service_linked
    rcps = [p for level in layers.rcps for p in level] if _bound_by_rcp(request) else []
    return {
        "identity": _layer("identity", layers.identity, request, boundary=False),
        "resource": _layer("resource", layers.resource, request, boundary=bool(layers.boundary)),
        "session": _layer("session", layers.session, request, boundary=False),
        "boundary": _layer("boundary", layers.boundary, request, boundary=False),
        "scp": _layer("scp", [p for level in layers.scps for p in level] if governed else [], request, boundary=False),
        "rcp": _layer("rcp", rcps, request, boundary=False),
        "endpoint": _layer("endpoint", layers.endpoint, request, boundary=False),
    }


def _bound_by_rcp(request: Request) -> bool:
    """RetireGrant and the calls of service-linked roles are exempt."""
    if request.caller.service_linked or request.action.casefold() == "kms:retiregrant":
        return False
    return request.action.split(":", 1)[0].casefold() in _RCP_BOUND


_PRINCIPAL_DEFAULT: dict[LayerName, Truth] = {
    "identity": YES,
    "resource": NO,
    "session": YES,
    "boundary": YES,
    "scp": YES,
    "rcp": YES,
    "endpoint": YES,
}
"""What a statement without Principal means: everyone, save in a resource policy, where it never matches."""


_SILENT = Layer()
"""A layer without policies."""


def _layer(name: LayerName, policies: Sequence[Policy], request: Request, *, boundary: bool) -> Layer:
    if not policies:
        return _SILENT
    denies: list[Decider] = []
    allows: list[Decider] = []
    nearly: list[Decider] = []
    for policy in policies:
        if policy.fault:
            denies += [Decider(name, policy, None, MAYBE)] * policy.may_deny
            allows.append(Decider(name, policy, None, MAYBE))
        for statement in policy.wording.about(request.action):
            found, unconditional = _decider(name, policy, statement, request, boundary=boundary)
            if found is None:
                continue
            if found.truth is not NO:
                (allows if statement.effect == "Allow" else denies).append(found)
            if statement.effect == "Allow" and found.truth is not YES and unconditional is not NO:
                nearly.append(found)
    return Layer(tuple(denies), tuple(allows), tuple(nearly))


def _decider(name: LayerName, policy: Policy, statement: Statement, request: Request, *, boundary: bool) -> tuple[Decider | None, Truth]:
    """The statement's part, and whether it would match were it not for its conditions."""
    truth = statement.covers_action(request.action)
    if truth is not NO:
        truth = min(truth, statement.covers_resource(request.resources, request.context))
    if truth is NO:
        return None, NO
    level = Level.DIRECT
    if statement.principal is not None or statement.not_principal is not None:
        meant, level = level_of(statement, request.caller)
        if boundary and statement.effect == "Deny" and statement.not_principal is not None:
            meant = YES  # NotPrincipal with Deny catches every caller that has a boundary, listed or not
    else:
        meant = statement_means(statement, request.caller, default=_PRINCIPAL_DEFAULT[name])
    truth = min(truth, meant)
    if truth is NO:
        return None, NO
    condition = holds(statement, request.context) if statement.tests else YES
    keys = () if condition is YES else unmet(statement, request.context)
    return Decider(name, policy, statement, min(truth, condition), level, keys), truth


def _granted(request: Request, layers: Layers, seen: dict[LayerName, Layer], mine: Truth) -> Truth:
    """What identity and resource policies grant together, in one account and across two."""
    resource = seen["resource"]
    kind = request.caller.kind
    if kind in ("service", "anonymous", "federated"):
        return resource.allowed
    identity = YES if layers.all_powerful or kind == "root" else seen["identity"].allowed
    direct = resource.allowed_at(Level.DIRECT, Level.ROLE)
    if kind in ("root", "account"):
        direct = resource.allowed
    across = min(resource.allowed, identity)
    within = max(direct, across) if needs_resource_policy(request.action, request.resources) else max(direct, identity)
    if mine is MAYBE:
        return across if across == within else MAYBE
    return within if mine is YES else across


def needs_resource_policy(action: str, resources: Iterable[str]) -> bool:
    """KMS keys and role assumption: identity policies mean nothing unless the key's or the trust policy lets them.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    folded = action.casefold()
    if folded in _KMS_WITHOUT_KEY or any(":alias/" in r for r in resources):
        return False
    return folded.startswith(("kms:", "sts:assumerole"))


_KMS_WITHOUT_KEY = frozenset({"kms:createkey", "kms:listkeys", "kms:listaliases", "kms:generaterandom"})


def _within(request: Request, layers: Layers, seen: dict[LayerName, Layer], mine: Truth) -> tuple[tuple[str, Truth, Policy | None], ...]:
    """The guardrails that must allow."""
    out: list[tuple[str, Truth, Policy | None]] = []
    caller = request.caller
    identified = caller.kind not in ("service", "anonymous", "federated")
    resource = seen["resource"]
    exempt = min(mine, resource.allowed_at(Level.DIRECT)) if identified else NO
    if identified and layers.boundary and caller.kind not in ("root", "account"):
        out.append(("boundary", max(seen["boundary"].allowed, exempt), layers.boundary[0]))
    if identified and layers.session:
        own = exempt if caller.kind in ("session", "federated-user") else NO
        out.append(("session", max(seen["session"].allowed, own), layers.session[0]))
    if identified and not caller.service_linked:
        for level in layers.scps:
            names = {id(p) for p in level}
            allowed = some(d.truth for d in seen["scp"].allows if id(d.policy) in names)
            out.append(("scp", allowed, level[0] if level else None))
    if layers.endpoint:
        out.append(("endpoint", seen["endpoint"].allowed, layers.endpoint[0]))
    return tuple(out)
