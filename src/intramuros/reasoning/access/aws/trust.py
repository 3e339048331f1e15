# SPDX-License-Identifier: Apache-2.0
"""Who may assume a role: principals of our accounts, strangers, and holders of tokens from outside issuers.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html warns that a trust policy for GitHub
without a condition on the subject lets every repository of the world in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec import Struct, structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard, Move
from intramuros.estate.values import Unknown, is_symbolic, readable, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.aws.asking import Asked, Question, ask
from intramuros.reasoning.access.aws.authorities import anchored, unvouched
from intramuros.reasoning.access.aws.entra import Trusted, entra_entries
from intramuros.reasoning.access.aws.entries import Entry, asked_for, is_open
from intramuros.reasoning.access.aws.principals import caller_of, may_be_everyone
from intramuros.reasoning.access.aws.services import Service
from intramuros.reasoning.access.aws.statements import Policy, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.world import Actor, World, arn_of
from intramuros.reasoning.access.reach import Who
from intramuros.reasoning.access.subjects import is_anybodys, narrowest, trusts, whose
from intramuros.reasoning.access.tokens import tenant_of

STS = Service(prefix="sts", noun="trust", powers={})
_ASSUME, _TAG = "sts:AssumeRole", "sts:TagSession"
TAGGED = ", its session tagged at will"
"""What a move says of a role whose session somebody tagged: the tags of the role itself do not tell whether it may."""


class Lead(Struct, frozen=True):
    """Identities that may have a way to become another, and how to find out: not asked where they are known to get there anyway."""

    takers: tuple[Identity, ...]
    find: Callable[[Identity], Iterable[Entry]]


class Anyone(Struct, frozen=True):
    """Identities any of which may have the way, as nobody can read who has: told once, of one of those who are wanted."""

    names: tuple[str, ...]
    find: Callable[[tuple[str, ...]], Iterable[Entry]]


class Strangers(Struct, frozen=True):
    """The same of those who are no identities of the estate, and whose names are only known once they are found."""

    find: Callable[[], Iterable[Entry]]


def trust_of(world: World, role: Identity) -> tuple[Policy, ...]:
    """The role's trust policy, parsed."""
    return () if role.trust is None else (world.policy(role.trust, "trust policy"),)


def assumers(world: World, role: Identity) -> Iterator[Lead | Anyone | Strangers]:
    """Everyone who may assume a role, or nearly may."""
    policies = trust_of(world, role)
    question = Question(resource=role, service=STS, policies=policies, told={})
    named = {i.address: i for i in _candidates(world, role, policies)}
    yield Lead(tuple(named.values()), partial(_assumes, world, role, question))
    if any(map(_is_unread, policies)):
        left = tuple(a for a in world.lower if a != role.address and a not in named)
        yield Anyone(left, partial(_anyone, world, role, question))
    yield Strangers(partial(_others, world, role, question))


def _assumes(world: World, role: Identity, question: Question, taker: Identity) -> Iterator[Entry]:
    actor = world.actor(taker)
    return _entry(actor, taker, role, ask(world, actor, question, _ASSUME))


def tagging(world: World, entry: Entry, role: Identity) -> Truth:
    """Whether he who assumes a role may tag the session as he likes, and so be whom a condition on tags asks for.

    Which tags a trust policy admits is not looked into: where it asks for any in particular, it is not known.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
    """
    policies = trust_of(world, role)
    if not any(p.may_allow(_TAG) for p in policies):
        return NO
    strangers = (a for a in _strangers(world, policies) if a.principal == entry.principal)
    actor = world.actor(entry.identity) if entry.identity is not None else next(strangers, None)
    if actor is None:
        return NO
    found = ask(world, actor, Question(resource=role, service=STS, policies=policies, told={}), _TAG).truth
    asked = (t.folded for p in policies for s in p.wording.about(_TAG) for t in s.tests)
    return min(found, MAYBE) if any(k.startswith(("aws:requesttag/", "aws:tagkeys")) for k in asked) else found


def members(world: World, group: Identity) -> Iterator[Anyone]:
    """Users who may belong to a group some of whose members nobody can read."""
    missing = next((m for m in group.members if isinstance(m, Unknown)), None)
    if missing is not None:
        users = (a for a in world.lower if (i := world.estate.find(a, Identity)) is not None and i.kind == "user")
        left = tuple(a for a in users if a not in {m.address for m in world.members_of(group)})
        yield Anyone(left, partial(_belongs, world, group, missing))


def _belongs(world: World, group: Identity, missing: Unknown, wanted: tuple[str, ...]) -> Iterator[Entry]:
    """One of those wanted, for all."""
    user = world.estate.find(wanted[0], Identity)
    doubt = Guard(name="group membership", state="unknown", address=group.address, origin=group.origin, why=missing.why)
    move = Move(
        source=wanted[0],
        target=group.address,
        kind="become",
        says="may be a member of",
        address=group.address,
        origin=group.origin,
        guards=(doubt,),
    )
    yield Entry(principal=wanted[0], who="own", identity=user, truth=MAYBE, moves=(move,), alike=wanted)


def admitting(world: World, taker: Identity) -> Iterator[Identity]:
    """Roles whose trust policies name an identity, or may name anybody: those that it needs no permission to assume."""
    by_name, open_ones = world.once(("admitting",), lambda: _admitted(world))
    yield from (*by_name.get(taker.address, ()), *open_ones)


def _admitted(world: World) -> tuple[dict[str, list[Identity]], list[Identity]]:
    by_name: dict[str, list[Identity]] = {}
    open_ones: list[Identity] = []
    for role in (i for i in world.identities if i.kind == "role"):
        policies = trust_of(world, role)
        statements = [s for p in policies for s in p.statements]
        if any(map(_is_unread, policies)) or any(s.not_principal is not None or (s.principal and s.principal.everyone) for s in statements):
            open_ones.append(role)
        for arn in dict.fromkeys(a for s in statements if s.principal is not None for a in s.principal.arns):
            if (named := world.find(arn, caller_of(arn))) is not None:
                by_name.setdefault(named.address, []).append(role)
            elif is_symbolic(arn):
                open_ones.append(role)
    return by_name, open_ones


def _is_unread(policy: Policy) -> bool:
    """Whether it is not known whom a trust policy lets in."""
    allowed = [s for s in policy.statements if s.effect == "Allow"]
    named = (a for s in allowed if s.principal is not None for a in s.principal.arns)
    return bool(policy.fault) or any(s.fault for s in allowed) or any(map(may_be_everyone, named))


def _anyone(world: World, role: Identity, question: Question, wanted: tuple[str, ...]) -> Iterator[Entry]:
    """One of those wanted, for all: a trust policy that nobody can read may name any of them."""
    takers = [i for a in wanted if (i := world.estate.find(a, Identity)) is not None]
    left = [i for i in takers if not _is_barred(world, role, question, i)]
    found = next((e for i in left for e in _assumes(world, role, question, i) if e.truth is not NO), None)
    if found is not None:
        move = found.moves[0]
        guards = tuple(g for g in move.guards if g.address != found.principal)  # what he lacks himself says nothing of the others
        guards = guards or tuple(_left_open(role, question.policies))
        yield structs.replace(found, moves=(structs.replace(move, guards=guards),), alike=tuple(i.address for i in left))


def _is_barred(world: World, role: Identity, question: Question, taker: Identity) -> bool:
    """Whether his own policies deny it him, whomever the role trusts; asked of those alone who are denied anything of the kind."""
    denied = any(p.wording.bears_on(_ASSUME, arn_of(role))[1] for p in world.actor(taker).layers.identity)
    return denied and all(e.truth is NO for e in _assumes(world, role, question, taker))


def _left_open(role: Identity, policies: tuple[Policy, ...]) -> Iterator[Guard]:
    """A principal of a trust policy who may be anybody, as a missing fact."""
    listed = (a for p in policies for s in p.statements if s.principal is not None for a in s.principal.arns)
    anybody = next((a for a in listed if may_be_everyone(a)), None)
    if anybody is not None:
        address, attribute = symbols(anybody)[0]
        why = f"whom {role.address} trusts is not known: {attribute if address == '?' else readable(anybody)}"
        yield Guard(name="no grant in trust policy", state="unknown", address=role.address, origin=role.origin, why=why)


def _others(world: World, role: Identity, question: Question) -> Iterator[Entry]:
    """Strangers, and whoever signs in elsewhere."""
    for actor in _strangers(world, question.policies):
        yield from _entry(actor, None, role, ask(world, actor, question, _ASSUME))
    for policy in question.policies:
        if policy.fault:
            yield from (_pod_entry(role, policy, c) for c in _clusters_below(world))
        for statement in policy.statements:
            yield from _federated(world, role, policy, statement)
            yield from anchored(world, role, policy, statement)


def _clusters_below(world: World) -> tuple[Workload, ...]:
    """Clusters of lower environments, whose pods a trust policy that nobody can read may let in."""
    found = (w for w in world.estate.all(Workload) if w.cloud == "aws" and w.kind == "cluster")
    return tuple(w for w in found if world.bounds.level(w.address) == "lower")


def _candidates(world: World, role: Identity, policies: tuple[Policy, ...]) -> Iterable[Identity]:
    """Identities that may call sts:AssumeRole at all, and those that the trust policy names."""
    statements = [s for p in policies for s in p.statements]
    if any(s.not_principal is not None or (s.principal is not None and s.principal.everyone) for s in statements):
        return [i for i in world.identities if i.address != role.address]
    mentioned = role.trust.mentions if role.trust is not None else ()
    arns = (a for s in statements if s.principal is not None for a in s.principal.arns)
    named = [world.estate.find(a, Identity) for a in (*arns, *mentioned)]
    both = (*world.able(_ASSUME, arn_of(role)), *(n for n in named if n is not None))
    return [i for i in {i.address: i for i in both}.values() if i.address != role.address]


def _strangers(world: World, policies: tuple[Policy, ...]) -> Iterator[Actor]:
    seen: set[str] = set()
    for policy in policies:
        if policy.fault:
            yield world.any_account  # who knows whom it lets in
        for statement in policy.statements:
            if statement.principal is None or statement.effect != "Allow":
                continue
            if statement.principal.everyone or statement.fault or any(map(may_be_everyone, statement.principal.arns)):
                yield world.any_account
            for arn in statement.principal.arns:
                actor = world.named(arn)
                if actor is not None and actor.caller.name not in seen:
                    seen.add(actor.caller.name)
                    yield actor


def _entry(actor: Actor, identity: Identity | None, role: Identity, asked: Asked) -> Iterator[Entry]:
    if asked.truth is NO and not asked.touched:
        return
    guards = asked.guards if asked.truth is not YES else ()
    truth = min(asked.truth, MAYBE) if actor.doubt else asked.truth
    if actor.doubt:
        guards = (*guards, Guard(name="trusted account", state="unknown", address=role.address, origin=role.origin, why=actor.doubt))
    says = "may assume" if truth is YES else "would assume"
    address = role.trust.address if role.trust is not None else role.address
    origin = role.trust.origin if role.trust is not None else role.origin
    move = Move(source=actor.principal, target=role.address, kind="assume", says=says, address=address, origin=origin, guards=guards)
    yield Entry(principal=actor.principal, who=actor.who, identity=identity, truth=truth, moves=(move,))


_CLUSTERS = "oidc.eks."
_POOLS = "cognito-identity.amazonaws.com"
"""One issuer for the identity pools of every account: only its audience, the pool, tells them apart
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif)."""
_SHARED = (
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com",
    "oidc.codefresh.io",
    "api.pulumi.com",
    "oidc.vercel.com",
    "scalr.io",
    "oidc.upbound.io",
    "vstoken.actions.githubusercontent.com",
    _POOLS,
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
)
"""Issuers that serve the world
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html, and those known without a provider)."""
_SAML, _WEB = "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"


def _federated(world: World, role: Identity, policy: Policy, statement: Statement) -> Iterator[Entry]:
    if statement.effect != "Allow" or statement.principal is None:
        return
    for provider in statement.principal.federated:
        if ":saml-provider/" in provider and statement.covers_action(_SAML) is not NO:
            people = _people_entry(world, role, policy, provider)
            yield people
            if people.who == "own" and (doubt := unvouched(world, role, policy, provider)) is not None:
                yield doubt
        elif statement.covers_action(_WEB) is not NO:
            issuer = provider.split(":oidc-provider/", 1)[-1]
            tenant = tenant_of(issuer)
            if tenant is not None:
                yield from entra_entries(world, Trusted(role, policy, statement, provider, tenant))
            else:
                yield from _token_entries(world, role, policy, statement, issuer)


def _people_entry(world: World, role: Identity, policy: Policy, provider: str) -> Entry:
    """Whoever signs in at the identity provider that the account trusts: our people, where the account is ours.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html
    """
    account = provider.split(":", 5)[4] if provider.count(":") >= 5 else ""
    move = Move(
        source=provider,
        target=role.address,
        kind="assume",
        says=f"signs people in as {role.address}",
        address=policy.address,
        origin=policy.origin or role.origin,
    )
    who: Who = "own" if is_symbolic(account) or world.ours(account) or trusts(world.bounds, provider) else "foreign"
    return Entry(principal=provider, who=who, identity=None, truth=MAYBE if policy.fault else YES, moves=(move,))


def _token_entries(world: World, role: Identity, policy: Policy, statement: Statement, issuer: str) -> Iterator[Entry]:
    if issuer.startswith(_CLUSTERS):
        return
    cluster = next((w for a, _ in symbols(issuer) if isinstance(w := world.estate.by_address.get(a), Workload)), None)
    if cluster is not None:
        yield _pod_entry(role, policy, cluster)
        return
    pools = asked_for(statement, f"{issuer}:aud")
    if issuer != _POOLS or not pools or any(map(is_open, pools)):
        yield _token_entry(world, role, policy, statement, issuer)


def _pod_entry(role: Identity, policy: Policy, cluster: Workload) -> Entry:
    """Pods of a cluster of the estate, by the tokens that it issues (docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html)."""
    why = f"{policy.label or 'trust policy'} cannot be read ({policy.fault})" if policy.fault else ""
    doubt = Guard(name="no grant in trust policy", state="unknown", address=role.address, origin=role.origin, why=why)
    move = Move(
        source=cluster.address,
        target=role.address,
        kind="assume",
        says=f"issues tokens with which its pods assume {role.address}",
        address=policy.address,
        origin=policy.origin or role.origin,
        guards=(doubt,) if why else (),
    )
    return Entry(principal=cluster.address, who="own", identity=None, truth=YES if not policy.fault else MAYBE, moves=(move,))


_CLAIMS = ("sub", "repository", "repository_owner")
"""Claims that name the owner of a token; all that are asked for must hold."""


def _token_entry(world: World, role: Identity, policy: Policy, statement: Statement, issuer: str) -> Entry:
    """The subject that is the least ours of those admitted."""
    subjects = narrowest(asked_for(statement, f"{issuer}:{c}") for c in _CLAIMS)
    ours = {s: trusts(world.bounds, f"oidc:{issuer}:{s}", f"{issuer}:{s}", s) for s in subjects}
    subject = max(subjects, key=lambda s: (not ours[s], is_anybodys(s)))
    principal = f"oidc:{issuer}:{subject}"
    why = "" if ours[subject] else _doubt(statement, issuer, subject)
    doubt = Guard(name="trusted issuer", state="unknown", address=role.address, origin=role.origin, why=why)
    move = Move(
        source=principal,
        target=role.address,
        kind="assume",
        says=f"may assume with a token of {issuer} for `{subject}`",
        address=policy.address,
        origin=policy.origin or role.origin,
        guards=(doubt,) if why else (),
    )
    truth = MAYBE if policy.fault or statement.fault or why else YES
    return Entry(principal=principal, who="own" if ours[subject] else "foreign", identity=None, truth=truth, moves=(move,))


def _doubt(statement: Statement, issuer: str, subject: str) -> str:
    """Why it is not known whose token it is; '' where it is anybody's."""
    if is_symbolic(issuer):
        return f"whose tokens `{readable(issuer)}` means is known only after apply"
    if not is_anybodys(subject):
        return whose(subject, issuer)
    own = not any(s in issuer for s in _SHARED) and asked_for(statement, f"{issuer}:aud")
    return f"whose identity provider {issuer} is (name it under trust.principals)" if own else ""
