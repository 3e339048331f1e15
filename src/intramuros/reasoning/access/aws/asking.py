# SPDX-License-Identifier: Apache-2.0
"""Asks whether one actor may do one action on one resource in some way open to him: any object, any endpoint, any header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard
from intramuros.estate.resource import Resource
from intramuros.reasoning.access.aws.blame import Blame, weight
from intramuros.reasoning.access.aws.cells import Place, contexts, places, resource_tags, told_of
from intramuros.reasoning.access.aws.context import Context, Values, witness
from intramuros.reasoning.access.aws.globs import matches, overlap
from intramuros.reasoning.access.aws.judge import Judgement, Layers, Request, judge
from intramuros.reasoning.access.aws.principals import Level
from intramuros.reasoning.access.aws.services import Service, asked_on
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import NO, YES, Truth, every
from intramuros.reasoning.access.aws.world import Actor, World

_ANY_PART = "any/thing"
_MOST_PAIRED = 12
"""Patterns that are also tried against each other."""


class Asked(Struct, frozen=True, kw_only=True, gc=False):
    """The best answer that an actor can get, and what stands in its way."""

    truth: Truth
    guards: tuple[Guard, ...] = ()
    touched: bool = False
    """Some layer grants, or would but for a condition."""
    policy: Policy | None = None
    """A document that grants."""
    part: str = ""
    judgement: Judgement | None = None
    request: Request | None = None
    """The concrete request that this is the answer to."""
    layers: Layers | None = None
    """What it was held against."""


class Question(Struct, frozen=True, kw_only=True, gc=False):
    """What is asked of a resource, with the policies that stand on it."""

    resource: Resource
    service: Service
    policies: tuple[Policy, ...]
    told: dict[str, Values]
    """Condition keys that follow from how the resource is used (`kms:ViaService`)."""


class Concern(Struct, frozen=True, kw_only=True):
    """Part of what a question about a thing comes to: actions on one resource, with the policies that stand on it."""

    resource: Resource
    service: Service
    policies: tuple[Policy, ...]
    actions: tuple[str, ...]


def ask(world: World, actor: Actor, question: Question, action: str) -> Asked:
    """The best answer over every part of the resource, every way in and every context the actor can bring about."""
    world.consulted.add((question.resource.address, action))
    layers = structs.replace(
        actor.layers,
        resource=question.policies,
        rcps=world.rcps(world.account_of(question.resource)),
    )
    if not _worth_asking(layers, actor, question, action):
        return _unasked(world, actor, question)
    blame = Blame(question.resource, question.service.noun, actor, world.estate.find(actor.principal, Identity))
    best: Asked | None = None
    for request, place in _requests(world, actor, question, action, layers):
        before = structs.replace(layers, endpoint=place.policies)
        found = _asked(judge(request, before), blame, request, before)
        if found.truth is YES:
            return found
        if best is None or _better(found, best):
            best = found
    return best or _unasked(world, actor, question)


def _worth_asking(layers: Layers, actor: Actor, question: Question, action: str) -> bool:
    """Whether any layer that could grant has a statement about the action on the resource or a part of it at all."""
    if actor.foreign or actor.who == "anonymous" or layers.all_powerful:
        return True
    if any(s.effect == "Deny" for p in layers.resource for s in p.wording.about(action)):
        return True  # what denies it as well is one guard more
    if len(question.resource.ids) > 1 and not asked_on(question.service, action, question.resource, "")[0].startswith("arn:"):
        return any(p.may_allow(action) for p in (*layers.identity, *layers.resource))
    inside = inside_of(question.service, action, question.resource)
    return any(p.may_allow(action) and p.may_allow_on(action, inside) for p in (*layers.identity, *layers.resource))


def inside_of(service: Service, action: str, resource: Resource) -> str:
    """The pattern of the names under which an action asks for a resource or some part of it."""
    return insides_of(service, action, resource)[0]


def insides_of(service: Service, action: str, resource: Resource) -> tuple[str, ...]:
    """The same for each name of the resource."""
    names = asked_on(service, action, resource, "")
    return tuple(f"{n}?*" for n in names) if service.part and action not in service.whole else names


def _unasked(world: World, actor: Actor, question: Question) -> Asked:
    owner = world.estate.find(actor.principal, Identity)
    at = owner if owner is not None else question.resource
    name = "key policy" if question.service.noun == "key" else "no grant in an identity policy"
    place = question.resource if question.service.noun == "key" else at
    return Asked(truth=NO, guards=(Guard(name=name, state="holds", address=place.address, origin=place.origin),))


def _better(one: Asked, other: Asked) -> bool:
    return (-one.truth, weight(one.guards)) < (-other.truth, weight(other.guards))


def _requests(world: World, actor: Actor, question: Question, action: str, layers: Layers) -> Iterator[tuple[Request, Place]]:
    account = world.account_of(question.resource)
    rest = [*layers.boundary, *layers.session, *(p for level in (*layers.scps, *layers.rcps) for p in level)]
    policies = (*layers.identity, *layers.resource, *rest)
    follows = told_of(world, question.resource)
    for part in _parts(actor, question, action, policies):
        names = asked_on(question.service, action, question.resource, part)
        for place in places(world, actor, question.service.prefix):
            tests = [t for p in (*policies, *place.policies) for s in p.touching(action, names) for t in s.tests]
            tags = resource_tags(question.resource, (t.key for t in tests))
            base = {**follows, **actor.told, **question.told, **tags, **place.told}
            for context in contexts(world, actor, base, tests):
                yield Request(caller=actor.caller, action=action, resources=names, account=account, context=context), place


def _parts(actor: Actor, question: Question, action: str, policies: Iterable[Policy]) -> list[str]:
    """Parts of the resource (object keys) worth asking for: one inside each pattern that a statement names, and any other."""
    if not question.service.part or action in question.service.whole:
        return [""]
    base = asked_on(question.service, action, question.resource, "")[0]
    inside = f"{base}?*"
    named = [p for p in _patterns(actor, action, policies) if question.service.noun != "bucket" or _names_bucket(p, base)]
    hits = {p: h for p in named if (h := overlap(p, inside)) is not None}
    some_hits = list(hits)[:_MOST_PAIRED]
    pairs = [overlap(p, q) for p in some_hits for q in some_hits if p < q]
    found = [h for h in (*hits.values(), *pairs) if h is not None and h.startswith(base) and len(h) > len(base)]
    return [*dict.fromkeys(f.removeprefix(base) for f in found), _ANY_PART]


def _names_bucket(pattern: str, base: str) -> bool:
    """Whether a pattern's bucket part fits the bucket.

    `arn:aws:s3:::a-*-b/*` would also match the key `x-b/y` of bucket `a-c`; that such an object exists is nobody's
    intent and not to be seen, so only keys under buckets that the pattern names are asked for.
    """
    bucket, slash, _ = pattern.partition("/")
    return not slash or matches(bucket, base.removesuffix("/")) is not NO


def _patterns(actor: Actor, action: str, policies: Iterable[Policy]) -> list[str]:
    known = Context(actor.told, open_world=True)
    out: dict[str, None] = {}
    for policy in policies:
        for statement in policy.wording.about(action):
            listed = statement.resources if statement.effect == "Allow" else statement.not_resources
            if listed:
                out |= dict.fromkeys((witness(p, known) or p) if "${" in p else p for p in listed if p != "*")
    return list(out)


def _asked(judgement: Judgement, blame: Blame, request: Request, before: Layers) -> Asked:
    layers = judgement.layers
    identity = layers["identity"].allows
    delegated = bool(identity) or blame.needs_no_identity  # naming the account alone grants its principals nothing
    grants = [*(d for d in layers["resource"].allows if delegated or d.level is not Level.ACCOUNT), *identity]
    near = [*layers["resource"].nearly, *layers["identity"].nearly]
    policy = max(grants, key=lambda d: d.truth).policy if grants else None
    touched = bool(grants or near) or judgement.granted is not NO
    guards = () if judgement.allowed is YES else blame.guards(judgement)
    return Asked(
        truth=judgement.allowed,
        guards=guards,
        touched=touched,
        policy=policy,
        judgement=judgement,
        part=request.resources[0],
        request=request,
        layers=before,
    )


def ask_all(world: World, actor: Actor, question: Question, actions: Iterable[str]) -> Asked:
    """Several actions that are needed together."""
    found = [ask(world, actor, question, action) for action in actions]
    if len(found) == 1:
        return found[0]
    guards = tuple({g.key: g for f in found for g in f.guards}.values())
    policy = next((f.policy for f in found if f.policy is not None), None)
    return Asked(
        truth=every(f.truth for f in found),
        guards=guards,
        touched=any(f.touched for f in found),
        policy=policy,
        part=found[0].part,
        judgement=found[0].judgement,
        request=found[0].request,
        layers=found[0].layers,
    )


def ask_any(world: World, actor: Actor, question: Question, alternatives: Iterable[Iterable[str]]) -> Asked:
    """The best of several ways to the same power."""
    best: Asked | None = None
    for actions in alternatives:
        found = ask_all(world, actor, question, actions)
        if found.truth is YES:
            return found
        if best is None or _better_touched(found, best):
            best = found
    return best if best is not None else Asked(truth=NO)


def _better_touched(one: Asked, other: Asked) -> bool:
    return (-one.truth, not one.touched, weight(one.guards)) < (-other.truth, not other.touched, weight(other.guards))
