# SPDX-License-Identifier: Apache-2.0
"""What keeps a request from being allowed, as guards: each document that would have to change is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from intramuros.estate.moves import Guard
from intramuros.estate.resource import Resource
from intramuros.reasoning.access.aws.judge import Decider, Judgement, Layer, LayerName
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth
from intramuros.reasoning.access.aws.world import Actor

State = Literal["holds", "absent", "unknown"]
_NAMES: dict[str, str] = {
    "boundary": "permissions boundary",
    "session": "session policy",
    "scp": "service control policy",
    "rcp": "resource control policy",
    "endpoint": "endpoint policy",
}


_SHARED = frozenset({"snapshot", "image", "volume", "database"})
"""Things without a policy of their own: other accounts get them by being shared with."""


class Blame:
    """Names the guards on one thing for one actor."""

    def __init__(self, thing: Resource, noun: str, actor: Actor, owner: Resource | None) -> None:
        self._thing, self._noun, self._actor, self._owner = thing, noun, actor, owner

    @property
    def needs_no_identity(self) -> bool:
        """His identity policies are not ours to see, and taken to allow."""
        return self._actor.layers.all_powerful

    def guards(self, judgement: Judgement) -> tuple[Guard, ...]:
        """The distinct guards that a judgement shows, holding ones and unknown ones."""
        found = [*self._ungranted(judgement), *self._denials(judgement), *self._limits(judgement)]
        return tuple({g.key: g for g in found}.values())

    def _denials(self, judgement: Judgement) -> Iterator[Guard]:
        for name, layer in judgement.layers.items():
            for decider in layer.denies:
                whole = decider.statement is None
                if not (whole and name not in ("resource", "identity", "scp")):
                    yield self._of(self._deny_name(name), decider.policy, decider.truth, decider.why)

    def _deny_name(self, layer: LayerName) -> str:
        if layer == "resource":
            return f"deny in {self._noun} policy"
        return _NAMES.get(layer, "deny in an identity policy")

    def _limits(self, judgement: Judgement) -> Iterator[Guard]:
        for name, truth, policy in judgement.within:
            if truth is not YES and policy is not None:
                unsure = (d.why for d in judgement.layers[_layer_name(name)].allows if d.truth is MAYBE)
                yield self._of(_NAMES[name], policy, YES if truth is NO else MAYBE, next(unsure, ""))

    def _ungranted(self, judgement: Judgement) -> Iterator[Guard]:
        if judgement.granted is YES:
            return
        resource, identity = judgement.layers["resource"], judgement.layers["identity"]
        if self._noun == "key":
            yield self._missing("key policy", resource, judgement.granted, self._thing, (*resource.nearly, *identity.nearly))
            return
        lacks_identity = self._owner is not None and identity.allowed is not YES
        if judgement.same_account is not NO and self._owner is not None:
            near = (*identity.nearly, *resource.nearly)
            yield self._missing("no grant in an identity policy", identity, judgement.granted, self._owner, near)
            return
        if resource.allowed is not YES:
            name = "not shared" if self._noun in _SHARED else f"no grant in {self._noun} policy"
            yield self._missing(name, resource, resource.allowed, self._thing, resource.nearly)
        if lacks_identity and self._owner is not None:
            yield self._missing("no grant in an identity policy", identity, identity.allowed, self._owner, identity.nearly)

    def _missing(self, name: str, layer: Layer, truth: Truth, at: Resource, nearly: Iterable[Decider]) -> Guard:
        """The condition that confines a grant where there is one, else the absence of any."""
        unsure = next((d for d in (*nearly, *layer.allows) if d.truth is MAYBE), None) if truth is MAYBE else None
        near = unsure or next((d for d in nearly if d.keys), None)
        if near is not None and near.keys:
            return self._of(f"condition {' and '.join(near.keys)}", near.policy, YES if truth is NO else MAYBE, near.why)
        state: State = "holds" if truth is NO else "unknown"
        return Guard(name=name, state=state, address=at.address, origin=at.origin, why=unsure.why if unsure else "")

    def _of(self, name: str, policy: Policy, truth: Truth, why: str) -> Guard:
        state: State = "holds" if truth is YES else "unknown"
        return Guard(
            name=name,
            state=state,
            address=policy.address or self._thing.address,
            origin=policy.origin or self._thing.origin,
            why=why if truth is MAYBE else "",
        )


def _layer_name(name: str) -> LayerName:
    names: tuple[LayerName, ...] = ("boundary", "session", "scp", "endpoint")
    return next(n for n in names if n == name)


def weight(guards: Iterable[Guard]) -> tuple[int, int]:
    """How heavy guards are: those that hold, then those not known."""
    states = [g.state for g in guards]
    return states.count("holds"), states.count("unknown")
