# SPDX-License-Identifier: Apache-2.0
"""`decide`: one concrete request against plain JSON policies, the stable entry point that others build on."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.decision import Decided, Decision, decision
from intramuros.reasoning.access.aws.derived import keys_of_caller, keys_of_request
from intramuros.reasoning.access.aws.grants import as_policy
from intramuros.reasoning.access.aws.judge import Layers, Request, judge
from intramuros.reasoning.access.aws.principals import Caller, caller_of
from intramuros.reasoning.access.aws.statements import Policy, Wording

__all__ = ["Decided", "Decision", "decide"]


def decide(request: Mapping[str, Any], policies: Mapping[str, Any]) -> Decision:
    """Decide one request.

    `request`: `{principal, action, resource: {arn, account}, context}`. `principal` is an ARN, a service's name, `anonymous`,
    an account or canonical user id; without `account` the resource is of the account that its ARN names (`*`: the caller's).
    A key that `context` leaves out is absent, save those that follow from the rest of the request (`derived`); a list is a
    multi-valued key; `null` says that a key is absent.

    `policies`: `{identity: [], resource: null, session: null, boundary: null, scps: [[…] per level], rcps: [[…]], endpoint:
    null}`; null and [] = that layer is absent. Beside them may stand `grants` (of a KMS key, as ListGrants tells them) and
    `management_account` (the id of the organisation's management account, which its policies do not bind).

    What is malformed or not known never decides: the outcome is then `unknown`, and `missing` says where.
    """
    faults = tuple(_faults(request, policies))
    if faults:
        return Decision(outcome="unknown", missing=faults)
    layers = _known_layers(policies)
    asked = _request(request)
    return decision(asked, layers, judge(asked, layers))


_LAYERS = frozenset({"identity", "resource", "session", "boundary", "scps", "rcps", "endpoint", "grants", "management_account"})


def _faults(request: Mapping[str, Any], policies: Mapping[str, Any]) -> Iterator[str]:
    """What makes the question itself one that cannot be answered."""
    for name in ("principal", "action"):
        if not isinstance(request.get(name), str) or not request[name]:
            yield f"the request's $.{name} is not a text"
    resource, context = request.get("resource"), request.get("context")
    if resource is not None and not (isinstance(resource, Mapping) and isinstance(resource.get("arn", "*"), str)):
        yield "the request's $.resource is not of the form {arn, account}"
    if context is not None and not isinstance(context, Mapping):
        yield "the request's $.context is not an object"
    for name in policies:
        if name not in _LAYERS and policies[name]:
            yield f"$.{name} of the policies is no layer that is known ({', '.join(sorted(_LAYERS))})"


@lru_cache(maxsize=4096)
def _caller(principal: str) -> Caller:
    return caller_of(principal)


def _request(request: Mapping[str, Any]) -> Request:
    caller, action = _caller(request["principal"]), request["action"].strip()
    resource = request.get("resource") or {}
    arn = resource.get("arn", "*")
    account = str(resource.get("account") or _owner(arn, caller))
    told = request.get("context") or {}
    return Request(
        caller=caller,
        action=action,
        resources=(arn,),
        account=account,
        context=Context.of_json(told, {**keys_of_caller(caller), **keys_of_request(caller, action, account, told)}),
    )


def _owner(arn: str, caller: Caller) -> str:
    """The account that an ARN names; '' where it names none (S3); what has no resource is done to one's own account."""
    if arn == "*":
        return caller.account
    parts = arn.split(":", 5)
    return parts[4] if len(parts) == 6 else ""


_MOST_LAYERS = 4096
_LAYERS_READ: dict[bytes, Layers] = {}
"""Whole sets of policies by their content: who asks many things is held against the same ones."""


def _known_layers(policies: Mapping[str, Any]) -> Layers:
    """The policies, read once; those that hold what is not known have no such form, and are read anew."""
    try:
        content = marshal.dumps(policies, 2)  # type: ignore[arg-type]  # what it cannot write it refuses
    except ValueError:
        return _layers(policies)
    found = _LAYERS_READ.get(content)
    if found is None:
        if len(_LAYERS_READ) >= _MOST_LAYERS:
            _LAYERS_READ.clear()
        found = _LAYERS_READ[content] = _layers(policies)
    return found


def _layers(policies: Mapping[str, Any]) -> Layers:
    return Layers(
        identity=_documents(policies.get("identity"), "identity"),
        resource=_documents(policies.get("resource"), "resource"),
        session=_documents(policies.get("session"), "session"),
        boundary=_documents(policies.get("boundary"), "boundary"),
        scps=_levels(policies.get("scps"), "scp"),
        rcps=_levels(policies.get("rcps"), "rcp"),
        endpoint=_documents(policies.get("endpoint"), "endpoint"),
        grants=_grants(policies.get("grants")),
        managing=str(policies.get("management_account") or ""),
    )


def _grants(found: Any) -> tuple[Policy, ...]:
    listed = found if isinstance(found, list | tuple) else [] if found is None else [found]
    return tuple(Policy(as_policy(g), label=f"grant {i}") for i, g in enumerate(listed))


def _documents(found: Any, layer: str) -> tuple[Policy, ...]:
    if found is None:
        return ()
    documents = found if isinstance(found, list | tuple) else [found]
    return tuple(Policy(d, label=f"the {layer} policy {i}", wording=_wording(d)) for i, d in enumerate(documents))


def _levels(found: Any, layer: str) -> tuple[tuple[Policy, ...], ...]:
    if found is not None and not isinstance(found, list | tuple):
        return (_documents(Unknown(f"the {layer} policies are not a list of levels"), layer),)
    return tuple(_documents(level, layer) for level in found or ())


_MOST_READ = 8192
_READ: dict[bytes, Wording] = {}
"""What documents say, by their content: equal documents are read once."""


def _wording(document: Any) -> Wording:
    """What a document says. One that holds what is not known has no such form, and is read anew."""
    try:
        content = marshal.dumps(document, 2)
    except ValueError:
        return Wording(document)
    found = _READ.get(content)
    if found is None:
        if len(_READ) >= _MOST_READ:
            _READ.clear()
        found = _READ[content] = Wording(document)
    return found


def forget() -> None:
    """Forget every document that was read (for measuring)."""
    _READ.clear()
    _LAYERS_READ.clear()
