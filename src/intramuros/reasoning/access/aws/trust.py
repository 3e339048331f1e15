# SPDX-License-Identifier: Apache-2.0
"""Who may assume a role: principals of our accounts, strangers, and holders of tokens from outside issuers.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html warns that a trust policy for GitHub
without a condition on the subject lets every repository of the world in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard, Move
from intramuros.estate.values import is_symbolic, readable, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.aws.asking import Asked, Question, ask
from intramuros.reasoning.access.aws.services import Service
from intramuros.reasoning.access.aws.statements import Policy, Statement, Test
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.world import Actor, World, arn_of
from intramuros.reasoning.access.reach import Who

STS = Service(prefix="sts", noun="trust", powers={})
_ASSUME = "sts:AssumeRole"


class Entry(Struct, frozen=True, kw_only=True):
    """One way to become an identity."""

    principal: str
    who: Who
    identity: Identity | None
    """The identity of the estate that takes it; None for strangers."""
    truth: Truth
    moves: tuple[Move, ...]


def trust_of(world: World, role: Identity) -> tuple[Policy, ...]:
    """The role's trust policy, parsed."""
    return () if role.trust is None else (world.policy(role.trust, "trust policy"),)


def assumers(world: World, role: Identity) -> Iterator[Entry]:
    """Everyone who may assume a role, or nearly may."""
    policies = trust_of(world, role)
    question = Question(resource=role, service=STS, policies=policies, told={})
    for identity in _candidates(world, role, policies):
        found = _entry(world.actor(identity), identity, role, ask(world, world.actor(identity), question, _ASSUME))
        yield from found
    for actor in _strangers(world, policies):
        yield from _entry(actor, None, role, ask(world, actor, question, _ASSUME))
    for policy in policies:
        for statement in policy.statements:
            yield from _federated(world, role, policy, statement)


def _candidates(world: World, role: Identity, policies: tuple[Policy, ...]) -> Iterable[Identity]:
    """Identities that may call sts:AssumeRole at all, and those that the trust policy names."""
    statements = [s for p in policies for s in p.statements]
    if any(s.not_principal is not None or (s.principal is not None and s.principal.everyone) for s in statements):
        return [i for i in world.identities if i.address != role.address]
    named = [world.estate.find(a, Identity) for s in statements if s.principal is not None for a in s.principal.arns]
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
            if statement.principal.everyone or statement.fault:
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


_OWN_ISSUERS = ("oidc.eks.", "cognito-identity.amazonaws.com")
"""Issuers that belong to a cluster or user pool of the account itself."""


def _federated(world: World, role: Identity, policy: Policy, statement: Statement) -> Iterator[Entry]:
    if statement.effect != "Allow" or statement.principal is None:
        return
    for provider in statement.principal.federated:
        if statement.covers_action("sts:AssumeRoleWithWebIdentity") is NO:
            continue
        issuer = provider.split(":oidc-provider/", 1)[-1]
        if issuer.startswith(_OWN_ISSUERS):
            continue
        cluster = next((w for a, _ in symbols(issuer) if isinstance(w := world.estate.by_address.get(a), Workload)), None)
        if cluster is not None:
            yield _pod_entry(role, policy, cluster)
            continue
        yield _token_entry(world, role, policy, issuer, _subjects(statement, issuer))


def _pod_entry(role: Identity, policy: Policy, cluster: Workload) -> Entry:
    """Pods of a cluster of the estate, by the tokens that it issues (docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html)."""
    move = Move(
        source=cluster.address, target=role.address, kind="assume", says=f"issues tokens with which its pods assume {role.address}",
        address=policy.address, origin=policy.origin or role.origin,
    )
    return Entry(principal=cluster.address, who="own", identity=None, truth=YES if not policy.fault else MAYBE, moves=(move,))


def _subjects(statement: Statement, issuer: str) -> tuple[str, ...]:
    """The subjects that a statement admits; `*` where it asks for none."""
    wanted = (f"{issuer}:sub".casefold(), f"{issuer}:repository".casefold(), f"{issuer}:repository_owner".casefold())
    found = [v for t in statement.tests if t.key.casefold() in wanted and _positive(t) for v in t.values]
    return tuple(found) or ("*",)


def _positive(test: Test) -> bool:
    operator = test.operator.casefold()
    return "not" not in operator and not operator.endswith("ifexists") and operator.removeprefix("foranyvalue:").startswith("string")


def _token_entry(world: World, role: Identity, policy: Policy, issuer: str, subjects: tuple[str, ...]) -> Entry:
    subject = max(subjects, key=_breadth)
    principal = f"oidc:{issuer}:{subject}"
    trusted = {principal, subject} & world.bounds.trusted_principals
    who: Who = "own" if trusted or not _breadth(subject) else "foreign"
    doubt = Guard(
        name="trusted issuer", state="unknown", address=role.address, origin=role.origin,
        why=f"whose tokens `{readable(issuer)}` means is known only after apply",
    )
    move = Move(
        source=principal, target=role.address, kind="assume", says=f"may assume with a token of {issuer} for `{subject}`",
        address=policy.address, origin=policy.origin or role.origin, guards=(doubt,) if is_symbolic(issuer) else (),
    )
    truth = MAYBE if policy.fault or is_symbolic(issuer) else YES
    return Entry(principal=principal, who=who, identity=None, truth=truth, moves=(move,))


def _breadth(subject: str) -> bool:
    """Whether a subject leaves open whose it is: a wildcard before the owner ends (`repo:*`, `repo:klinik*/x`, `*`)."""
    owner = subject.split("/", 1)[0]
    return "*" in owner or "?" in owner
