# SPDX-License-Identifier: Apache-2.0
"""Conditional Access as a question of coverage: which sign-in does no enabled policy block, or ask for a managed device and MFA.

A sign-in is somebody, an application that reaches protected data, a platform, a location and a client. The requirements of all
enabled policies that apply to it add up (learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-policies:
"all policies that apply must be satisfied"). A device that is not managed cannot pass a policy that asks for one, so it is blocked;
nor can a legacy client pass one that asks for MFA, or a guest's own device without trust across tenants.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

from msgspec import Struct, structs

from intramuros.estate.access import Account, Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.governance import NamedLocation, SignInPolicy
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.origin import Origin
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either, negate
from intramuros.reasoning.access.azure.identities import Principals
from intramuros.reasoning.signin_conditions import (
    LEGACY,
    UNMANAGED,
    Asks,
    Subject,
    asks,
    covers_app,
    covers_client,
    covers_device,
    covers_everyday,
    covers_location,
    covers_platform,
    covers_unmanaged,
    enforced,
    excludes_subject,
    includes_subject,
    location_names,
    overlap,
)
from intramuros.reasoning.signin_filters import COMPLIANT
from intramuros.reasoning.signin_subjects import exempt, member_of, of_identity, subjects

APPS: Final = (
    ("Azure Storage", "e406a681-f3d4-42a8-90b6-c2b029497af1", ("object-store", "file-share", "queue")),
    ("Azure management", "797f4846-ba00-4fd7-ba43-dac1f8f63013", ()),
    ("Azure SQL Database", "022907d3-0f1b-48f7-badc-1ba6abab6d66", ("database",)),
    ("Azure Machine Learning", "0736f41a-0425-4b46-bdb5-1563eff02385", ("ml-workspace",)),
    ("Azure Key Vault", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093", ("key-vault",)),
)
"""Applications through which people reach protected data, and for which kinds of store (none: for all)."""
PLATFORMS: Final = ("windows", "macOS", "linux", "android", "iOS", "windowsPhone", "an unrecognised platform")
CLIENTS: Final = ("browser", "mobileAppsAndDesktopClients", *LEGACY)
MOST_PLACES: Final = 3
MANY_PLACES: Final = 12
"""Of so many named locations no more than two are taken together."""
_TENANT: Final = Origin(file="", line=0)


class SignIn(Struct, frozen=True, kw_only=True):
    """One sign-in, readable."""

    who: Subject
    app: str
    app_id: str
    platform: str
    locations: tuple[NamedLocation, ...]
    """Every named location that it comes from at once; () = from anywhere else."""
    client: str

    @property
    def words(self) -> str:
        """The counterexample in a clause."""
        place = f"from {' within '.join(p.address for p in self.locations)}" if self.locations else "from anywhere"
        return f"{self.who.says} to {self.app} on {self.platform} {place} with {self.client}"


class Hole(Struct, frozen=True, kw_only=True):
    """A sign-in that nothing catches."""

    policy: str | None
    """The policy to charge: the one whose exclusion, state or scope leaves the hole; None where there is no policy."""
    sign_in: str
    missing: tuple[str, ...]
    """What nobody asks of it: `a managed device`, `MFA`, `a block of legacy clients`."""
    open: Fact[bool]
    because: str
    """Why the charged policy does not catch it."""
    evidence: tuple[str, ...]
    """Addresses of the policies, groups, accounts and locations that it rests on."""
    origin: Origin
    path: tuple[Move, ...] = ()
    subject: str = ""
    """Address (or id) of the account, where it is a certain one."""
    cell: SignIn | None = None
    """The sign-in itself, to be tried again; None where there is no policy to try it against."""


Cell: TypeAlias = tuple[Subject, tuple[str, str], str, tuple[NamedLocation, ...], str]


def holes(estate: Estate, bounds: Bounds) -> tuple[Hole, ...]:
    """Every distinct hole, certain ones first; () where the estate holds nobody who could sign in and no policy."""
    policies = estate.all(SignInPolicy)
    people = [i for i in estate.all(Identity) if i.cloud != "aws" and i.kind in ("user", "guest", "group")]
    if not policies:
        return _without_policies(people, estate)
    found: dict[tuple[str | None, str], Hole] = {}
    for who in _distinct(subjects(estate, bounds, policies), policies):
        for hole in _holes_of(who, estate, bounds, policies):
            key = (hole.policy, hole.because)
            if key not in found or (isinstance(found[key].open, Unknown) and hole.open is True):
                found[key] = hole
    return tuple(sorted(found.values(), key=lambda h: h.open is not True))


def unmanaged(estate: Estate, bounds: Bounds, principal: str) -> Fact[bool]:
    """Whether an account, or somebody of a group, can sign in from a device that nobody manages.

    Machines' identities sign in from no device, and break-glass accounts are exempt: for both the answer is no.
    """
    policies = estate.all(SignInPolicy)
    identity = estate.find(principal, Identity)
    if identity is not None and (exempt(identity, bounds) or identity.kind not in ("user", "guest", "group")):
        return False
    if not policies:
        return Unknown("no Conditional Access policy is declared here, and the tenant may have others")
    behind = _distinct(_behind(principal, identity, estate, bounds), policies)
    cells = (_sign_in(c) for who in behind for c in _cells(who, estate, bounds, policies))
    return either(*(both(one.who.exists, overlap(one.locations), negate(_coverage(one, policies)[0])) for one in cells))


def _behind(principal: str, identity: Identity | None, estate: Estate, bounds: Bounds) -> Iterator[Subject]:
    """The account itself; for a group its members, and anybody who might be one."""
    if identity is None:
        yield Subject(name=principal, says=principal, spelled=frozenset((principal.casefold(),)))
        return
    principals = Principals(estate, bounds)
    if identity.kind != "group":
        yield of_identity(identity, principals)
        return
    for name in principals.members(identity.address):
        member = principals.identity(name)
        if member is not None and member.kind in ("user", "guest") and not exempt(member, bounds):
            yield of_identity(member, principals)
    anyone = member_of(identity, principals)
    yield anyone
    if not (identity.members_known and identity.members_kept):
        others = (s for s in subjects(estate, bounds, estate.all(SignInPolicy)) if estate.find(s.name, Identity) is None)
        yield from (_perhaps_in(identity, anyone, who) for who in others)  # those whom the estate shows, it shows where they belong


def _perhaps_in(group: Identity, anyone: Subject, who: Subject) -> Subject:
    """Somebody whom policies may treat in a way of his own, as a member of a group that may have others than the estate shows."""
    belongs = Unknown(f"whether {who.name} is a member of {group.address}")
    return structs.replace(
        who, groups={**who.groups, **anyone.groups}, roles={**who.roles, **anyone.roles}, exists=both(who.exists, belongs)
    )


def _without_policies(people: list[Identity], estate: Estate) -> tuple[Hole, ...]:
    """Nothing to judge without people; a tenant shown to have no policy is open; other sources may leave policies out."""
    shown = next((a for a in estate.all(Account) if a.without_sign_in_policies), None)
    if not people and shown is None:
        return ()
    live = shown is not None or any(i.origin.dialect == "live" for i in people)
    about = shown or people[0]
    unsure = Unknown("no Conditional Access policy is declared, and whether the tenant has any elsewhere is not known")
    return (
        Hole(
            policy=None,
            sign_in="any user to Azure Storage from anywhere",
            missing=("a managed device", "MFA"),
            open=True if live else unsure,
            because=shown.without_sign_in_policies if shown else "no Conditional Access policy exists",
            evidence=(about.address,),
            origin=about.origin,
        ),
    )


def _distinct(found: Iterable[Subject], policies: tuple[SignInPolicy, ...]) -> Iterator[Subject]:
    """One subject for each way that the policies treat people: the others make the same holes."""
    seen: set[tuple[object, ...]] = set()
    for who in found:
        key = tuple(_applies(p, who) for p in policies)
        shown = tuple(f.why if isinstance(f, Unknown) else f for f in key)
        if (shown, who.exists is True) not in seen:
            seen.add((shown, who.exists is True))
            yield who


def _applies(policy: SignInPolicy, who: Subject) -> Fact[bool]:
    return both(includes_subject(policy, who), negate(excludes_subject(policy, who)))


def _cells(who: Subject, estate: Estate, bounds: Bounds, policies: tuple[SignInPolicy, ...]) -> Iterator[Cell]:
    """Every sign-in of somebody, as far as policies could tell two apart."""
    named = [p for p in _places(estate, policies) if any(covers_location(q, (p,)) != covers_location(q, ()) for q in policies)]
    platforms = PLATFORMS if any(p.conditions.get("platforms") for p in policies) else PLATFORMS[:1]
    for app, platform, place, client in itertools.product(_apps(estate, bounds), platforms, _together(named), CLIENTS):
        yield who, app, platform, place, client


def _together(named: list[NamedLocation]) -> Iterator[tuple[NamedLocation, ...]]:
    """Where a sign-in may come from: nowhere named, one place, or several at once where they overlap (an address in a country)."""
    yield ()
    deepest = MOST_PLACES if len(named) <= MANY_PLACES else 2
    for count in range(1, deepest + 1):
        yield from (places for places in itertools.combinations(named, count) if overlap(places) is not False)


def _places(estate: Estate, policies: tuple[SignInPolicy, ...]) -> tuple[NamedLocation, ...]:
    """The named locations of the estate, those that policies name and only the tenant holds, and its trusted ones, if it has any."""
    declared = estate.all(NamedLocation)
    known = {"all", *(n.casefold() for p in declared for n in (p.address, *p.ids))}
    if any(p.trusted is True for p in declared):
        known.add("alltrusted")
    unsure = Unknown("whether the tenant has trusted locations (no source declares any)")
    named = {n: q.origin for q in policies for n in location_names(q) if n.casefold() not in known}
    made = (NamedLocation(address=n, type="azuread_named_location", cloud="entra", origin=o, trusted=unsure) for n, o in named.items())
    return (*declared, *(structs.replace(p, address="a trusted location") if p.address.casefold() == "alltrusted" else p for p in made))


def _apps(estate: Estate, bounds: Bounds) -> tuple[tuple[str, str], ...]:
    kinds = {s.kind for s in estate.all(DataStore) if bounds.data(s.address)}
    fitting = [
        (name, client) for name, client, serves in APPS if not serves or kinds & set(serves) or (not kinds and name == "Azure Storage")
    ]
    return tuple(fitting)


def _sign_in(cell: Cell) -> SignIn:
    who, (app, client_id), platform, place, client = cell
    return SignIn(who=who, app=app, app_id=client_id, platform=platform, locations=place, client=client)


def _within(policy: SignInPolicy, one: SignIn) -> Fact[bool]:
    """Whether a policy's conditions take in a sign-in, whatever its state."""
    return both(
        _applies(policy, one.who),
        covers_app(policy, one.app_id),
        covers_platform(policy, one.platform),
        covers_location(policy, one.locations),
        covers_client(policy, one.client),
        covers_everyday(policy),
    )


def _coverage(one: SignIn, policies: tuple[SignInPolicy, ...]) -> tuple[Fact[bool], Fact[bool]]:
    """(an unmanaged device is kept out, MFA is asked of a managed one)."""
    live = [(p, applies) for p in policies if (applies := both(enforced(p), _within(p, one))) is not False]
    asked = [(p, applies, asks(p)) for p, applies in live]
    out = both(
        *(
            either(*(both(a, covers_device(p, d), either(w.blocks, w.device, _refuses(w, one.client))) for p, a, w in asked))
            for d in UNMANAGED
        )
    )
    mfa = both(
        *(either(*(both(a, covers_device(p, d), either(w.blocks, w.mfa, _refuses(w, one.client))) for p, a, w in asked)) for d in COMPLIANT)
    )
    return out, mfa


def _refuses(wanted: Asks, client: str) -> Fact[bool]:
    return wanted.anything if client in LEGACY else False


def _holes_of(who: Subject, estate: Estate, bounds: Bounds, policies: tuple[SignInPolicy, ...]) -> Iterator[Hole]:
    for cell in _cells(who, estate, bounds, policies):
        one = _sign_in(cell)
        device, mfa = _coverage(one, policies)
        opened = both(who.exists, overlap(one.locations), negate(both(device, mfa)))
        if opened is not False:
            yield _hole(one, opened, _missing(one, device, mfa), policies)


def _missing(one: SignIn, device: Fact[bool], mfa: Fact[bool]) -> tuple[str, ...]:
    if one.client in LEGACY:
        return ("a block of legacy clients",)
    return tuple(words for words, fact in (("a managed device", device), ("MFA", mfa)) if fact is not True)


def _hole(one: SignIn, opened: Fact[bool], missing: tuple[str, ...], policies: tuple[SignInPolicy, ...]) -> Hole:
    policy, because, cause = _charge(one, missing, policies)
    place = tuple(p.address for p in one.locations)
    account = one.who.name if one.who.name.casefold() in one.who.spelled else ""
    evidence = tuple(dict.fromkeys((policy.address, *cause, *((account,) if account else ()), *place, *_near(one, policies))))
    move = Move(
        source="unmanaged-device",
        target=account or one.app,
        kind="sign-in",
        address=policy.address,
        origin=policy.origin,
        says=f"signs in: {one.words}; {because}",
    )
    return Hole(
        policy=policy.address,
        sign_in=one.words,
        missing=missing,
        open=opened,
        because=because,
        evidence=evidence,
        origin=policy.origin,
        path=(move,),
        subject=account,
        cell=one,
    )


def _near(one: SignIn, policies: tuple[SignInPolicy, ...]) -> Iterator[str]:
    """Policies that take the sign-in in without catching it: report-only ones, and those that ask for less."""
    return (p.address for p in policies if _within(p, one) is True)


def _charge(one: SignIn, missing: tuple[str, ...], policies: tuple[SignInPolicy, ...]) -> tuple[SignInPolicy, str, tuple[str, ...]]:
    """The policy that comes nearest to catching the sign-in, and why it does not."""
    ranked = sorted(policies, key=lambda p: _distance(p, one, missing))
    best = ranked[0]
    return (best, *_why_not(best, one, missing))


def _distance(policy: SignInPolicy, one: SignIn, missing: tuple[str, ...]) -> tuple[int, int, int]:
    """How far a policy is from asking what is missing: what it asks first, then its state, then its conditions."""
    lacking = sum(f is False for f in _gives(policy, one, missing))
    off = enforced(policy) is not True
    conditions = (
        includes_subject(policy, one.who),
        negate(excludes_subject(policy, one.who)),
        covers_app(policy, one.app_id),
        covers_platform(policy, one.platform),
        covers_location(policy, one.locations),
        covers_client(policy, one.client),
        covers_everyday(policy),
    )
    return (
        lacking,
        int(off) * 2 + sum(f is not True for f in conditions[:1]) * 3 + sum(f is not True for f in conditions[2:]) * 2,
        sum(f is not True for f in conditions),
    )


def _gives(policy: SignInPolicy, one: SignIn, missing: tuple[str, ...]) -> list[Fact[bool]]:
    wanted = asks(policy)
    facts: dict[str, Fact[bool]] = {
        "a managed device": either(wanted.blocks, wanted.device),
        "MFA": either(wanted.blocks, wanted.mfa),
        "a block of legacy clients": either(wanted.blocks, _refuses(wanted, one.client)),
    }
    return [facts[m] for m in missing]


def _why_not(policy: SignInPolicy, one: SignIn, missing: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The first reason, with the addresses that it names."""
    if excludes_subject(policy, one.who) is not False:
        group = _excluding_group(policy, one.who)
        return f"{policy.address} excludes {group or one.who.says}", (group,) if group else ()
    checks: tuple[tuple[Fact[bool], str], ...] = (
        (includes_subject(policy, one.who), f"{policy.address} does not include {one.who.says}"),
        (covers_app(policy, one.app_id), f"{policy.address} does not cover {one.app}"),
        (covers_location(policy, one.locations), f"{policy.address} leaves out this location"),
        (covers_platform(policy, one.platform), f"{policy.address} leaves out {one.platform}"),
        (covers_client(policy, one.client), f"{policy.address} leaves out {one.client}"),
        (covers_everyday(policy), f"{policy.address} is about risky sign-ins or single flows only"),
        (enforced(policy), f"{policy.address} is {policy.state if isinstance(policy.state, str) else 'in a state that is not known'}"),
        (covers_unmanaged(policy), f"the device filter of {policy.address} leaves the device out"),
    )
    said = next((words for fact, words in checks if fact is not True), None)
    return said or f"{policy.address} does not ask for {' and '.join(missing)}", ()


def _excluding_group(policy: SignInPolicy, who: Subject) -> str | None:
    users = policy.conditions.get("users")
    named = users.get("excludeGroups") if isinstance(users, dict) else None
    return next((g for g in named or () if isinstance(g, str) and g.casefold() in who.groups), None) if isinstance(named, list) else None
