# SPDX-License-Identifier: Apache-2.0
"""The grounds of each move of a way: the request that stands for it, asked again by itself, and what every layer says of it.

Whoever knows only AWS's evaluation logic can follow them
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from intramuros.estate.access import Identity, Key, Vault
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Evidence
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.aws.asking import Asked, Question, ask, ask_any
from intramuros.reasoning.access.aws.decision import Decided, Step, decision
from intramuros.reasoning.access.aws.direct import LIST_WRITES, target_of
from intramuros.reasoning.access.aws.edits import lifting
from intramuros.reasoning.access.aws.judge import Layers, Request
from intramuros.reasoning.access.aws.kms import key_question, needs, self_granted, through_service
from intramuros.reasoning.access.aws.services import service_of
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import NO
from intramuros.reasoning.access.aws.trust import STS, TAGGED, trust_of
from intramuros.reasoning.access.aws.world import ANY_ACCOUNT, Actor, World
from intramuros.reasoning.access.reach import Power

_DECRYPTS = (("kms:Decrypt",),)
"""What a reader of the key itself asks of it."""


def grounds(world: World, path: tuple[Move, ...], power: Power) -> Iterator[tuple[Evidence, ...]]:
    """Per move what it rests on; () for moves that no single request stands for."""
    actor = _actor(world, path[0].source) if path else None
    store = path[-1].target if path else ""
    for move in path:
        asker = structs.replace(actor, tagged=True) if actor is not None and TAGGED in move.says else actor
        asked = None if asker is None else _asked(world, asker, move, store, power)
        yield () if asked is None else tuple(_granted(world, move) if _by_grant(move, asked) else _told(asked))
        actor = _after(world, move, actor)


def _after(world: World, move: Move, actor: Actor | None) -> Actor | None:
    """Who goes on after a move: whom he has become, or himself with what he has given himself."""
    if move.kind not in ("assume", "become", "pass-role", "edit") or world.estate.find(move.target, Identity) is None:
        return actor
    if move.kind != "edit":
        return _actor(world, move.target)
    edited = actor if actor is not None and actor.principal == move.target else _actor(world, move.target)
    return None if edited is None else structs.replace(edited, layers=_edited(world, move, edited.layers))


def _edited(world: World, move: Move, layers: Layers) -> Layers:
    """The layers as they stand after an edit: without the boundary, without what denied, or with whatever grant is wanted."""
    if "boundary" in move.says:
        return structs.replace(layers, boundary=())
    identity = world.estate.find(move.target, Identity)
    lifted = lifting(world, identity) if "that denies" in move.says and identity is not None else None
    if lifted is None:
        return structs.replace(layers, all_powerful=True)
    return structs.replace(layers, identity=tuple(p for p in layers.identity if id(p) not in lifted[0]))


def _by_grant(move: Move, asked: Asked) -> bool:
    """Whether a key opens by a grant and not by its policy."""
    return move.kind == "decrypt" and asked.truth is NO and not any(g.state == "holds" for g in move.guards)


def _granted(world: World, move: Move) -> Iterator[Evidence]:
    """https://docs.aws.amazon.com/kms/latest/developerguide/grants.html: a grant allows its grantee its operations."""
    key = world.estate.find(move.target, Key)
    for grant in key.grants if key is not None else ():
        operations = ", ".join(o for o in grant.operations if isinstance(o, str))
        whom = grant.grantee if isinstance(grant.grantee, str) else "somebody not known"
        yield Evidence(address=grant.address, says=f"grant `{grant.address}` allows {whom} {operations}", origin=grant.origin)


def _actor(world: World, principal: str) -> Actor | None:
    if principal in ("anonymous", ANY_ACCOUNT):
        return world.anonymous if principal == "anonymous" else world.any_account
    identity = world.estate.find(principal, Identity)
    if identity is not None:
        return world.actor(identity) if identity.cloud == "aws" else None
    return world.named(principal.removeprefix("account:"))


def _asked(world: World, actor: Actor, move: Move, store: str, power: Power) -> Asked | None:
    target = world.estate.by_address.get(move.target)
    if move.kind == "assume" and isinstance(target, Identity):
        return ask(world, actor, Question(resource=target, service=STS, policies=trust_of(world, target), told={}), "sts:AssumeRole")
    if move.kind == "decrypt" and isinstance(target, Key):
        thing = world.estate.by_address.get(store)
        service = service_of(thing) if isinstance(thing, DataStore | Vault) else None
        if "give itself" in move.says:
            return self_granted(world, actor, target)
        told = through_service(thing, service) if thing is not None and service is not None else {}
        actions = needs(service, power) if service is not None else ()
        return ask_any(world, actor, key_question(world, target, told), actions or _DECRYPTS)
    if isinstance(target, DataStore) and move.address in (*(a.address for a in target.acl), *(d.address for d in target.doors)):
        return None  # a list or a door that stands open is itself the ground
    if "lists of its objects" in move.says and isinstance(target, DataStore):
        listed = target_of(world, target)
        return None if listed is None else ask_any(world, actor, listed.question, LIST_WRITES)
    if move.kind in ("read", "edit") and isinstance(target, DataStore | Vault | Key):
        edits = move.kind == "edit" or "may change its policy" in move.says
        return _on_thing(world, actor, target, "manage" if edits else power)
    return None


def _on_thing(world: World, actor: Actor, thing: DataStore | Vault | Key, power: Power) -> Asked | None:
    target = target_of(world, thing)
    alternatives = target.service.powers.get(power) if target is not None else None
    return ask_any(world, actor, target.question, alternatives) if target is not None and alternatives else None


def _told(asked: Asked) -> Iterator[Evidence]:
    """The request, then layer by layer what is said of it."""
    request, layers, judgement = asked.request, asked.layers, asked.judgement
    if request is None or layers is None or judgement is None:
        for guard in asked.guards:
            yield Evidence(address=guard.address, says="no statement of any layer is about the action on it", origin=guard.origin)
        return
    found = decision(request, layers, judgement)
    here = _first(layers)
    yield Evidence(address="", says=f"asks {request.action} on {request.resources[0]}{_context(request, layers)}", origin=here)
    for step in found.steps:
        yield from _of_step(step, layers, here)
    yield Evidence(address="", says=f"{found.outcome}: {found.rule}", origin=here)


def _of_step(step: Step, layers: Layers, here: Origin) -> Iterator[Evidence]:
    if step.layer == "identity" and layers.all_powerful:
        yield Evidence(address="", says="identity policies: not ours to see, and taken to allow everything", origin=here)
        return
    documents = _documents(layers)[step.layer]
    blocks = ", which blocks" if step.blocks else ""
    why = f" ({step.why})" if step.why else ""
    if not step.statements:
        yield Evidence(address="", says=f"{_TITLES[step.layer]}: {step.says}{blocks}{why}", origin=here)
    for stated in step.statements:
        policy = documents[stated.policy]
        says = f"{_TITLES[step.layer]}: {_which(stated)} of `{policy.address or policy.label}` {step.says}{blocks}{why}"
        yield Evidence(address=policy.address, says=says, origin=policy.origin or here)


def _which(stated: Decided) -> str:
    if stated.statement < 0:
        return "the whole document"
    return f"statement {stated.statement}" + (f" “{stated.sid}”" if stated.sid else "")


_TITLES = {
    "identity": "identity policies",
    "resource": "the resource's policy",
    "grant": "grants of the key",
    "session": "session policies",
    "boundary": "the permissions boundary",
    "scp": "service control policies",
    "rcp": "resource control policies",
    "endpoint": "the endpoint's policy",
}


def _documents(layers: Layers) -> dict[str, tuple[Policy, ...]]:
    return {
        "identity": layers.identity,
        "resource": layers.resource,
        "grant": layers.grants,
        "session": layers.session,
        "boundary": layers.boundary,
        "scp": tuple(p for level in layers.scps for p in level),
        "rcp": tuple(p for level in layers.rcps for p in level),
        "endpoint": layers.endpoint,
    }


def _first(layers: Layers) -> Origin:
    """Some document that was looked at, for lines that are about none."""
    found = (p.origin for documents in _documents(layers).values() for p in documents if p.origin is not None)
    return next(found, Origin(file=""))


def _context(request: Request, layers: Layers) -> str:
    """What the request says of the keys that statements about it ask for."""
    documents = (p for held in _documents(layers).values() for p in held)
    keys = dict.fromkeys(t.key for p in documents for s in p.wording.about(request.action) for t in s.tests)
    told = [f"{k} {_value(request, k)}" for k in keys if request.context.knows(k)]
    return f" with {', '.join(told)}" if told else ""


def _value(request: Request, key: str) -> str:
    values = request.context.get(key)
    return "absent" if values is None else f"= {', '.join(values)}"
