# SPDX-License-Identifier: Apache-2.0
"""Front doors and CDNs: ways in at Microsoft's edge, the firewalls on their domains, and what the edge keeps a copy of.

A Front Door firewall binds domains, not profiles (Microsoft Learn, "Security policy"): a domain of a route that no security policy
names is unguarded. A route caches where it has a `cache` block, or where a rule of its rule sets overrides that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.stores import Place
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.sources.attributes import block, blocks, switch, tags, text, texts, unknown_in
from intramuros.sources.azure.common import head
from intramuros.sources.azure.web_firewalls import CLASSIC_POLICY, DOOR_POLICY, weakest
from intramuros.sources.azure.wiring import denote, denoted, given, holders, line_of, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

PROFILE = "azurerm_cdn_frontdoor_profile"
ENDPOINT = "azurerm_cdn_frontdoor_endpoint"
ROUTE = "azurerm_cdn_frontdoor_route"
ORIGIN_GROUP = "azurerm_cdn_frontdoor_origin_group"
ORIGIN = "azurerm_cdn_frontdoor_origin"
DOMAIN = "azurerm_cdn_frontdoor_custom_domain"
SECURITY = "azurerm_cdn_frontdoor_security_policy"
RULE = "azurerm_cdn_frontdoor_rule"
RULE_SET = "azurerm_cdn_frontdoor_rule_set"
CLASSIC = "azurerm_frontdoor"
CDN_PROFILE = "azurerm_cdn_profile"
CDN = "azurerm_cdn_endpoint"
AT_THE_EDGE = "the edge keeps answers at points of presence worldwide"


def lower_doors(book: Book) -> Iterator[Resource]:
    """Endpoints of Front Door standard and premium."""
    for d in book.of(ENDPOINT):
        routes = book.pointing((ROUTE,), "cdn_frontdoor_endpoint_id", d.address)
        profile = denote(book, d, "cdn_frontdoor_profile_id", PROFILE)
        parent = book.by_address.get(profile) if isinstance(profile, str) else None
        yield Endpoint(
            **_at_edge(book, d, parent),
            kind="front-door",
            public=both(switch(d.attrs.get("enabled"), default=True), _any_enabled(routes)),
            public_why="Front Door takes requests from the internet" if routes else "no route leads anywhere",
            firewalls=_firewalls(book, d, routes),
            authenticates=None,
            auth_why="Front Door asks for no credentials itself; whether its origins do is not visible here",
            targets=given(t for r in routes for t in _targets(book, r)),
            places=tuple(p for r in routes for p in _places(book, r)),
            host_names=tuple(
                t for r in routes for a in _domains(book, r) if (own := book.by_address.get(a)) for t in texts(own.attrs.get("host_name"))
            ),
        )


def _at_edge(book: Book, d: Declared, parent: Declared | None) -> dict[str, Any]:
    """An endpoint is a part of its profile: it bears the profile's tags, and stands nowhere in particular."""
    own = head(book, d, parent=parent.address if parent else None)
    base = tags(book.spell(parent.attrs.get("tags"))) if parent else {}
    mixed = base if isinstance(base, Unknown) else own["tags"] if isinstance(own["tags"], Unknown) else {**base, **own["tags"]}
    return {**own, "region": "global", "tags": mixed}


def _any_enabled(routes: list[Declared]) -> Fact[bool]:
    return either(*(switch(r.attrs.get("enabled"), default=True) for r in routes))


def _domains(book: Book, route: Declared) -> tuple[str, ...]:
    return tuple(a for a in many(book, route.attrs.get("cdn_frontdoor_custom_domain_ids"), DOMAIN) if isinstance(a, str))


def _firewalls(book: Book, d: Declared, routes: list[Declared]) -> Fact[tuple[str, ...]]:
    """The least of the firewalls on the domains in use; () where one of them has none."""
    default = any(switch(r.attrs.get("link_to_default_domain"), default=True) is not False for r in routes) or not routes
    used = [*([d.address] if default else []), *(a for r in routes for a in _domains(book, r))]
    covers = [c for s in book.of(SECURITY) for c in _covered(book, s)]
    found: list[Fact[str]] = []
    for domain in used:
        guards = [policy for policy, covered in covers if covered == domain or isinstance(covered, Unknown)]
        if not guards:
            return ()
        found += guards
    return weakest(book, found)


def _covered(book: Book, security: Declared) -> Iterator[tuple[Fact[str], Fact[str]]]:
    """Each (firewall policy, domain) that a security policy joins."""
    missing = unknown_in(security.attrs, "security_policies")
    if missing:
        yield missing, missing
    firewall = block(security.attrs, "security_policies", "firewall")
    policy = denoted(book, security, firewall.get("cdn_frontdoor_firewall_policy_id"), "security_policies", DOOR_POLICY)
    for association in blocks(firewall, "association"):
        for domain in blocks(association, "domain"):
            named = denoted(book, security, domain.get("cdn_frontdoor_domain_id"), "security_policies", ENDPOINT, DOMAIN)
            if policy is not None and named is not None:
                yield policy, named


def _targets(book: Book, route: Declared) -> Iterator[Fact[str]]:
    group = denote(book, route, "cdn_frontdoor_origin_group_id", ORIGIN_GROUP)
    listed = [a for a in many(book, route.attrs.get("cdn_frontdoor_origin_ids"), ORIGIN) if isinstance(a, str) and a in book.by_address]
    grouped = book.pointing((ORIGIN,), "cdn_frontdoor_origin_group_id", group) if isinstance(group, str) else []
    for origin in grouped or [book.by_address[a] for a in listed]:
        if switch(origin.attrs.get("enabled"), default=True) is not False:
            private = block(origin.attrs, "private_link").get("private_link_target_id")
            if private is not None:
                yield denoted(book, origin, private, "private_link") or Unknown("its private link is not stated")
            yield from holders(book, origin, origin.attrs.get("host_name"), "host_name")


def _places(book: Book, route: Declared) -> Iterator[Place]:
    if switch(route.attrs.get("enabled"), default=True) is False:
        return
    missing = unknown_in(route.attrs, "cache")
    if missing or blocks(route.attrs, "cache"):
        yield Place(kind="cache", where=missing or "global", address=route.address, origin=line_of(route, "cache"), why=AT_THE_EDGE)
    for rule_set in many(book, route.attrs.get("cdn_frontdoor_rule_set_ids"), RULE_SET):
        for rule in book.pointing((RULE,), "cdn_frontdoor_rule_set_id", rule_set) if isinstance(rule_set, str) else ():
            override = block(rule.attrs, "actions", "route_configuration_override_action")
            if str(override.get("cache_behavior") or "Disabled") != "Disabled":
                yield Place(kind="cache", where="global", address=rule.address, origin=line_of(rule, "actions"), why=AT_THE_EDGE)


def caches_of(book: Book, account: str) -> Iterator[Place]:
    """Where the edge keeps copies of what a storage account serves, for the account's own list of places."""
    for route in book.of(ROUTE):
        if account in _targets(book, route):
            yield from _places(book, route)
    for d in book.of(CDN):
        if any(account in holders(book, d, o.get("host_name"), "origin") for o in blocks(d.attrs, "origin")):
            yield from _cdn_places(d)


def lower_classic(book: Book) -> Iterator[Resource]:
    """Classic Front Door: everything in one resource."""
    for d in book.of(CLASSIC):
        frontends = blocks(d.attrs, "frontend_endpoint")
        policies = [
            denoted(book, d, f.get("web_application_firewall_policy_link_id"), "frontend_endpoint", CLASSIC_POLICY) for f in frontends
        ]
        backends = [b for p in blocks(d.attrs, "backend_pool") for b in blocks(p, "backend")]
        yield Endpoint(
            **{**head(book, d), "region": "global"},
            kind="front-door",
            public=switch(d.attrs.get("load_balancer_enabled"), default=True),
            public_why="Front Door takes requests from the internet",
            firewalls=() if None in policies or not policies else weakest(book, given(policies)),
            authenticates=None,
            auth_why="Front Door asks for no credentials itself; whether its backends do is not visible here",
            targets=given(t for b in backends for t in holders(book, d, b.get("address"), "backend_pool")),
            places=tuple(_classic_places(d)),
            host_names=tuple(t for f in frontends for t in texts(f.get("host_name"))),
        )


def _classic_places(d: Declared) -> Iterator[Place]:
    for index, rule in enumerate(blocks(d.attrs, "routing_rule")):
        for forwarding in blocks(rule, "forwarding_configuration"):
            caches = switch(forwarding.get("cache_enabled"), default=False)
            if caches is not False:
                where = caches if isinstance(caches, Unknown) else "global"
                yield Place(kind="cache", where=where, address=d.address, origin=line_of(d, "routing_rule", index), why=AT_THE_EDGE)


def lower_cdn(book: Book) -> Iterator[Resource]:
    """Classic CDN endpoints: they cache unless the global rule bypasses it."""
    for d in book.of(CDN):
        parent = denote(book, d, "profile_name", CDN_PROFILE)
        yield Endpoint(
            **_at_edge(book, d, book.by_address.get(parent) if isinstance(parent, str) else None),
            kind="cdn",
            public=True,
            public_why="a CDN endpoint takes requests from the internet",
            authenticates=None,
            auth_why="a CDN asks for no credentials itself",
            targets=given(t for o in blocks(d.attrs, "origin") for t in holders(book, d, o.get("host_name"), "origin")),
            places=tuple(_cdn_places(d)),
            host_names=given((text(book.names(d.address).get("fqdn")),)),
        )


def _cdn_places(d: Declared) -> Iterator[Place]:
    rule = block(d.attrs, "global_delivery_rule", "cache_expiration_action")
    if str(rule.get("behavior", "")) != "BypassCache":
        yield Place(kind="cache", where="global", address=d.address, origin=d.origin, why=AT_THE_EDGE)


LOWERINGS = (
    (frozenset({ENDPOINT}), lower_doors),
    (frozenset({CLASSIC}), lower_classic),
    (frozenset({CDN}), lower_cdn),
)
SUB_RESOURCES = frozenset(
    {
        PROFILE,
        ROUTE,
        ORIGIN_GROUP,
        ORIGIN,
        DOMAIN,
        SECURITY,
        RULE,
        RULE_SET,
        CDN_PROFILE,
        "azurerm_cdn_endpoint_custom_domain",
        "azurerm_cdn_frontdoor_custom_domain_association",
        "azurerm_cdn_frontdoor_secret",
        "azurerm_frontdoor_custom_https_configuration",
        "azurerm_frontdoor_rules_engine",
    }
)
