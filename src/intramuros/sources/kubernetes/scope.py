# SPDX-License-Identifier: Apache-2.0
"""Whether a load balancer that a Service asks for has a public address, and whom it lets in."""

from __future__ import annotations

from typing import Final

from intramuros.estate.resource import Cloud
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import texts
from intramuros.sources.kubernetes.objects import Object

EVERYONE: Final = ("0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1")
_PREFIX: Final = "service.beta.kubernetes.io/"
_LISTS: Final = (f"{_PREFIX}load-balancer-source-ranges", f"{_PREFIX}azure-allowed-ip-ranges")
_CONTROLLER: Final = ("service.k8s.aws/nlb", "eks.amazonaws.com/nlb")


def scope_of(o: Object, cloud: Cloud) -> tuple[Fact[bool], str]:
    """Whether anybody on the internet reaches it, and why."""
    ranges = [*texts(o.spec.get("loadBalancerSourceRanges")), *(r for k in _LISTS for r in _split(o.says(k)))]
    closed = allowed(ranges)
    if closed is not None:
        return closed, "it takes requests from an allow-list of addresses only"
    return _azure(o) if cloud == "azure" else _aws(o)


def allowed(ranges: list[Fact[str]]) -> Fact[bool] | None:
    """Whether an allow-list lets everybody in; None where there is none."""
    if not ranges:
        return None
    unsure = next((r for r in ranges if isinstance(r, Unknown)), None)
    if any(r in EVERYONE for r in ranges):
        return True
    symbolic = next((r for r in ranges if is_symbolic(r)), None)
    return unsure or (Unknown(f"`{readable(symbolic)}` is not known") if symbolic else False)


def _split(value: Fact[str | None]) -> list[Fact[str]]:
    if value is None:
        return []
    return [value] if isinstance(value, Unknown) else [v.strip() for v in value.split(",") if v.strip()]


def listed(o: Object, *keys: str) -> list[Fact[str]]:
    """The entries of annotations that are lists."""
    return [r for k in keys for r in _split(o.says(k))]


def flag(value: Fact[str | None]) -> Fact[bool]:
    """An annotation that says true."""
    if isinstance(value, Unknown):
        return value
    if is_symbolic(value):
        return Unknown(f"`{readable(value)}` is not known")
    return value is not None and value.casefold() == "true"


def _azure(o: Object) -> tuple[Fact[bool], str]:
    internal = flag(o.says(f"{_PREFIX}azure-load-balancer-internal"))
    if isinstance(internal, Unknown):
        return internal, internal.why
    if internal:
        return False, "its load balancer is internal"
    return True, "its load balancer has a public address, as AKS gives it unless told otherwise"


def _aws(o: Object) -> tuple[Fact[bool], str]:
    scheme, old = o.says(f"{_PREFIX}aws-load-balancer-scheme"), o.says(f"{_PREFIX}aws-load-balancer-internal")
    for stated in (scheme, old):
        if isinstance(stated, Unknown) or is_symbolic(stated):
            return Unknown(f"the scheme of the load balancer of {o.address}"), ""
    if scheme is not None:
        return scheme == "internet-facing", f"its load balancer is {scheme}"
    if old is not None and str(old).casefold() not in ("false", ""):
        return False, "its load balancer is internal"
    kind, chosen = o.says(f"{_PREFIX}aws-load-balancer-type"), o.spec.get("loadBalancerClass")
    if chosen in _CONTROLLER or kind in ("external", "nlb-ip"):
        return False, "the load balancer controller makes it internal unless told otherwise"
    return Unknown(f"which controller makes the load balancer of {o.address}: one makes it internal, the other open to the internet"), ""
