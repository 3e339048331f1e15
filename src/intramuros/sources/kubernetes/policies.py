# SPDX-License-Identifier: Apache-2.0
"""Network policies as what they let pods send: the union of the egress rules of all that select them; nothing selects, all is let out.

kubernetes.io/docs/concepts/services-networking/network-policies (pods of the host's network are not held by them). What pods may send to
other pods stays inside and is no rule here. Policies of Cilium, Calico and AKS's FQDN filters are not understood: where one may select the
pods, what leaves is not known.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from intramuros.estate.network import Filter, Ports, RuleSet
from intramuros.estate.resource import Cloud
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.kubernetes.objects import Object, entries, fits, section
from intramuros.sources.kubernetes.pods import Pods

_EVERYWHERE: Final = ("0.0.0.0/0", "::/0")
_FOREIGN: Final = (
    "CiliumNetworkPolicy",
    "CiliumClusterwideNetworkPolicy",
    "GlobalNetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "ApplicationNetworkPolicy",
    "ClusterNetworkPolicy",
)
_ALL_PORTS: Final = (Ports(0, 65535),)


class Policies:
    """The network policies of one estate."""

    def __init__(self, objects: Sequence[Object]) -> None:
        self._plain: dict[str, list[Object]] = {}
        """By namespace; under `?` those of which it is not known."""
        for o in objects:
            if o.kind == "NetworkPolicy" and o.group in ("networking.k8s.io", ""):
                self._plain.setdefault(space_of(o), []).append(o)
        calico = [o for o in objects if o.kind == "NetworkPolicy" and o.group not in ("networking.k8s.io", "")]
        self._foreign = [*calico, *(o for o in objects if o.kind in _FOREIGN)]

    def screens(self, pods: Pods, enforced: Fact[bool], cloud: Cloud) -> tuple[tuple[Fact[str], ...], RuleSet | None]:
        """What stands at the pods, and the rule set that it is; () where nothing does."""
        if pods.spec.get("hostNetwork") is True:
            return (), None
        space = space_of(pods.made_by)
        near = (
            [*self._plain.get(space, ()), *self._plain.get("?", ())]
            if space != "?"
            else [p for found in self._plain.values() for p in found]
        )
        named = [(p, f) for p in near if _egress(p) and (f := _selects(p, pods)) is not False]
        foreign = next((o for o in self._foreign if o.namespace in ("", pods.made_by.namespace)), None)
        if enforced is False or (not named and foreign is None):
            return (), None
        doubt = next((f for _, f in named if isinstance(f, Unknown)), enforced if isinstance(enforced, Unknown) else None)
        if foreign is not None:
            doubt = Unknown(f"what {foreign.address} lets out, a {foreign.kind} of {foreign.group}")
        if doubt is not None:
            return (doubt,), None
        rules = _rule_set(pods, [p for p, _ in named], cloud)
        return (rules.address,), rules


def space_of(o: Object) -> str:
    """The namespace of an object; `?` where it is not known."""
    return "?" if isinstance(o.namespace, Unknown) else o.namespace or "default"


def _egress(policy: Object) -> bool:
    """Whether it is about what pods send: it says so, or has rules of it."""
    types = policy.spec.get("policyTypes")
    return "Egress" in types if isinstance(types, list) else policy.spec.get("egress") is not None


def _selects(policy: Object, pods: Pods) -> Fact[bool]:
    if isinstance(policy.namespace, Unknown) or isinstance(pods.made_by.namespace, Unknown):
        return Unknown(f"the namespace of {policy.address}")
    same = (policy.namespace or "default") == (pods.made_by.namespace or "default")
    return same and fits(policy.spec.get("podSelector"), pods.labels)


def _rule_set(pods: Pods, policies: Sequence[Object], cloud: Cloud) -> RuleSet:
    single = policies[0]
    return RuleSet(
        address=single.address if len(policies) == 1 else f"{pods.made_by.address}#network-policies",
        type="NetworkPolicy",
        cloud=cloud,
        origin=single.declared.origin,
        name=", ".join(p.address for p in policies),
        kind="network-policy",
        filters=tuple(f for p in policies for f in _filters(p)),
    )


def _filters(policy: Object) -> Iterator[Filter]:
    stated = policy.spec.get("egress")
    if isinstance(stated, Unknown):
        yield _filter(policy, {}, (stated,), "*", _ALL_PORTS)
    for rule in stated if isinstance(stated, list) else ():
        body = rule if isinstance(rule, Mapping) else {}
        peers = rule if isinstance(rule, Unknown) else _peers(body)
        found: tuple[Fact[str], ...] = (peers,) if isinstance(peers, Unknown) else peers
        for protocol, ports in _ports(body) if found else ():
            yield _filter(policy, body, found, protocol, ports)


def _filter(
    policy: Object, rule: Mapping[str, Any], peers: tuple[Fact[str], ...], protocol: Fact[str], ports: Fact[tuple[Ports, ...]]
) -> Filter:
    origin = rule.origin(policy.declared.origin.file, "kubernetes") if hasattr(rule, "origin") else policy.declared.origin
    return Filter(direction="out", allows=True, protocol=protocol, ports=ports, peers=peers, address=policy.address, origin=origin)


def _peers(rule: Mapping[str, Any]) -> tuple[Fact[str], ...] | Unknown:
    """Addresses outside the cluster that a rule names; none named at all is all of them."""
    to = rule.get("to")
    if isinstance(to, Unknown):
        return to
    if not to:
        return _EVERYWHERE
    made: list[Fact[str]] = []
    for peer in to if isinstance(to, list) else ():
        if isinstance(peer, Unknown):
            made.append(peer)
        elif isinstance(peer, Mapping) and (block := section(peer, "ipBlock")):
            made += _without(block)
    return tuple(made)


def _without(block: Mapping[str, Any]) -> list[Fact[str]]:
    """A range less its exceptions, as the ranges that are left."""
    stated, left_out = block.get("cidr"), block.get("except")
    if not isinstance(stated, str) or isinstance(left_out, Unknown):
        return [stated if isinstance(stated, Unknown) else Unknown("a range of a network policy")]
    try:
        left = [ipaddress.ip_network(stated, strict=False)]
        for one in left_out if isinstance(left_out, list) else ():
            hole = ipaddress.ip_network(str(one), strict=False)
            left = [n for net in left for n in _cut(net, hole)]
    except (ValueError, TypeError):
        return [Unknown(f"the range `{stated[:60]}` of a network policy, less what it leaves out")]
    return [str(n) for n in left]


def _cut(net: Any, hole: Any) -> Iterator[Any]:
    if net.version != hole.version or not net.overlaps(hole):
        yield net
    elif not net.subnet_of(hole):
        yield from net.address_exclude(hole)


def _ports(rule: Mapping[str, Any]) -> Iterator[tuple[Fact[str], Fact[tuple[Ports, ...]]]]:
    stated = rule.get("ports")
    if isinstance(stated, Unknown):
        yield stated, stated
        return
    if not stated:
        yield "*", _ALL_PORTS
    for one in entries(rule, "ports"):
        protocol = str(one.get("protocol") or "TCP").casefold()
        yield protocol, _range(one)


def _range(one: Mapping[str, Any]) -> Fact[tuple[Ports, ...]]:
    low, high = one.get("port"), one.get("endPort")
    if low is None:
        return _ALL_PORTS
    try:
        return (Ports(int(str(low)), int(str(high if high is not None else low))),)
    except ValueError:
        return Unknown(f"the port named {low}") if not isinstance(low, Unknown) else low
