# SPDX-License-Identifier: Apache-2.0
"""How power over IAM and over workloads becomes somebody else's power, or one's own: each rule with all facts it needs.

The list follows the privilege escalations that are publicly known
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html; Rhino Security Labs, "AWS IAM Privilege Escalation").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from msgspec import structs

from intramuros.estate.access import Identity, PolicyDocument
from intramuros.estate.moves import Guard, Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import symbol
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.aws.asking import Asked, Question, ask, ask_all
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.entries import Entry
from intramuros.reasoning.access.aws.services import Alternatives, Service
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.trust import Lead, trust_of
from intramuros.reasoning.access.aws.world import World, arn_of

IAM = Service(prefix="iam", noun="identity", powers={})
RUNNERS: dict[str, Alternatives] = {
    "ec2.amazonaws.com": (("ec2:RunInstances",),),
    "lambda.amazonaws.com": (
        ("lambda:CreateFunction", "lambda:InvokeFunction"),
        ("lambda:CreateFunction", "lambda:CreateEventSourceMapping"),
        ("lambda:CreateFunction", "lambda:AddPermission"),
        ("lambda:CreateFunction", "lambda:CreateFunctionUrlConfig"),
        ("lambda:UpdateFunctionConfiguration", "lambda:UpdateFunctionCode", "lambda:InvokeFunction"),
    ),
    "sagemaker.amazonaws.com": (
        ("sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"),
        ("sagemaker:CreateTrainingJob",),
        ("sagemaker:CreateProcessingJob",),
        ("sagemaker:CreateModel", "sagemaker:CreateEndpoint"),
    ),
    "ecs-tasks.amazonaws.com": (
        ("ecs:RegisterTaskDefinition", "ecs:RunTask"),
        ("ecs:RegisterTaskDefinition", "ecs:CreateService"),
        ("ecs:RegisterTaskDefinition", "ecs:UpdateService"),
        ("ecs:RegisterTaskDefinition", "ecs:StartTask"),
    ),
    "cloudformation.amazonaws.com": (
        ("cloudformation:CreateStack",),
        ("cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    ),
    "glue.amazonaws.com": (("glue:CreateDevEndpoint",), ("glue:CreateJob", "glue:StartJobRun"), ("glue:UpdateJob", "glue:StartJobRun")),
    "codebuild.amazonaws.com": (("codebuild:CreateProject", "codebuild:StartBuild"), ("codebuild:UpdateProject", "codebuild:StartBuild")),
    "states.amazonaws.com": (("states:CreateStateMachine", "states:StartExecution"),),
    "ssm.amazonaws.com": (("ssm:StartAutomationExecution",),),
    "datapipeline.amazonaws.com": (("datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline"),),
    "bedrock.amazonaws.com": (("bedrock:CreateModelCustomizationJob",),),
    "pods.eks.amazonaws.com": (("eks:CreatePodIdentityAssociation",),),
}
"""Service that a role trusts → what, beside iam:PassRole, runs something of one's own as that role."""
_CREDENTIALS = {
    "user": ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"),
    "role": ("iam:UpdateAssumeRolePolicy",),
}
_EDITS = {
    "role": ("iam:PutRolePolicy", "iam:AttachRolePolicy"),
    "user": ("iam:PutUserPolicy", "iam:AttachUserPolicy"),
    "group": ("iam:PutGroupPolicy", "iam:AttachGroupPolicy"),
}
_VERSIONS = ("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")
EDIT_ACTIONS = tuple(a for actions in _EDITS.values() for a in actions) + _VERSIONS
_PUSH_KEY = "ec2-instance-connect:SendSSHPublicKey"
_TAKEOVERS: dict[str, tuple[tuple[str, str], ...]] = {
    "function": (("lambda:UpdateFunctionCode", "lambda"), ("lambda:UpdateFunctionConfiguration", "lambda")),
    "vm": (("ssm:SendCommand", "ssm"), ("ssm:StartSession", "ssm"), (_PUSH_KEY, "ec2")),
    "notebook": (("sagemaker:CreatePresignedNotebookInstanceUrl", "sagemaker"),),
    "ml-domain": (("sagemaker:CreatePresignedDomainUrl", "sagemaker"),),
    "container-service": (("ecs:ExecuteCommand", "ecs"),),
    "build": (("codebuild:UpdateProject", "codebuild"), ("codebuild:StartBuild", "codebuild")),
    "aws_glue_dev_endpoint": (("glue:UpdateDevEndpoint", "glue"),),
    "aws_cloudformation_stack": (("cloudformation:UpdateStack", "cloudformation"),),
}
"""Kind or type of workload → the actions that run one's own code in it (StartBuild takes a buildspec of one's own, a function's
configuration names the layers that it loads)."""
_UNBIND = {
    "role": ("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary"),
    "user": ("iam:DeleteUserPermissionsBoundary", "iam:PutUserPermissionsBoundary"),
}
UNBIND_ACTIONS = tuple(a for actions in _UNBIND.values() for a in actions) + _VERSIONS


def takers(world: World, identity: Identity) -> Iterator[Lead]:
    """Identities that can become another one by other ways than assuming it."""
    yield from _by_credentials(world, identity)
    yield from _by_passing(world, identity)
    yield from _by_workload(world, identity)
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
    question = Question(resource=identity, service=IAM, policies=(), told=_boundary_told(identity))
    for action in _CREDENTIALS.get(identity.kind, ()):
        says = f"may become it with {action}"
        yield Lead(world.able(action, arn_of(identity)), partial(_becomes, world, question, action, says))


def _by_joining(world: World, group: Identity) -> Iterator[Lead]:
    question = Question(resource=group, service=IAM, policies=(), told={})
    users = tuple(t for t in world.able("iam:AddUserToGroup", arn_of(group)) if t.kind == "user")
    yield Lead(users, partial(_becomes, world, question, "iam:AddUserToGroup", "may add itself to it with iam:AddUserToGroup"))


def _becomes(world: World, question: Question, action: str, says: str, taker: Identity) -> Iterator[Entry]:
    asked = ask(world, world.actor(taker), question, action)
    return _entries(world, taker, question.resource, asked, "become", says)


def _by_passing(world: World, role: Identity) -> Iterator[Lead]:
    for service in _trusted_services(world, role):
        if service in RUNNERS:
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
    guards = tuple({g.key: g for g in (*passed.guards, *best.guards)}.values())
    both = Asked(truth=min(passed.truth, best.truth), guards=guards, policy=passed.policy, touched=True, judgement=passed.judgement)
    yield from _entries(world, taker, role, both, "pass-role", f"may pass it to {service} and run code there as it")


def _running(world: World, taker: Identity, service: str) -> Asked | None:
    """The best way to run something of one's own in a service; None where not even an action of it is allowed."""
    best: Asked | None = None
    for actions in RUNNERS[service]:
        if all(world.can(taker, a) for a in actions):
            found = ask_all_anywhere(world, taker, actions)
            best = found if best is None or found.truth > best.truth else best
    return best


def _trusted_services(world: World, role: Identity) -> tuple[str, ...]:
    found = (
        service
        for policy in trust_of(world, role)
        for s in policy.statements
        if s.effect == "Allow" and s.principal is not None
        for service in s.principal.services
    )
    return tuple(dict.fromkeys(found))


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
        for action, prefix in _TAKEOVERS.get(workload.type) or _TAKEOVERS.get(workload.kind, ()):
            if prefix == "ssm" and not world.can(identity, "ssm:UpdateInstanceInformation"):
                continue  # the agent cannot register, so no command arrives
            if action == "ecs:ExecuteCommand" and workload.shell is False:
                continue
            at = _tasks(world, workload) if prefix == "ecs" else (workload,)
            service = Service(prefix=prefix, noun="workload", powers={})
            questions = [Question(resource=r, service=service, policies=(), told={}) for r in at]
            yield Lead(world.able(action, arn_of(at[0])), partial(_takes_over, world, identity, workload, action, questions))


def _takes_over(
    world: World, identity: Identity, workload: Workload, action: str, questions: list[Question], taker: Identity
) -> Iterator[Entry]:
    asked = min((ask(world, world.actor(taker), q, action) for q in questions), key=lambda a: a.truth)
    asked = _over_ssh(workload, asked) if action == _PUSH_KEY else asked
    return _entries(world, taker, identity, asked, "become", _through_workload(action, workload))


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


def _through_workload(action: str, workload: Workload) -> str:
    return f"may run code as it in {workload.address} with {action}"


def editing(world: World, editor: Identity, edited: Identity) -> tuple[Truth, Move] | None:
    """Whether an identity may give another (or itself) any permission, and the move that says how; None where it may not."""
    return _by_edit(world, editor, edited, _editable(world, edited), "may give it any permission")


def unbinding(world: World, editor: Identity) -> tuple[Truth, Move] | None:
    """Whether an identity may rid itself of its permissions boundary, and the move that says how; None where it may not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html ("delegating responsibility")
    """
    if editor.boundary is None:
        return None
    own = [(editor, action) for action in _UNBIND.get(editor.kind, ())]
    written = [(_managed(world, editor, editor.boundary), a) for a in _VERSIONS if "aws_iam_policy." in editor.boundary.address]
    return _by_edit(world, editor, editor, (*own, *written), "may lift its permissions boundary")


def _by_edit(
    world: World, editor: Identity, edited: Identity, subjects: Iterable[tuple[Resource, str]], says: str
) -> tuple[Truth, Move] | None:
    best: tuple[Truth, Move] | None = None
    for subject, action in subjects:
        if not world.can(editor, action):
            continue
        question = Question(resource=subject, service=IAM, policies=(), told=_boundary_told(edited))
        asked = ask(world, world.actor(editor), question, action)
        if asked.truth is NO or (best is not None and best[0] >= asked.truth):
            continue
        policy = asked.policy
        best = (
            asked.truth,
            Move(
                source=editor.address,
                target=edited.address,
                kind="edit",
                says=f"{says} with {action}",
                address=(policy.address if policy else "") or editor.address,
                origin=(policy.origin if policy else None) or editor.origin,
                guards=asked.guards if asked.truth is not YES else (),
            ),
        )
    return best


def _editable(world: World, identity: Identity) -> Iterator[tuple[Resource, str]]:
    """What can be edited so that the identity's permissions change, and by which action."""
    for action in _EDITS.get(identity.kind, ()):
        yield identity, action
    for group in world.groups_of(identity):
        for action in _EDITS["group"]:
            yield group, action
    for document in world.documents_of(identity):
        if "aws_iam_policy." in document.address:
            for action in _VERSIONS:
                yield _managed(world, identity, document), action


def _managed(world: World, identity: Identity, document: PolicyDocument) -> Resource:
    name = document.name or symbol(document.address, "name")
    arn = document.arn or f"arn:aws:iam::{world.account_of(identity)}:policy/{name}"
    return Resource(
        address=document.address,
        type="aws_iam_policy",
        cloud="aws",
        origin=document.origin,
        ids=(arn,),
        account=identity.account,
    )


def _boundary_told(identity: Identity) -> dict[str, Values]:
    """`iam:PermissionsBoundary` is the edited identity's; where it has one, its ARN is not known here."""
    return {"iam:PermissionsBoundary": None} if identity.boundary is None else {}
