# SPDX-License-Identifier: Apache-2.0
"""How power over IAM and over workloads becomes somebody else's power, or one's own: each rule with all facts it needs.

The list follows the privilege escalations that are publicly known
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html; Rhino Security Labs, "AWS IAM Privilege Escalation").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from msgspec import structs

from intramuros.estate.access import Identity
from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import readable, symbol
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.aws.asking import Asked, Question, ask, ask_all
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.edits import IAM, boundary_told
from intramuros.reasoning.access.aws.entries import Entry
from intramuros.reasoning.access.aws.methods import CREDENTIALS, FORGING, JOINING, PROFILING, RUNS, TAKEOVERS, TEMPLATES, Takeover
from intramuros.reasoning.access.aws.services import Service
from intramuros.reasoning.access.aws.statements import Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES
from intramuros.reasoning.access.aws.trust import Lead, trust_of
from intramuros.reasoning.access.aws.world import World, arn_of

_PUSH_KEY = "ec2-instance-connect:SendSSHPublicKey"


def takers(world: World, identity: Identity) -> Iterator[Lead]:
    """Identities that can become another one by other ways than assuming it."""
    yield from _by_credentials(world, identity)
    yield from _by_passing(world, identity)
    yield from _by_workload(world, identity)
    yield from _by_template(world, identity)
    yield from _by_forging(world, identity)
    if identity.kind == "group":
        yield from _by_joining(world, identity)


def _entries(world: World, taker: Identity, target: Resource, asked: Asked, kind: str, says: str) -> Iterator[Entry]:
    if asked.truth is NO and not _worth_telling(asked):
        return
    actor = world.actor(taker)
    policy = asked.policy
    move = Move(
        source=actor.principal,
        target=target.address,
        kind=kind,  # type: ignore[arg-type]  # one of Move's kinds
        says=says,
        address=(policy.address if policy else "") or taker.address,
        origin=(policy.origin if policy else None) or taker.origin,
        guards=asked.guards if asked.truth is not YES else (),
    )
    yield Entry(principal=actor.principal, who=actor.who, identity=taker, truth=asked.truth, moves=(move,))


def _worth_telling(asked: Asked) -> bool:
    """A blocked step is told where identity policies do grant it and something else stops it."""
    granted = asked.judgement is not None and asked.judgement.granted is YES
    return granted and 0 < len([g for g in asked.guards if g.state == "holds"]) <= 2


def _by_credentials(world: World, identity: Identity) -> Iterator[Lead]:
    question = Question(resource=identity, service=IAM, policies=(), told=boundary_told(identity))
    for action, _ in CREDENTIALS.get(identity.kind, ()):
        says = f"may become it with {action}"
        yield Lead(world.able(action, arn_of(identity)), partial(_becomes, world, question, action, says))


def _by_joining(world: World, group: Identity) -> Iterator[Lead]:
    question = Question(resource=group, service=IAM, policies=(), told={})
    action, _ = JOINING
    users = tuple(t for t in world.able(action, arn_of(group)) if t.kind == "user")
    yield Lead(users, partial(_becomes, world, question, action, f"may add itself to it with {action}"))


def _by_forging(world: World, role: Identity) -> Iterator[Lead]:
    """Who may replace the metadata of an identity provider that a role trusts signs himself in as whomever he likes."""
    for provider in dict.fromkeys(
        p
        for s in _trusting(world, role)
        if s.principal
        for p in s.principal.federated
        if ":saml-provider/" in p or "aws_iam_saml_provider" in p
    ):
        at = Resource(
            address=role.address, type="aws_iam_saml_provider", cloud="aws", origin=role.origin, ids=(provider,), account=role.account
        )
        question = Question(resource=at, service=IAM, policies=(), told={})
        says = f"may become it with {FORGING} on {readable(provider)}"
        yield Lead(world.able(FORGING, provider), partial(_forges, world, question, role, says))


def _forges(world: World, question: Question, role: Identity, says: str, taker: Identity) -> Iterator[Entry]:
    yield from _entries(world, taker, role, ask(world, world.actor(taker), question, FORGING), "become", says)


def _becomes(world: World, question: Question, action: str, says: str, taker: Identity) -> Iterator[Entry]:
    asked = ask(world, world.actor(taker), question, action)
    return _entries(world, taker, question.resource, asked, "become", says)


def _by_passing(world: World, role: Identity) -> Iterator[Lead]:
    for service in _trusted_services(world, role):
        if service in RUNS:
            yield Lead(world.able("iam:PassRole", arn_of(role)), partial(_passes, world, role, service))


def _passes(world: World, role: Identity, service: str, taker: Identity) -> Iterator[Entry]:
    told: dict[str, Values] = {"iam:PassedToService": (service,)}
    passed = ask(world, world.actor(taker), Question(resource=role, service=IAM, policies=(), told=told), "iam:PassRole")
    if passed.truth is not NO or _worth_telling(passed):
        yield from _runs(world, taker, role, service, passed)


def _runs(world: World, taker: Identity, role: Identity, service: str, passed: Asked) -> Iterator[Entry]:
    """All facts together: the role trusts the service, may be passed to it, and something may be run there."""
    best = world.once(("runs", taker.address, service), lambda: _running(world, taker, service))
    if best is None or (best.truth is NO and not _worth_telling(best)):
        return
    best = _in_a_profile(world, taker, role, best) if service == _MACHINES else best
    guards = tuple({g.key: g for g in (*passed.guards, *best.guards)}.values())
    both = Asked(truth=min(passed.truth, best.truth), guards=guards, policy=passed.policy, touched=True, judgement=passed.judgement)
    yield from _entries(world, taker, role, both, "pass-role", f"may pass it to {service} and run code there as it")


_MACHINES = "ec2.amazonaws.com"


def _in_a_profile(world: World, taker: Identity, role: Identity, asked: Asked) -> Asked:
    """A machine takes a role within an instance profile: one that stands, or one that he makes.

    Whoever makes a role in the console is given a profile of its name, which no source declares
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html).
    """
    if role.used_by or asked.truth is NO or ask_all_anywhere(world, taker, PROFILING).truth is YES:
        return asked
    why = f"whether an instance profile holds {role.address}: none is declared"
    doubt = Guard(name="no instance profile", state="unknown", address=role.address, origin=role.origin, why=why)
    return structs.replace(asked, truth=MAYBE, guards=(*asked.guards, doubt))


def _running(world: World, taker: Identity, service: str) -> Asked | None:
    """The best way to run something of one's own in a service; None where not even an action of it is allowed."""
    best: Asked | None = None
    for run in RUNS[service]:
        if all(world.can(taker, a) for a in run.actions) and world.holds(run.standing, world.account_of(taker)):
            found = ask_all_anywhere(world, taker, run.actions)
            best = found if best is None or found.truth > best.truth else best
    return best


def _trusting(world: World, role: Identity) -> Iterator[Statement]:
    return (s for policy in trust_of(world, role) for s in policy.statements if s.effect == "Allow")


def _trusted_services(world: World, role: Identity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n for s in _trusting(world, role) if s.principal is not None for n in s.principal.services))


def ask_all_anywhere(world: World, taker: Identity, actions: tuple[str, ...]) -> Asked:
    """Whether an identity may do all of these on some resource of its account."""
    found: list[Asked] = []
    for action in actions:
        prefix = action.split(":", 1)[0]
        somewhere = Resource(
            address=taker.address,
            type="",
            cloud="aws",
            origin=taker.origin,
            ids=(f"arn:aws:{prefix}",),
            account=taker.account,
        )
        question = Question(resource=somewhere, service=Service(prefix=prefix, noun=prefix, powers={}, part=":"), policies=(), told={})
        found.append(ask_all(world, world.actor(taker), question, (action,)))
    guards = tuple({g.key: g for f in found for g in f.guards}.values())
    return Asked(
        truth=min((f.truth for f in found), default=YES), guards=guards, touched=True, judgement=found[0].judgement if found else None
    )


def _by_workload(world: World, identity: Identity) -> Iterator[Lead]:
    for workload in world.workloads_of(identity):
        for way in TAKEOVERS:
            if way.workload not in (workload.type, workload.kind) or _is_shut(world, identity, workload, way.actions[0]):
                continue
            prefix = way.actions[0].partition(":")[0]
            at = _tasks(world, workload) if prefix == "ecs" else (workload,)
            service = Service(prefix=prefix, noun="workload", powers={})
            questions = tuple(Question(resource=r, service=service, policies=(), told={}) for r in at)
            yield Lead(world.able(way.actions[0], arn_of(at[0])), partial(_takes_over, world, identity, workload, way, questions))


def _is_shut(world: World, identity: Identity, workload: Workload, action: str) -> bool:
    """Whether the workload takes no such thing: its agent cannot register, or it has no shell."""
    if action.startswith("ssm:"):
        return not world.can(identity, "ssm:UpdateInstanceInformation")
    return action == "ecs:ExecuteCommand" and workload.shell is False


def _takes_over(
    world: World, identity: Identity, workload: Workload, way: Takeover, questions: tuple[Question, ...], taker: Identity
) -> Iterator[Entry]:
    if not all(world.can(taker, a) for a in (*way.actions, *way.beside)):
        return
    found = [ask(world, world.actor(taker), q, a) for q in questions for a in way.actions]
    if way.beside:
        found.append(ask_all_anywhere(world, taker, way.beside))
    asked = _together(found)
    asked = _over_ssh(workload, asked) if _PUSH_KEY in way.actions else asked
    yield from _entries(world, taker, identity, asked, "become", _through_workload(way, workload))


def _together(found: list[Asked]) -> Asked:
    """Several that are all needed: as sure as the least sure of them."""
    least = min(found, key=lambda a: a.truth)
    if len(found) == 1:
        return least
    guards = tuple({g.key: g for f in found for g in f.guards}.values())
    return structs.replace(least, guards=guards)


def _by_template(world: World, role: Identity) -> Iterator[Lead]:
    """Who may write the next version of a template that a scaling group follows has its machines take any role in a profile."""
    if _MACHINES not in _trusted_services(world, role):
        return
    for template, version in world.followed(world.account_of(role)):
        question = Question(resource=template, service=Service(prefix="ec2", noun="workload", powers={}), policies=(), told={})
        actions = TEMPLATES[version]
        yield Lead(world.able(actions[0], arn_of(template)), partial(_writes_version, world, question, role, actions))


def _writes_version(world: World, question: Question, role: Identity, actions: tuple[str, ...], taker: Identity) -> Iterator[Entry]:
    asked = _in_a_profile(world, taker, role, ask_all(world, world.actor(taker), question, actions))
    says = f"may run code as it in what launches {question.resource.address} with {', '.join(actions)}"
    yield from _entries(world, taker, role, asked, "become", says)


def _over_ssh(machine: Workload, asked: Asked) -> Asked:
    """A pushed key opens a machine whose SSH port he reaches: a public address is one that he may.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/connect-linux-inst-eic.html
    """
    if asked.truth is NO or any(a.public_ip is True for a in machine.attachments):
        return asked
    why = f"whether SSH to {machine.address}, which has no public address, is open to him"
    doubt = Guard(name="no public address", state="unknown", address=machine.address, origin=machine.origin, why=why)
    return structs.replace(asked, truth=MAYBE, guards=(*asked.guards, doubt))


def _tasks(world: World, service: Workload) -> tuple[Resource, ...]:
    """What ECS Exec is asked on, both: a task, named after its cluster, and the cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-limit-access-execute-command
    """
    cluster = world.estate.find(service.parent, Resource) if isinstance(service.parent, str) else None
    if cluster is None or ":cluster/" not in arn_of(cluster):
        return (service,)
    task = f"{arn_of(cluster).replace(':cluster/', ':task/')}/{symbol(service.address, 'resource_id')}"
    return structs.replace(service, ids=(task,)), cluster


def _through_workload(way: Takeover, workload: Workload) -> str:
    return f"may run code as it in {workload.address} with {', '.join((*way.actions, *way.beside))}"
