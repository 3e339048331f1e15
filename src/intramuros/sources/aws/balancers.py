# SPDX-License-Identifier: Apache-2.0
"""Load balancers: who may come in, whether listeners ask for credentials, and what they lead to.

Provider defaults: a balancer faces the internet unless `internal`, and is an application balancer. Listeners that only redirect or answer
by themselves lead to nothing. An action that authenticates stands before the one that forwards
(https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html); a listener rule without one lets its
requests pass unasked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, is_symbolic, symbol
from intramuros.sources.attributes import block, blocks, number, switch, text, texts, unknown_in
from intramuros.sources.aws.common import first, head, owner
from intramuros.sources.aws.filters import admits_internet
from intramuros.sources.aws.model_servers import bare_server
from intramuros.sources.aws.web_firewalls import firewalls_of, one_list
from intramuros.sources.aws.wiring import SUBNETS, denoted, given, groups_at, many, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

BALANCERS: Final = ("aws_lb", "aws_alb")
LISTENERS: Final = ("aws_lb_listener", "aws_alb_listener")
RULES: Final = ("aws_lb_listener_rule", "aws_alb_listener_rule")
TARGET_GROUPS: Final = ("aws_lb_target_group", "aws_alb_target_group")
ATTACHMENTS: Final = ("aws_lb_target_group_attachment", "aws_alb_target_group_attachment")
CLASSIC: Final = "aws_elb"
_ASKS: Final = frozenset({"authenticate-oidc", "authenticate-cognito", "jwt-validation"})
_HEALTH: Final = frozenset({"/health", "/healthz", "/health/*", "/ping", "/status", "/favicon.ico", "/robots.txt"})


class Way(Struct, frozen=True):
    """One way through a balancer: a listener's default action, or a rule of it."""

    says: str
    asks: Fact[bool]
    groups: tuple[str, ...]
    port: Fact[int | None]
    harmless: bool = False
    """It answers for health checks only."""
    unread: Unknown | None = None
    """What is not known of its actions; it may lead to more than its groups."""


def balancers(book: Book) -> Iterator[Resource]:
    """Application and network load balancers; gateway balancers carry packets to appliances and are no way in."""
    for d in book.of(*BALANCERS):
        if str(d.attrs.get("load_balancer_type") or "application") != "gateway":
            yield _endpoint(book, d, list(ways_of(book, d)))


def _endpoint(book: Book, d: Declared, ways: list[Way]) -> Endpoint:
    groups = groups_at(book, d, stated(d, "security_groups"), "security_groups")
    public, why = _public(book, d, ways, groups)
    targets = given(t for w in ways for g in w.groups for t in targets_of(book, g))
    asks, asked = _asks(book, ways, targets)
    return Endpoint(
        **head(book, d),
        kind="load-balancer",
        public=public,
        public_why=why,
        firewalls=one_list(firewalls_of(book, d.address)),
        authenticates=asks,
        auth_why=asked,
        targets=targets,
        host_names=(symbol(d.address, "dns_name"),),
        listens=_ports(ways),
        answers=_ports([w for w in ways if _answers(book, d, w)]),
        ungrouped=_is_network(d) and not groups,
        subnets=_subnets(book, d),
        rule_sets=groups,
    )


def _ports(ways: list[Way]) -> Fact[tuple[int, ...]]:
    """The ports of the listeners that lead somewhere."""
    unknown = next((w.port for w in ways if isinstance(w.port, Unknown)), None)
    return unknown or tuple(dict.fromkeys(w.port for w in ways if isinstance(w.port, int)))


def _is_network(d: Declared) -> bool:
    return str(d.attrs.get("load_balancer_type") or "application") == "network"


def _answers(book: Book, d: Declared, way: Way) -> bool:
    """Whether a way ends the caller's connection.

    Application balancers do; the targets of a network balancer see who calls, unless
    the target group hides it, as groups of addresses do for TCP by default.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
    """
    if not _is_network(d):
        return True
    groups = [g for a in way.groups if (g := book.by_address.get(a)) is not None]
    return len(groups) < len(way.groups) or any(_hides_callers(g) for g in groups)


def _hides_callers(group: Declared) -> bool:
    kept = group.attrs.get("preserve_client_ip")
    if kept is not None:
        return switch(kept, True) is not True
    kind, protocol = (text(group.attrs.get(k), d) for k, d in (("target_type", "instance"), ("protocol", None)))
    return _may_be(kind, "ip") and _may_be(protocol, "TCP", "TLS")


def _may_be(told: Fact[str | None], *values: str) -> bool:
    """Whether a setting is one of some values, or may be: a balancer that may answer is looked at as one that does."""
    return told in values or isinstance(told, Unknown) or (told is not None and is_symbolic(told))


def _subnets(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    mapped = (denoted(book, d, b.get("subnet_id"), "subnet_mapping", *SUBNETS) for b in blocks(d.attrs, "subnet_mapping"))
    return given((*many(book, d, stated(d, "subnets"), "subnets", *SUBNETS), *mapped))


def _public(book: Book, d: Declared, ways: list[Way], groups: tuple[Fact[str], ...]) -> tuple[Fact[bool], str]:
    internal = switch(stated(d, "internal"), False)
    if internal is not False:
        return (internal, "whether it is internal is not known") if isinstance(internal, Unknown) else (False, "internal = true")
    if not ways:
        return False, "no listener hands requests on to anything"
    unread = None if any(w.groups for w in ways) else next(w.unread for w in ways)
    if not groups:
        if unread is not None:
            return unread, unread.why
        return True, "internet-facing: internal is not set" if d.attrs.get("internal") is None else "internal = false"
    ports = [w.port for w in ways if isinstance(w.port, int)]
    lets_in = admits_internet(book, groups, ports)
    if lets_in is True and unread is not None:
        return unread, unread.why
    if lets_in is True:
        return True, "internet-facing, and its security group lets the internet in"
    return (lets_in, "") if isinstance(lets_in, Unknown) else (False, "its security groups let nobody from the internet at large in")


def ways_of(book: Book, d: Declared) -> Iterator[Way]:
    """Every way through a balancer that leads to a target group."""
    for listener in book.pointing(LISTENERS, "load_balancer_arn", d.address):
        port = number(listener.attrs.get("port"))
        mutual = text(block(listener.attrs, "mutual_authentication").get("mode"))
        proven: Fact[bool] = mutual if isinstance(mutual, Unknown) else mutual == "verify"
        actions = blocks(listener.attrs, "default_action")
        yield from _way(book, listener, actions, "default_action", (listener.address, proven, port, False))
        for rule in book.pointing(RULES, "listener_arn", listener.address):
            found = blocks(rule.attrs, "action")
            yield from _way(book, rule, found, "action", (rule.address, proven, port, _for_health(rule)))


def _way(
    book: Book, d: Declared, actions: list[dict[str, Any]], key: str, about: tuple[str, Fact[bool], Fact[int | None], bool]
) -> Iterator[Way]:
    says, proven, port, harmless = about
    groups = tuple(g for a in actions for g in _groups_of(book, d, a, key))
    unread = _unread(d, actions, key)
    if groups or unread:
        asked = any(str(a.get("type")) in _ASKS and not _lets_strangers(a) for a in actions)
        yield Way(says, True if asked else unread or proven, groups, port, harmless, unread)


def _unread(d: Declared, actions: list[dict[str, Any]], key: str) -> Unknown | None:
    """Whether what a listener does is known: all its actions, and what each of them is."""
    kinds = (text(a.get("type")) for a in actions)
    unclear = any(isinstance(k, Unknown) or is_symbolic(k) for k in kinds)
    return Unknown(f"what {d.address} does: `{key}` is not known") if unclear or unknown_in(d.attrs, key) else None


def _lets_strangers(action: Mapping[str, Any]) -> bool:
    """`on_unauthenticated_request = allow` lets those pass who did not sign in."""
    inner = block(action, "authenticate_oidc") or block(action, "authenticate_cognito")
    return str(inner.get("on_unauthenticated_request") or "authenticate") == "allow"


def _groups_of(book: Book, d: Declared, action: Mapping[str, Any], key: str) -> Iterator[str]:
    values = [action.get("target_group_arn")]
    values += [g.get("arn") for f in blocks(action, "forward") for g in blocks(f, "target_group")]
    if str(action.get("type")) == "forward":
        for value in (v for v in values if v not in (None, "")):
            found = denoted(book, d, value, key, *TARGET_GROUPS)
            yield found if isinstance(found, str) else "?"


def _for_health(rule: Declared) -> bool:
    paths = [t for c in blocks(rule.attrs, "condition") for p in blocks(c, "path_pattern") for t in texts(p.get("values"))]
    return bool(paths) and all(p in _HEALTH for p in paths)


def _asks(book: Book, ways: list[Way], targets: tuple[Fact[str], ...]) -> tuple[Fact[bool | None], str]:
    """Whether every way asks who is there; a bare model server behind a way that does not is known to ask nobody."""
    wanted = [w for w in ways if not w.harmless]
    if wanted and all(w.asks is True for w in wanted):
        return True, "every listener authenticates before it forwards"
    missing = next((w.asks for w in wanted if isinstance(w.asks, Unknown)), None)
    if missing:
        return missing, missing.why
    open_ways = [w for w in wanted if w.asks is False]
    for way in open_ways:
        for target in (t for g in way.groups for t in targets_of(book, g) if isinstance(t, str)):
            server = bare_server(book, target)
            if server:
                return False, f"{way.says} forwards without authentication to {target}, a bare model server ({server})"
    said = f"{open_ways[0].says} forwards without authentication" if open_ways else "no listener forwards"
    return None, f"{said}; whether what is behind asks for credentials cannot be seen" if targets else said


def targets_of(book: Book, group: str) -> Iterator[Fact[str]]:
    """What stands in a target group: attachments, ECS services and scaling groups that name it."""
    for a in book.pointing(ATTACHMENTS, "target_group_arn", group):
        found = denoted(book, a, a.attrs.get("target_id"), "target_id")
        if found is not None:
            yield found
    for service in book.of("aws_ecs_service"):
        named = [
            denoted(book, service, b.get("target_group_arn"), "load_balancer", *TARGET_GROUPS)
            for b in blocks(service.attrs, "load_balancer")
        ]
        if group in named:
            yield service.address
    yield from _scaling_groups(book, group)


def _scaling_groups(book: Book, group: str) -> Iterator[str]:
    for asg in book.of("aws_autoscaling_group"):
        listed = stated(asg, "target_group_arns")
        items = listed if isinstance(listed, list) else []
        sources = [b.get("identifier") for b in blocks(asg.attrs, "traffic_source")]
        if group in [owner(book, v, *TARGET_GROUPS) for v in (*items, *sources)]:
            yield asg.address
    for link in book.of("aws_autoscaling_attachment"):
        named = first(link.attrs, "lb_target_group_arn", "alb_target_group_arn")
        if owner(book, named, *TARGET_GROUPS) == group:
            found = owner(book, link.attrs.get("autoscaling_group_name"), "aws_autoscaling_group")
            yield from (found,) if found else ()


def classic(book: Book) -> Iterator[Resource]:
    """Classic balancers: they forward whatever comes to a listener."""
    for d in book.of(CLASSIC):
        ports = [b.get("lb_port") for b in blocks(d.attrs, "listener")]
        ways = [Way(d.address, False, (), number(p)) for p in ports]
        groups = groups_at(book, d, stated(d, "security_groups"), "security_groups")
        public, why = _public(book, d, ways, groups)
        targets = tuple(_classic_targets(book, d))
        server = next((s for t in targets if isinstance(t, str) and (s := bare_server(book, t))), "")
        yield Endpoint(
            **head(book, d),
            kind="load-balancer",
            public=public,
            public_why=why,
            authenticates=False if server else None,
            auth_why=f"a classic balancer before a bare model server ({server})" if server else "a classic balancer asks nobody",
            targets=targets,
            host_names=(symbol(d.address, "dns_name"),),
            answers=_ports(ways),
            subnets=_subnets(book, d),
            rule_sets=groups,
        )


def _classic_targets(book: Book, d: Declared) -> Iterator[Fact[str]]:
    listed = stated(d, "instances")
    values = [*(listed if isinstance(listed, list) else [])]
    values += [a.attrs.get("instance") for a in book.pointing(("aws_elb_attachment",), "elb", d.address)]
    yield from given(book.resolve(v, "aws_instance") for v in values)
    for asg in book.of("aws_autoscaling_group"):
        names = stated(asg, "load_balancers")
        if any(owner(book, n, CLASSIC) == d.address for n in (names if isinstance(names, list) else [])):
            yield asg.address


LOWERINGS = (
    (frozenset(BALANCERS), balancers),
    (frozenset({CLASSIC}), classic),
)
SUB_RESOURCES = frozenset(
    {
        *LISTENERS,
        *RULES,
        *TARGET_GROUPS,
        *ATTACHMENTS,
        "aws_elb_attachment",
        "aws_lb_listener_certificate",
        "aws_lb_trust_store",
        "aws_lb_cookie_stickiness_policy",
        "aws_autoscaling_attachment",
    }
)
