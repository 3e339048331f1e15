# SPDX-License-Identifier: Apache-2.0
"""An actor's own way to a thing, without any chain: what the service allows, what the key allows, what S3's blocks cancel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct, structs

from intramuros.estate.access import Key, Vault
from intramuros.estate.moves import Guard, Move
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.aws.asking import Asked, Concern, Question, ask_any, insides_of
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.kms import KeyUse, helped_by_grant, key_concern, key_policies, key_use
from intramuros.reasoning.access.aws.principals import same_account, statement_means
from intramuros.reasoning.access.aws.s3 import acl_guards, acl_powers, block_guards, is_public, is_public_grantee
from intramuros.reasoning.access.aws.services import ACCESS_POINT, S3, Service, service_of
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, some
from intramuros.reasoning.access.aws.world import Actor, World, arns_of
from intramuros.reasoning.access.aws.writes import EDITED, key_to_write, key_to_write_by_list
from intramuros.reasoning.access.reach import Power, Who

Thing = DataStore | Vault | Key


class Way(Struct, frozen=True, kw_only=True, gc=False):
    """One actor's way to one power over one thing."""

    power: Power
    truth: Truth
    path: tuple[Move, ...]
    touched: bool = True
    """Some layer grants part of it."""


class Target:
    """A thing to be reached, with the service that keeps it and the policies that stand on it."""

    def __init__(self, world: World, thing: Thing, service: Service) -> None:
        self.world, self.thing, self.service = world, thing, service
        self.policies = self._policies()
        # Its access points are judged as doors of their own: whoever comes straight to a bucket comes through none of them.
        told: dict[str, Values] = dict.fromkeys(("s3:DataAccessPointAccount", "s3:DataAccessPointArn"))
        if isinstance(thing, Key):
            told = {**dict.fromkeys(("kms:ViaService",)), "kms:GrantIsForAWSResource": ("false",)}
        self.question = Question(resource=thing, service=service, policies=self.policies, told=told)
        self.bucket = world.estate.find(thing.host, DataStore) if service is ACCESS_POINT and isinstance(thing, DataStore) else None
        """The bucket that an access point is a door to."""

    def _policies(self) -> tuple[Policy, ...]:
        if isinstance(self.thing, Key):
            return key_policies(self.world, self.thing)
        return self.world.policies(self.thing.policies, f"{self.service.noun} policy")

    @property
    def concerns(self) -> tuple[Concern, ...]:
        """Everything that `ways` may ask: of the thing, of the bucket behind an access point, of the key."""
        return self.concerns_of(tuple(self.service.powers))

    def concerns_of(self, powers: tuple[Power, ...]) -> tuple[Concern, ...]:
        """The same for some of the powers alone."""
        lists = tuple(a for (a,) in LIST_WRITES) if self.lists is not NO else ()
        actions = tuple(sorted({*_actions(self.service, powers), *lists}))
        own = Concern(resource=self.thing, service=self.service, policies=self.policies, actions=actions)
        if isinstance(self.thing, Key):
            return (own,)
        key = key_concern(self.world, self.bucket or self.thing, self.service)
        return tuple(c for c in (own, self._behind(powers), key) if c is not None)

    def _behind(self, powers: tuple[Power, ...]) -> Concern | None:
        if self.bucket is None:
            return None
        policies = self.world.policies(self.bucket.policies, "bucket policy")
        return Concern(resource=self.bucket, service=S3, policies=policies, actions=_actions(S3, powers))

    @cached_property
    def may_grant(self) -> bool:
        """Whether its own policies may allow anything that a power needs."""
        actions = {a for power in self.service.powers.values() for alternative in power for a in alternative}
        lists = {a for (a,) in LIST_WRITES} if self.lists is not NO else set()
        return any(p.may_allow(a) for p in self.policies for a in actions | lists)

    @property
    def lists(self) -> Truth:
        """Whether access control lists surely are in use: who may write an object's list gives himself the object.

        Ownership that nobody declares is BucketOwnerEnforced in every bucket made since April 2023
        (https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html).
        """
        used = self.thing.extra.get("lists_in_use", False) if isinstance(self.thing, DataStore) else False
        return MAYBE if isinstance(used, Unknown) else YES if used else NO

    def elsewhere(self, actor: Actor) -> bool:
        """Whether an actor surely is of another account, or of none."""
        account = actor.caller.account
        return not account or same_account(account, self.world.account_of(self.thing)) is NO

    @property
    def is_bucket(self) -> bool:
        """Whether S3's own rules about the public apply."""
        return self.service.prefix == "s3"

    @property
    def public_policy(self) -> Truth:
        """Whether S3 takes its policy for public."""
        return some(is_public(p) for p in self.policies)


def _actions(service: Service, powers: tuple[Power, ...]) -> tuple[str, ...]:
    alternatives = (a for power in powers for a in service.powers.get(power, ()))
    return tuple(sorted({action for alternative in alternatives for action in alternative}))


def target_of(world: World, thing: Thing) -> Target | None:
    """The thing as a target; None where no IAM action reaches its data."""
    service = service_of(thing)
    return None if service is None else Target(world, thing, service)


LISTS = "list"
"""What `Asked.part` says where an object's list is written first."""
LIST_WRITES = (("s3:PutObjectAcl",), ("s3:PutObjectVersionAcl",))
"""Each gives whoever may do it the objects, where lists are in use."""
_POWERS: tuple[Power, ...] = ("manage", "read", "write", "delete")


def ways(actor: Actor, target: Target, powers: tuple[Power, ...] = _POWERS) -> Iterator[Way]:
    """The actor's best way to each power."""
    manage: Asked | None = None
    for power in powers:
        asked = _ask(actor, target, power)
        if power == "manage":
            manage = asked
        if asked is not None:
            yield _way(actor, target, power, _self_granted(asked, manage, power))


def truth_of(actor: Actor, target: Target, power: Power) -> Truth:
    """Whether the actor has a power, without the ways of it; who may write the policy may give himself any."""
    asked = _ask(actor, target, power)
    if asked is not None and asked.truth is not YES and power != "manage":
        asked = _self_granted(asked, _ask(actor, target, "manage"), power)
    if asked is None:
        return NO
    held = _held(actor, target, power, asked)
    return min(held.truth, held.key.truth)


def _ask(actor: Actor, target: Target, power: Power) -> Asked | None:
    """What the policies say of a power; None where the service knows no such thing."""
    alternatives = target.service.ways_to(power, elsewhere=target.elsewhere(actor))
    if not alternatives:
        return None
    asked = ask_any(target.world, actor, target.question, alternatives)
    if power == "read" and isinstance(target.thing, Key):
        asked = helped_by_grant(target.thing, actor, asked)
    return _listed(actor, target, asked) if power == "read" and target.lists is not NO else asked


def outsider_ways(actor: Actor, target: Target) -> Iterator[Way]:
    """The ways of somebody who is told of in any case: reading, and whatever else some layer grants part of.

    What a thing's own policies cannot grant, nobody of another account has.
    """
    powers: tuple[Power, ...] = ("read",) if target.elsewhere(actor) and not target.may_grant else _POWERS
    return (w for w in ways(actor, target, powers) if w.touched or w.power == "read")


def _self_granted(asked: Asked, manage: Asked | None, power: str) -> Asked:
    """Who may write the policy may give himself the content, unless that is denied to him."""
    denied = asked.judgement.denied if asked.judgement is not None else NO
    if power == "manage" or manage is None or manage.truth is NO or asked.truth >= manage.truth or denied is not NO:
        return asked
    return Asked(truth=manage.truth, guards=manage.guards, touched=True, policy=manage.policy, judgement=manage.judgement, part=EDITED)


def _listed(actor: Actor, target: Target, asked: Asked) -> Asked:
    """Who may write the list of an object grants himself reading, unless that is denied to him."""
    denied = asked.judgement.denied if asked.judgement is not None else NO
    if asked.truth is YES or denied is not NO:
        return asked
    written = ask_any(target.world, actor, target.question, LIST_WRITES)
    truth = min(written.truth, target.lists)
    if truth <= asked.truth:
        return asked
    doubt = "whether access control lists are in use"
    thing = target.thing
    unsure = Guard(name="ACLs ignored", state="unknown", address=thing.address, origin=thing.origin, why=doubt)
    guards = (*written.guards, unsure) if target.lists is MAYBE else written.guards
    return structs.replace(written, truth=truth, guards=guards, touched=True, part=LISTS)


class _Held(Struct, frozen=True, gc=False):
    """What is left of an answer once all that is no policy has been held against it."""

    truth: Truth
    guards: tuple[Guard, ...]
    key: KeyUse


def _way(actor: Actor, target: Target, power: Power, asked: Asked) -> Way:
    held = _held(actor, target, power, asked)
    path = _path(actor, target, power, asked, held.guards, held.key)
    touched = asked.touched or (held.key.touched and power == "read")
    return Way(power=power, truth=min(held.truth, held.key.truth), path=path, touched=touched)


def _held(actor: Actor, target: Target, power: Power, asked: Asked) -> _Held:
    guards = list(asked.guards) if asked.truth is not YES else []
    truth = asked.truth
    if target.is_bucket and isinstance(target.thing, DataStore):
        cut = _cancelled(actor, target, target.thing, asked)
        guards += cut
        truth = min(truth, left_by(cut))
    behind = _behind(actor, target, power)
    truth = min(truth, behind.truth)
    guards += behind.guards if behind.truth is not YES else ()
    before = fence("foreign" if actor.abroad else actor.who, target)
    guards += before
    truth = min(truth, left_by(before))
    if actor.doubt:
        truth = min(truth, MAYBE)
        guards.append(_doubt(actor, target))
    idle = truth is NO and not asked.touched and actor.who == "own" and not _is_below(actor, target)
    return _Held(truth, tuple(guards), KeyUse(truth=YES) if idle else _key(actor, target, power, asked))


def _is_below(actor: Actor, target: Target) -> bool:
    """Whether an identity, or an account taken whole, is of a lower environment."""
    bounds = target.world.bounds
    return "lower" in (bounds.level(actor.principal), bounds.account_levels.get(actor.principal.removeprefix("account:")))


def _behind(actor: Actor, target: Target, power: Power) -> Asked:
    """An access point opens for another account only what the bucket's policy opens too, by name or by delegation.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html ("delegating access control")
    """
    account = target.world.account_of(target.thing)
    outside = not actor.caller.account or same_account(actor.caller.account, account) is not YES
    if target.bucket is None or not outside or power == "manage":
        return Asked(truth=YES)
    told: dict[str, Values] = {"s3:DataAccessPointAccount": (account,), "s3:DataAccessPointArn": arns_of(target.thing)[:1]}
    policies = target.world.policies(target.bucket.policies, "bucket policy")
    return ask_any(target.world, actor, Question(resource=target.bucket, service=S3, policies=policies, told=told), S3.powers[power])


_ENDPOINTS = ("s3", "es")
"""Services whose endpoint may stand in a VPC alone: access points and search domains."""


def fence(who: Who, target: Target) -> tuple[Guard, ...]:
    """A VPC endpoint alone keeps out whoever has no place in it, whatever a policy grants.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html ("access policies … on VPC domains")
    """
    gate = target.thing.gate if isinstance(target.thing, DataStore) and target.service.prefix in _ENDPOINTS else None
    if gate is None or who not in ("anonymous", "foreign") or gate.public is True:
        return ()
    unsure = gate.public.why if isinstance(gate.public, Unknown) else ""
    return (
        Guard(name="VPC only", state="unknown" if unsure else "holds", address=gate.address, origin=gate.origin, why=unsure or gate.why),
    )


def _doubt(actor: Actor, target: Target) -> Guard:
    return Guard(name="trusted account", state="unknown", address=target.thing.address, origin=target.thing.origin, why=actor.doubt)


def _key(actor: Actor, target: Target, power: Power, asked: Asked) -> KeyUse:
    if isinstance(target.thing, Key):
        return KeyUse(truth=YES)
    held = target.bucket or target.thing
    if power == "write" and target.is_bucket and isinstance(held, DataStore):
        return key_to_write(target.world, actor, target.question, held, asked)
    return key_use(target.world, actor, held, target.service, power)


def left_by(guards: tuple[Guard, ...]) -> Truth:
    """What guards leave of an allowance."""
    states = {g.state for g in guards}
    return NO if "holds" in states else MAYBE if "unknown" in states else YES


def _cancelled(actor: Actor, target: Target, store: DataStore, asked: Asked) -> tuple[Guard, ...]:
    """S3's blocks: a public policy in force is cut to the own account; where none is, they refuse a new one."""
    account = target.world.account_of(store)
    if actor.caller.account and same_account(actor.caller.account, account) is YES:
        return ()
    if asked.truth is not NO or asked.touched:
        public = target.public_policy
        found = block_guards(store, existing=True) if public is not NO else ()
        return found if public is YES else tuple(_unsure(g) for g in found)
    return block_guards(store, existing=False) if actor.who == "anonymous" else ()


def _unsure(guard: Guard) -> Guard:
    why = "whether S3 takes the policy for public is not known"
    return Guard(name=guard.name, state="unknown", address=guard.address, origin=guard.origin, why=why)


def _path(actor: Actor, target: Target, power: Power, asked: Asked, guards: tuple[Guard, ...], key: KeyUse) -> tuple[Move, ...]:
    """The key first where there is one, then the thing itself."""
    thing = target.thing
    moves: list[Move] = []
    here = actor.principal
    if key.address and isinstance(key.key, Key):
        says = f"{key.says or 'may not decrypt with'} {key.address}"
        moves.append(
            Move(source=here, target=key.address, kind="decrypt", says=says, address=key.address, origin=key.key.origin, guards=key.guards)
        )
        here = key.address
    elif key.guards:
        guards = (*guards, *key.guards)
    policy = asked.policy
    moves.append(
        Move(
            source=here,
            target=thing.address,
            kind="edit" if power == "manage" else "read",
            says=_says(power, asked),
            address=(policy.address if policy is not None else "") or thing.address,
            origin=(policy.origin if policy is not None else None) or thing.origin,
            guards=guards,
            everyones=_for_everyone(actor, target, power, asked),
        )
    )
    return tuple(moves)


def _for_everyone(actor: Actor, target: Target, power: Power, asked: Asked) -> bool:
    """Whether nothing may grant it but what the thing's own policies grant to everyone."""
    if not asked.touched or asked.part in (EDITED, LISTS):
        return False
    actions = {a for alternative in target.service.powers[power] for a in alternative}
    insides = {a: insides_of(target.service, a, target.thing) for a in actions}
    at_home = not target.elsewhere(actor)  # abroad his own policies grant nothing
    if at_home and actor.layers.all_powerful:
        return False
    own = ((p, a, i) for p in actor.layers.identity for a in actions for i in insides[a]) if at_home else ()
    if any(p.may_allow(a) and p.may_allow_on(a, i) for p, a, i in own):
        alone = structs.replace(target.question, policies=())  # patterns may meet in a name that no object bears: asked, they grant nothing
        if ask_any(target.world, actor, alone, target.service.powers[power]).touched:
            return False
    stated = (s for p in target.policies for a in actions for s in p.wording.about(a) if s.effect == "Allow")
    return not any(p.fault for p in target.policies) and not any(_is_named(s, actor) for s in stated)


def _is_named(statement: Statement, actor: Actor) -> bool:
    """Whether a statement may mean the actor and not everyone else too."""
    listed = statement.principal
    return listed is not None and not listed.everyone and statement_means(statement, actor.caller) is not NO


VERBS: dict[Power, str] = {
    "read": "reads",
    "write": "writes to",
    "delete": "deletes from",
    "manage": "manages",
    "keys": "fetches the keys of",
}


def _says(power: Power, asked: Asked) -> str:
    if asked.part == EDITED:
        return f"may change its policy and so {VERBS[power]} it"
    if asked.part == LISTS:
        return f"may write the lists of its objects and so {VERBS[power]} it"
    if asked.truth is YES and asked.policy is not None and asked.policy.label:
        return f"{VERBS[power]} it through {asked.policy.label}"
    return f"{VERBS[power]} it" if asked.truth is YES else f"would be one who {VERBS[power]} it"


def door_ways(target: Target) -> Iterator[Way]:
    """What a store shows to anyone by its very kind: a public repository."""
    for door in target.thing.doors if isinstance(target.thing, DataStore) else ():
        if door.anonymous is True and door.regardless:
            says = f"is pulled from by anyone ({door.why})"
            move = Move(source="anonymous", target=target.thing.address, kind="read", says=says, address=door.address, origin=door.origin)
            yield Way(power="read", truth=YES, path=(move,))


def key_by_list(target: Target, actor: Actor, store: DataStore, power: Power) -> KeyUse:
    """The key that stands before somebody whom an access control list allows."""
    if power == "write":
        return key_to_write_by_list(target.world, actor, target.question, store)
    return key_use(target.world, actor, store, target.service, power)


def acl_ways(target: Target) -> Iterator[Way]:
    """What the bucket's access control list gives to everyone."""
    store = target.thing
    if not isinstance(store, DataStore) or not target.is_bucket:
        return
    for grant in store.acl:
        public = is_public_grantee(grant)
        guards = acl_guards(store)
        if public is MAYBE:
            why = getattr(grant.grantee, "why", "")
            guards = (*guards, Guard(name="ACL grantee", state="unknown", address=grant.address, origin=grant.origin, why=why))
        for power in sorted(acl_powers(grant)) if public is not NO else ():
            key = key_by_list(target, target.world.anonymous, store, power)
            move = Move(
                source="anonymous",
                target=store.address,
                kind="read",
                says=f"{VERBS[power]} it through its access control list",
                address=grant.address,
                origin=grant.origin,
                guards=(*guards, *key.guards),
            )
            yield Way(power=power, truth=min(public, left_by((*guards, *key.guards))), path=(move,))
