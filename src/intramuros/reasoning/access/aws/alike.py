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
from intramuros.reasoning.access.aws.asking import Concern, insides_of
from intramuros.reasoning.access.aws.cells import works_only
from intramuros.reasoning.access.aws.conditions import test_holds
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.saying import NOTHING, Personal, Said, is_personal, personal, said
from intramuros.reasoning.access.aws.statements import Policy
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

    @cached_property
    def _standings(self) -> dict[str, Hashable]:
        return {}

    def standing(self, identity: Identity) -> Hashable:
        """What the evaluation reads of an identity whatever is asked, but for its names and its own policies."""
        if identity.address not in self._standings:
            self._standings[identity.address] = self._standing(identity)
        return self._standings[identity.address]

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
            return Hearing(self.world, concern)
        asked = (concern.resource.address, concern.actions)
        if asked not in self._hearings:
            self._hearings[asked] = Hearing(self.world, concern)
        return self._hearings[asked]

    @cached_property
    def _hearings(self) -> dict[Hashable, Hearing]:
        return {}

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

    def __init__(self, world: World, concern: Concern) -> None:
        self._concern = concern
        found = (
            b for a in concern.actions for i in insides_of(concern.service, a, concern.resource) for b in world.shelves.bearing_on(a, i)
        )
        self.bearers = {id(policy): identities for policy, identities in found}
        """Who bears each policy that speaks of it."""
        self._said: dict[tuple[int, bool], Said] = {}

    def of(self, policy: Policy) -> Said:
        """What one of the policies says of it."""
        if id(policy) not in self.bearers:
            return NOTHING
        wording = (id(policy.wording), policy.may_deny)
        if wording not in self._said:
            self._said[wording] = said(policy, self._concern)
        return self._said[wording]


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
        self._speaking = self._find_speaking()

    def _principals(self) -> Iterator[str]:
        for statement in (s for p in (*self._documents, *self._crowd.everywhere) for s in p.statements):
            for named in (statement.principal, statement.not_principal):
                yield from named.arns if named is not None else ()
        for concern in self._concerns:
            for grant in concern.resource.grants if isinstance(concern.resource, Key) else ():
                if isinstance(grant.grantee, str):
                    yield grant.grantee

    def _find_speaking(self) -> dict[str, set[int]]:
        """Per identity those of its policies that speak of what is asked."""
        bearers = {number: found for hearing in self._hearings for number, found in hearing.bearers.items()}
        speaking: dict[str, set[int]] = {}
        for number, found in bearers.items():
            for identity in found:
                speaking.setdefault(identity.address, set()).add(number)
        return speaking

    @cached_property
    def special(self) -> frozenset[str]:
        """Addresses of identities that have a policy about it, or are named."""
        return frozenset(self._speaking) | (self._named if self._named is not None else frozenset(self._crowd.order))

    def papers(self, identity: Identity) -> tuple[Policy, ...]:
        """The documents of an identity that count here: its boundary and the policies that speak of what is asked."""
        layers = self._world.actor(identity).layers
        speaking = self._speaking.get(identity.address, ())
        return (*layers.boundary, *(p for p in layers.identity if id(p) in speaking))

    def key(self, identity: Identity) -> Hashable:
        """Equal for identities that get the same answers."""
        single = self._named is None or identity.address in self._named
        actor = self._world.actor(identity)
        papers = self.papers(identity)
        heard = [h.of(p) for p in papers[len(actor.layers.boundary) :] for h in self._hearings]
        asked = reduce(or_, (said.personal for said in heard if said.personal is not NOTHING.personal), self._personal)
        return (
            identity.address if single else "",
            self._crowd.standing(identity),
            tuple(said.key for said in heard),
            pattern(identity, papers),
            self._crowd.values(actor, asked),
        )

    def copies(self, one: Identity, other: Identity) -> Iterator[tuple[Policy, Policy]]:
        """The documents that count of one identity, each with the other's of the same wording."""
        return zip(self.papers(one), self.papers(other), strict=True)

    @cached_property
    def asked(self) -> set[tuple[str, str]]:
        """What is asked about: the addresses of the concerns, with their actions."""
        return {(c.resource.address, a) for c in self._concerns for a in c.actions}

    def granted(self, among: frozenset[str] | None) -> Iterator[Group]:
        """Those `among` (None = all) alone, by what they are alike in."""
        addresses = self._crowd.order if among is None else among
        found: dict[Hashable, list[Identity]] = {}
        for address in addresses:
            identity = self._world.identities[self._crowd.order[address]]
            found.setdefault(self.key(identity), []).append(identity)
        return (_grouped(same, frozenset()) for same in found.values())

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
