# SPDX-License-Identifier: Apache-2.0
"""Who may give an identity any permission, lift its boundary, or take away what denies: the powers over IAM's own documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intramuros.estate.access import Identity, PolicyDocument
from intramuros.estate.moves import Move
from intramuros.estate.resource import Resource
from intramuros.estate.values import symbol
from intramuros.reasoning.access.aws.asking import Question, ask
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.methods import EDITS, LIFTING, UNBINDING, VERSIONS
from intramuros.reasoning.access.aws.services import Service
from intramuros.reasoning.access.aws.ternary import NO, YES, Truth
from intramuros.reasoning.access.aws.world import World

IAM = Service(prefix="iam", noun="identity", powers={})
_VERSIONS = tuple(action for action, _ in VERSIONS)
EDIT_ACTIONS = (*(action for ways in EDITS.values() for action, _ in ways), *_VERSIONS)
LIFT_ACTIONS = (*(action for ways in LIFTING.values() for actions in ways for action in actions), *_VERSIONS)
UNBIND_ACTIONS = (*(action for actions in UNBINDING.values() for action in actions), *_VERSIONS)


def editing(world: World, editor: Identity, edited: Identity) -> tuple[Truth, Move] | None:
    """Whether an identity may give another (or itself) any permission, and the move that says how; None where it may not."""
    return _by_edit(world, editor, edited, _editable(world, edited), "may give it any permission")


def unbinding(world: World, editor: Identity) -> tuple[Truth, Move] | None:
    """Whether an identity may rid itself of its permissions boundary, and the move that says how; None where it may not.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html ("delegating responsibility")
    """
    if editor.boundary is None:
        return None
    own = [(editor, action) for action in UNBINDING.get(editor.kind, ())]
    written = [(_managed(world, editor, editor.boundary), a) for a in _VERSIONS if "aws_iam_policy." in editor.boundary.address]
    return _by_edit(world, editor, editor, (*own, *written), "may lift its permissions boundary")


def lifting(world: World, identity: Identity) -> tuple[frozenset[int], Truth, tuple[Move, ...]] | None:
    """The policies that deny and that an identity may take from itself, with the moves that say how; None where there is none.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html
    """
    lifted: dict[int, tuple[Truth, Move]] = {}
    for holder in (identity, *world.groups_of(identity)):
        for document in holder.policies:
            policy = world.policy(document, "identity policy")
            denies = any(s.effect == "Deny" for s in policy.statements)
            found = (
                _by_edit(world, identity, identity, _lifts(world, holder, document), "may take away a policy that denies")
                if denies
                else None
            )
            if found is not None:
                lifted[id(policy)] = found
    if not lifted:
        return None
    return frozenset(lifted), min(t for t, _ in lifted.values()), tuple(m for _, m in lifted.values())


def _lifts(world: World, holder: Identity, document: PolicyDocument) -> Iterator[tuple[Resource, str]]:
    """What takes a policy from whoever holds it: an inline one is deleted or overwritten, an attached one detached or written anew."""
    inline, attached = LIFTING.get(holder.kind, ((), ()))
    own = "aws_iam_policy." in document.address
    if not own and "attachment" not in document.address:
        yield from ((holder, action) for action in inline)
    if own or "_policy." not in document.address:
        yield from ((holder, action) for action in attached)
    if own:
        yield from ((_managed(world, holder, document), action) for action in _VERSIONS)


def _by_edit(
    world: World, editor: Identity, edited: Identity, subjects: Iterable[tuple[Resource, str]], says: str
) -> tuple[Truth, Move] | None:
    best: tuple[Truth, Move] | None = None
    for subject, action in subjects:
        if not world.can(editor, action):
            continue
        question = Question(resource=subject, service=IAM, policies=(), told=boundary_told(edited))
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
    for action, _ in EDITS.get(identity.kind, ()):
        yield identity, action
    for group in world.groups_of(identity):
        for action, _ in EDITS["group"]:
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


def boundary_told(identity: Identity) -> dict[str, Values]:
    """`iam:PermissionsBoundary` is the edited identity's; where it has one, its ARN is not known here."""
    return {"iam:PermissionsBoundary": None} if identity.boundary is None else {}
