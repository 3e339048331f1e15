# SPDX-License-Identifier: Apache-2.0
"""Identities put together whom nothing tells apart before a thing, so that one of them is asked for all.

Two identities get the same answer where all that the evaluation reads of them is the same: what they are (kind, account,
boundary, networks), the wording of those of their policies that speak of what is asked, the values of the condition keys
that are their own and that some document asks for; and where no document names either. Only their names differ then, and
the addresses of their copies of the documents: `retelling` puts those in.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property, reduce
from operator import or_

from msgspec import Struct, structs

from intramuros.estate.access import Identity, Key
from intramuros.estate.values import CLOSE, OPEN
from intramuros.reasoning.access.aws.asking import Concern
from intramuros.reasoning.access.aws.cells import works_only
from intramuros.reasoning.access.aws.conditions import test_holds
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.saying import (
    NOTHING,
    Personal,
    Phrase,
    Said,
    is_personal,
    listed_in,
    personal,
    phrases,
    places_of,
    said,
    unread,
)
from intramuros.reasoning.access.aws.statements import Policy, Wording
from intramuros.reasoning.access.aws.world import Actor, World


class Group(Struct, frozen=True):
    """Identities that are alike before one thing: the members but for those who stand in a group of their own."""

    members: tuple[Identity, ...]
    names: tuple[str, ...]
    """Their addresses."""
    but: frozenset[str] = frozenset()

    def __iter__(self) -> Iterator[Identity]:
        return (i for i in self.members if i.address not in self.but)


class Crowd:
    """The identities of one estate, with what can be said of each whatever is asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.order = {i.address: n for n, i in enumerate(world.identities)}
        """The place of each in the order of reading."""
        self._standings: dict[str, int] = {}
        self._numbers: dict[Hashable, int] = {}
        self._borne: dict[str, tuple[Actor, tuple[tuple[int, bool], ...]]] = {}
        self._phrases: dict[tuple[int, tuple[str, ...]], tuple[Phrase, ...]] = {}

    @cached_property
    def everywhere(self) -> tuple[Policy, ...]:
        """Documents that bear on requests whatever they ask for."""
        endpoints = (p for e in self.world.endpoints for p in self.world.policies(e.policies, "endpoint policy"))
        scps = (p for a in self.world.accounts for level in self.world.scps(a) for p in level)
        return tuple(dict.fromkeys((*endpoints, *scps)))

    @cached_property
    def classes(self) -> dict[Hashable, Group]:
        """Identities by all that is the same whatever is asked."""
        found: dict[Hashable, list[Identity]] = {}
        for identity in self.world.identities:
            found.setdefault(self.standing(identity), []).append(identity)
        return {k: Group(tuple(v), tuple(i.address for i in v)) for k, v in found.items()}

    def standing(self, identity: Identity) -> int:
        """A number that is equal for identities of whom the evaluation reads the same, but for their names and their own policies."""
        if identity.address not in self._standings:
            self._standings[identity.address] = self.number(self._standing(identity))
        return self._standings[identity.address]

    def borne(self, identity: Identity) -> tuple[Actor, tuple[tuple[int, bool], ...]]:
        """An identity as one who asks, with the wordings of its own policies (by `id`) and whether each may deny."""
        if identity.address not in self._borne:
            actor = self.world.actor(identity)
            self._borne[identity.address] = (actor, tuple((id(p.wording), p.may_deny) for p in actor.layers.identity))
        return self._borne[identity.address]

    def number(self, told: Hashable) -> int:
        """A number for something that is long to compare."""
        return self._numbers.setdefault(told, len(self._numbers))

    @cached_property
    def common(self) -> tuple[Policy, ...]:
        """Documents that bear on requests of many: those of everywhere, permissions boundaries, session policies."""
        layers = [self.world.actor(i).layers for i in self.world.identities]
        own = (p for held in layers for p in (*held.boundary, *held.session, *(q for level in held.scps for q in level)))
        return tuple({id(p.wording): p for p in (*self.everywhere, *own)}.values())

    def _standing(self, identity: Identity) -> Hashable:
        actor = self.world.actor(identity)
        nameless = structs.replace(actor.caller, name="", role_arn="", aliases=frozenset())
        kept = (*actor.layers.session, *(p for level in actor.layers.scps for p in level))
        return (
            nameless,
            actor.who,
            actor.foreign,
            actor.doubt,
            actor.layers.all_powerful,
            identity.kind,
            self.world.bounds.level(identity.address) == "lower",
            frozenset(actor.networks) & self._entered,
            works_only(self.world, actor),
            tuple(sorted((k, v) for k, v in actor.told.items() if not is_personal(k) and v is not None)),
            tuple(k for k in sorted(actor.told) if not is_personal(k)),
            tuple(id(p) for p in kept),
            tuple(worded(actor.layers.boundary)),
            pattern(identity, actor.layers.boundary),
            self.values(actor, personal(s for p in (*actor.layers.boundary, *self.everywhere) for s in p.statements)),
        )

    def hearing(self, concern: Concern) -> Hearing:
        """What identity policies say of a concern; of keys, which many stores share, worked out once."""
        if not isinstance(concern.resource, Key):
            return Hearing(self, concern)
        asked = (concern.resource.address, concern.actions)
        if asked not in self._hearings:
            self._hearings[asked] = Hearing(self, concern)
        return self._hearings[asked]

    @cached_property
    def _hearings(self) -> dict[Hashable, Hearing]:
        return {}

    def phrases(self, wording: Wording, actions: tuple[str, ...]) -> tuple[Phrase, ...]:
        """What a document says of some actions, worked out once."""
        asked = (id(wording), actions)
        if asked not in self._phrases:
            self._phrases[asked] = phrases(wording, actions)
        return self._phrases[asked]

    def is_always_told(self, identity: Identity) -> bool:
        """Root users, and everyone of a lower environment."""
        return identity.kind == "root" or self.world.bounds.level(identity.address) == "lower"

    @cached_property
    def _entered(self) -> frozenset[str]:
        """Networks in which some endpoint stands."""
        return frozenset(e.network for e in self.world.endpoints if isinstance(e.network, str))

    def values(self, actor: Actor, asked: Personal) -> tuple[Hashable, ...]:
        """What conditions and variables that read an identity's own keys make of it."""
        if not asked.tests and not asked.keys:
            return ()
        context = Context({**dict.fromkeys(asked.tags), **actor.told}, open_world=True)
        values = [(k, context.get(k) if context.knows(k) else "?") for k in sorted(asked.keys)]
        return (*values, *(test_holds(t, context, variables=v) for t, v in asked.tests))

    def named(self, principals: Iterable[str]) -> frozenset[str] | None:
        """Addresses of the identities that principals of a document may mean; None where they may mean anybody."""
        found = {a for p in principals for a in self._by_alias.get(p, ())}
        for principal in principals:
            tail = _after_symbols(principal)
            if OPEN in principal and "/" not in tail and ":" not in tail:
                return None
            found.update(self._by_part.get("", ()))
            found.update(a for part in tail.split("/")[1:] for a in self._by_part.get(part, ()))
        return frozenset(found)

    @cached_property
    def _by_alias(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for identity in self.world.identities:
            caller = self.world.actor(identity).caller
            for name in {*caller.aliases, caller.name, caller.role_arn}:
                found.setdefault(name, []).append(identity.address)
        return found

    @cached_property
    def _by_part(self) -> dict[str, list[str]]:
        """Identities by the last part of their ARNs; under '' those where it is not known, or is no name."""
        found: dict[str, list[str]] = {}
        for identity in self.world.identities:
            found.setdefault(_last_part(self.world.actor(identity).caller.name), []).append(identity.address)
        return found


def _last_part(arn: str) -> str:
    """The name at the end of an ARN; '' where there is none that can be told."""
    _, slash, name = _after_symbols(arn).rpartition("/")
    return name if slash and ":" not in name and arn.startswith("arn:") else ""


def _after_symbols(text: str) -> str:
    """What stands after the last symbol of a text."""
    return text.rpartition(CLOSE)[2]


def worded(policies: Iterable[Policy]) -> Iterator[tuple[int, bool]]:
    """What counts of documents whoever bears them."""
    return ((id(p.wording), p.may_deny) for p in policies)


def pattern(identity: Identity, policies: Iterable[Policy]) -> tuple[int, ...]:
    """Which of the addresses of an identity and its documents are the same, whatever they are; () where all differ."""
    named = [(identity.address, identity.origin), *((p.address, p.origin) for p in policies)]
    if len({address for address, _ in named}) == len(named):
        return ()
    first: dict[object, int] = {}
    return tuple(first.setdefault(x, len(first)) for address, origin in named for x in (address, (address, origin)))


class Hearing:
    """What the identity policies of an estate say of one concern."""

    def __init__(self, crowd: Crowd, concern: Concern) -> None:
        self._crowd = crowd
        self._places = places_of(concern)
        near = crowd.world.shelves.near
        wordings = {id(w): w for insides, actions in self._places for a in actions for i in insides for w in near(a, i)}
        heard = ((number, self.said(wording)) for number, wording in wordings.items())
        self._heard = {number: said for number, said in heard if said is not NOTHING}

    def said(self, wording: Wording) -> Said:
        """What any document says of it, whoever bears it and wherever it stands."""
        if wording.fault:
            return unread(wording.fault, may_deny=True)
        told = [
            (place, listed, phrase)
            for place, (insides, actions) in enumerate(self._places)
            for phrase in self._crowd.phrases(wording, actions)
            if (listed := listed_in(phrase.statement, insides)) is not None
        ]
        return said(told) if told else NOTHING

    @property
    def wordings(self) -> frozenset[int]:
        """The wordings, by `id`, of the policies that speak of it."""
        return frozenset(self._heard)

    @property
    def allowing(self) -> Iterator[int]:
        """Those of them that may allow some of it."""
        return (number for number, said in self._heard.items() if said.allows)

    def of(self, wording: int, may_deny: bool) -> Said:  # the two halves of what is borne
        """What one of the policies says of it: its wording, by `id`, and whether it may deny."""
        heard = self._heard.get(wording, NOTHING)
        return heard if may_deny or not heard.unread else unread(heard.unread, may_deny=False)


Together = tuple[int, bool]
"""A number for what policies say together, and whether none of them speaks of the thing by its name."""
TruthKey = tuple[str, int, Together, tuple[Hashable, ...]]
"""Who is named, how he stands, what his policies say together, what is made of his own keys."""


class Peers:
    """Who is alike where a thing is asked about."""

    def __init__(self, crowd: Crowd, concerns: tuple[Concern, ...]) -> None:
        self._crowd, self._concerns = crowd, concerns
        self._world = crowd.world
        rcps = (p for c in concerns for level in self._world.rcps(self._world.account_of(c.resource)) for p in level)
        self._documents = tuple(dict.fromkeys((*(p for c in concerns for p in c.policies), *rcps)))
        self._personal = personal(s for p in self._documents for s in p.statements)
        self._named = crowd.named(tuple(self._principals()))
        self._hearings = tuple(crowd.hearing(c) for c in concerns)
        self._speaking = frozenset[int]().union(*(h.wordings for h in self._hearings))
        """Wordings of the policies that speak of what is asked."""
        self._together: dict[Hashable, tuple[Together, Personal]] = {}

    def _principals(self) -> Iterator[str]:
        for statement in (s for p in (*self._documents, *self._crowd.everywhere) for s in p.statements):
            for named in (statement.principal, statement.not_principal):
                yield from named.arns if named is not None else ()
        for concern in self._concerns:
            for grant in concern.resource.grants if isinstance(concern.resource, Key) else ():
                if isinstance(grant.grantee, str):
                    yield grant.grantee

    @cached_property
    def special(self) -> frozenset[str]:
        """Addresses of identities that have a policy about it, or are named."""
        if self._named is None:
            return frozenset(self._crowd.order)
        return self._named.union(i.address for i in self._world.shelves.bearing(self._speaking))

    @property
    def granted(self) -> frozenset[str]:
        """Addresses of identities that have a policy which may allow some of what is asked of the thing itself."""
        own = (
            n for c, h in zip(self._concerns, self._hearings, strict=True) if c.resource is self._concerns[0].resource for n in h.allowing
        )
        return frozenset(i.address for i in self._world.shelves.bearing(own))

    def papers(self, identity: Identity) -> tuple[Policy, ...]:
        """The documents of an identity that count here: its boundary and the policies that speak of what is asked."""
        layers = self._world.actor(identity).layers
        return (*layers.boundary, *(p for p in layers.identity if id(p.wording) in self._speaking))

    def key(self, identity: Identity) -> Hashable:
        """Equal for identities that get the same answers."""
        papers = self.papers(identity)
        heard = self._heard(papers, identity)
        return (
            identity.address if self._is_single(identity) else "",
            self._crowd.standing(identity),
            tuple((said.sure, said.rest) for h in heard for said in h),
            pattern(identity, papers),
            self._crowd.values(self._world.actor(identity), self._asked_of(heard)),
        )

    def _heard(self, papers: tuple[Policy, ...], identity: Identity) -> tuple[tuple[Said, ...], ...]:
        """Per concern what each of the identity's own policies says of it."""
        own = papers[len(self._world.actor(identity).layers.boundary) :]
        return tuple(tuple(h.of(id(p.wording), p.may_deny) for p in own) for h in self._hearings)

    def _is_single(self, identity: Identity) -> bool:
        """Whether some document may name it."""
        return self._named is None or identity.address in self._named

    def _asked_of(self, heard: tuple[tuple[Said, ...], ...]) -> Personal:
        """What all that counts reads of an identity's own keys."""
        return reduce(or_, (s.personal for h in heard for s in h if s.personal is not NOTHING.personal), self._personal)

    def copies(self, one: Identity, other: Identity) -> Iterator[tuple[Policy, Policy]]:
        """The documents that count of one identity, each with the other's of the same wording."""
        return zip(self.papers(one), self.papers(other), strict=True)

    @cached_property
    def asked(self) -> set[tuple[str, str]]:
        """What is asked about: the addresses of the concerns, with their actions."""
        return {(c.resource.address, a) for c in self._concerns for a in c.actions}

    @property
    def asked_of(self) -> set[str]:
        """The things that are asked: the thing itself, what stands behind it, its key."""
        return {c.resource.address for c in self._concerns}

    def among(self, addresses: frozenset[str] | None) -> Iterator[Identity]:
        """The identities of some addresses (None = all)."""
        return (self._world.identities[self._crowd.order[a]] for a in (self._crowd.order if addresses is None else addresses))

    def truth_key(self, identity: Identity) -> TruthKey:
        """Equal for identities of whom the same is true, whichever documents make it so."""
        actor, borne = self._crowd.borne(identity)
        together, asked = self._all_said(tuple(p for p in borne if p[0] in self._speaking))
        single = identity.address if self._is_single(identity) else ""
        values = self._crowd.values(actor, asked) if asked is not NOTHING.personal else ()
        return single, self._crowd.standing(identity), together, values

    def _all_said(self, wordings: tuple[tuple[int, bool], ...]) -> tuple[Together, Personal]:
        """What policies say together, and what they and the thing's own ask of whoever bears them."""
        if wordings not in self._together:
            heard = tuple(tuple(h.of(*w) for w in wordings) for h in self._hearings)
            sure = tuple(frozenset(x for said in h for x in said.sure) for h in heard)
            rest = tuple(frozenset(x for said in h for x, _ in said.rest) for h in heard)
            nameless = all(said.nameless for h in heard for said in h)
            self._together[wordings] = ((self._crowd.number((sure, rest)), nameless), self._asked_of(heard))
        return self._together[wordings]

    @cached_property
    def around(self) -> Hashable:
        """What all the documents that bear on requests of anybody say of it; None where they speak of it by its name."""
        common = [p.wording for p in (*self._crowd.common, *self._documents)]
        heard = [h.said(w) for w in common for h in self._hearings]
        return tuple((s.sure, s.rest) for s in heard) if all(s.nameless for s in heard) else None

    def groups(self, among: frozenset[str] | None) -> Iterator[Group]:
        """Those `among` (None = all) and everyone of a lower environment, and root users, by what they are alike in."""
        special = self.special if among is None else self.special | among
        found: dict[Hashable, list[Identity]] = {}
        for address in sorted(special, key=self._crowd.order.__getitem__):
            identity = self._world.identities[self._crowd.order[address]]
            if among is None or address in among or self._crowd.is_always_told(identity):
                found.setdefault(self.key(identity), []).append(identity)
        yield from (_grouped(same, frozenset()) for same in found.values())
        for standing in self._crowd.classes.values():
            if among is None or self._crowd.is_always_told(standing.members[0]):
                yield from self._parted(standing, special)

    def _parted(self, standing: Group, special: frozenset[str]) -> Iterator[Group]:
        """Identities that stand alike, by what the thing's own documents make of their keys."""
        if not self._personal.tests and not self._personal.keys:
            yield Group(standing.members, standing.names, special)
            return
        found: dict[Hashable, list[Identity]] = {}
        for identity in standing.members:
            found.setdefault(self._crowd.values(self._world.actor(identity), self._personal), []).append(identity)
        yield from (_grouped(same, special) for same in found.values())


def _grouped(members: list[Identity], but: frozenset[str]) -> Group:
    return Group(tuple(members), tuple(i.address for i in members), but)
