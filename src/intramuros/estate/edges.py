# SPDX-License-Identifier: Apache-2.0
"""Ways in: load balancers, gateways, front doors, APIs and the firewalls before them."""

from __future__ import annotations

from typing import Literal

from intramuros.estate.resource import Resource
from intramuros.estate.stores import Place
from intramuros.estate.values import Fact


class Endpoint(Resource, frozen=True, kw_only=True):
    """Something that takes requests and hands them to what is behind it."""

    kind: Literal[
        "load-balancer",
        "app-gateway",
        "front-door",
        "cdn",
        "api",
        "api-management",
        "ingress",
        "function-url",
        "public-ip",
        "ml-endpoint",
        "app",
    ]
    public: Fact[bool]
    """Reachable from the internet: an internet-facing listener exists."""
    public_why: str = ""
    firewalls: Fact[tuple[str, ...]] = ()
    """Addresses of the `WebFirewall`s attached; () = none."""
    authenticates: Fact[bool | None] = None
    """True: every route asks for credentials; False: explicitly none or a bare server; None: cannot be seen here."""
    auth_why: str = ""
    targets: tuple[Fact[str], ...] = ()
    """What is behind it: addresses of workloads, endpoints or interfaces, IP addresses, host names."""
    places: tuple[Place, ...] = ()
    """Where it caches answers (CDN edges)."""
    host_names: tuple[Fact[str], ...] = ()
    listens: Fact[tuple[int, ...]] | None = None
    """TCP ports on which it takes requests; None where nothing says (then only what its kind always has is known)."""
    answers: Fact[tuple[int, ...]] = ()
    """TCP ports on which it takes connections itself at addresses of its subnets, and opens others to what is behind it.
    What hands packets on as they come takes none: there the filters of what is behind it are asked about the caller."""
    subnets: tuple[Fact[str], ...] = ()
    """Addresses of the subnets it stands in."""
    rule_sets: tuple[Fact[str], ...] = ()
    """Addresses of the security groups in front of it."""
    ungrouped: bool = False
    """No security group stands before it, the network's default one neither (network load balancers made without any)."""


class WebFirewall(Resource, frozen=True, kw_only=True):
    """A web application firewall policy."""

    blocks: Fact[bool]
    """Enabled and in blocking (prevention) mode, with at least one managed rule set that is not overridden to count."""
    inspects_body: Fact[bool]
    why: str = ""
    guards: tuple[Fact[str], ...] = ()
    """Addresses of endpoints it is associated with (where the association stands on the firewall's side)."""
