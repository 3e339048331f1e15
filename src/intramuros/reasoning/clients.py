# SPDX-License-Identifier: Apache-2.0
"""Workloads that call a model hosted by AWS, as their roles say: who is granted `bedrock:InvokeModel` or `sagemaker:InvokeEndpoint` by name.

A role that may do everything says nothing of what its workload does, so only actions that name the service count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.access import Identity
from intramuros.estate.globs import matches
from intramuros.estate.graph import Estate
from intramuros.estate.workloads import Workload

CALLING: Final = frozenset({"vm", "scale-set", "container-service", "function", "app", "cluster", "node-pool", "pods"})
_CALLS: Final[Mapping[str, tuple[str, ...]]] = {
    "bedrock-runtime": ("bedrock:invokemodel", "bedrock:invokemodelwithresponsestream"),
    "sagemaker.runtime": ("sagemaker:invokeendpoint", "sagemaker:invokeendpointasync"),
}
"""Service of the interface endpoint → the actions by which a model is called (service authorization reference; Converse needs InvokeModel)."""


def called(estate: Estate, work: Workload) -> Iterator[str]:
    """The services whose models a workload is granted to call."""
    if work.cloud != "aws" or work.kind not in CALLING:
        return
    run = [w for a in work.runs if (w := estate.find(a, Workload))]
    who = [i for w in (work, *run) for n in w.identities if (i := estate.find(n, Identity))]
    granted = [a for i in who for p in i.policies if isinstance(p.document, Mapping) for a in _allowed(p.document)]
    yield from (service for service, calls in _CALLS.items() if any(_names(a, c) for a in granted for c in calls))


def _allowed(document: Mapping[str, Any]) -> Iterator[str]:
    found = document.get("Statement", [])
    for statement in found if isinstance(found, list) else [found]:
        if isinstance(statement, Mapping) and statement.get("Effect") == "Allow":
            actions = statement.get("Action", [])
            yield from (str(a).casefold() for a in (actions if isinstance(actions, list) else [actions]))


def _names(action: str, call: str) -> bool:
    return action.partition(":")[0] == call.partition(":")[0] and matches(action, call)
