# SPDX-License-Identifier: Apache-2.0
"""Container registries: who may pull, where images are copied to, who scans them.

Scanning is a plan of Defender for Cloud on the subscription, not a setting of the registry
(learn.microsoft.com/azure/defender-for-cloud/defender-for-containers-introduction).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.gate import Gate
from intramuros.estate.lake import Pass
from intramuros.estate.stores import DataStore, Door, Place
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.azure.arm_data import REPLICATION
from intramuros.sources.azure.common import children, head, owner, region, where
from intramuros.sources.azure.identity import subscription_of
from intramuros.sources.azure.recipes import keyed, public_switch, ruled_gate
from intramuros.sources.azure.seals import gate, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

REGISTRY = "azurerm_container_registry"
TOKEN, PASSWORD, SCOPE_MAP = (f"azurerm_container_registry_{k}" for k in ("token", "token_password", "scope_map"))
PRICING = "azurerm_security_center_subscription_pricing"
PLANS = ("containers", "containerregistry")
"""`ContainerRegistry` is the plan that `Containers` took the place of; either scans."""


def registries(book: Book) -> Iterator[DataStore]:
    """Every container registry."""
    for d in book.of(REGISTRY):
        scans, why, at = scanning(book, d)
        yield DataStore(
            **head(book, d),
            kind="registry",
            seal=keyed(book, d, "encryption", "key_vault_key_id"),
            transport=transport(d, True, "registries take HTTPS with TLS 1.2 and newer only"),
            gate=_gate(book, d),
            doors=tuple(_pull(d)),
            anonymous_allowed=True,
            local_keys=switch(d.attrs.get("admin_enabled"), False),
            places=tuple(_replicas(book, d)),
            scans_images=scans,
            scan_why=why,
            scan_address=at,
            quarantine=switch(d.attrs.get("quarantine_policy_enabled"), False),
            contents=_repositories(book, d),
            passes=tuple(tokens(book, d)),
            extra={"trust_policy": _trust(d), "export": switch(d.attrs.get("export_policy_enabled"), True)},
        )


def tokens(book: Book, d: Declared) -> Iterator[Pass]:
    """Tokens with the repositories that their scope map names (learn.microsoft.com/azure/container-registry/container-registry-repository-scoped-permissions)."""
    for token in children(book, TOKEN, "container_registry_name", d):
        given = tuple(_actions(book, token.attrs.get("scope_map_id")))
        on = switch(token.attrs.get("enabled"), True)
        signed = bool(children(book, PASSWORD, "container_registry_token_id", token))
        yield Pass(
            name=f"token {token.attrs.get('name') or token.address}",
            active=both(on, signed, either(*(_gives(a, "/content/read") for a in given))),
            writes=either(*(_gives(a, "/content/write") for a in given)),
            machine=True,
            address=token.address,
            origin=token.origin,
        )


def _gives(action: Fact[str], ending: str) -> Fact[bool]:
    return action if isinstance(action, Unknown) else action.casefold().endswith(ending)


def _actions(book: Book, named: Any) -> Iterator[Fact[str]]:
    """What a scope map allows; those that the registry brings along are told by their names."""
    found = owner(book, named, SCOPE_MAP)
    if found is not None:
        yield from texts(book.spell(book.by_address[found].attrs.get("actions")))
        return
    spelled = str(book.spell(named)).casefold()
    if spelled.endswith(("_repositories_pull", "_repositories_push", "_repositories_admin", "_repositories_pull_metadata_read")):
        yield "repositories/*/content/read"
        if not spelled.endswith(("_pull", "_read")):
            yield "repositories/*/content/write"
    else:
        yield Unknown("what the scope map of a registry token allows")


def _trust(d: Declared) -> Fact[bool]:
    """Content trust: a switch in version 4, a block in version 3."""
    stated = d.attrs.get("trust_policy_enabled")
    return switch(stated if stated is not None else block(d.attrs, "trust_policy").get("enabled"), False)


def _gate(book: Book, d: Declared) -> Gate:
    public = public_switch(d.attrs.get("public_network_access_enabled"))
    if unknown_in(d.attrs, "network_rule_set") or block(d.attrs, "network_rule_set"):
        return ruled_gate(book, d, "network_rule_set", public)
    return gate(book, d, public=public, opens=True)


def _pull(d: Declared) -> Iterator[Door]:
    anonymous = switch(d.attrs.get("anonymous_pull_enabled"), False)
    if anonymous is not False:
        name = text(d.attrs.get("name"))
        why = "anonymous_pull_enabled"
        yield Door(address=d.address, name=name, anonymous=anonymous, origin=where(d, "anonymous_pull_enabled"), why=why)


def _replicas(book: Book, d: Declared) -> Iterator[Place]:
    listed = d.attrs.get("georeplications")
    if isinstance(listed, Unknown):
        yield Place(kind="replica", where=listed, address=d.address, origin=where(d, "georeplications"))
    found: list[Any] = [b.get("location") for b in blocks(d.attrs, "georeplications")]
    old = d.attrs.get("georeplication_locations")
    found += old if isinstance(old, list) else []
    for location in found:
        place = region(book, location)
        if place is not None:
            yield Place(kind="replica", where=place, address=d.address, origin=where(d, "georeplications"), why="georeplications")
    for one in children(book, REPLICATION, "container_registry_id", d):
        place = region(book, one.attrs.get("location"))
        if place is not None:
            yield Place(kind="replica", where=place, address=one.address, origin=one.origin, why="registry replication")


def _repositories(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    found = (text(r.attrs.get("name")) for r in children(book, "azurerm_container_registry_cache_rule", "container_registry_id", d))
    return tuple(t for t in found if t is not None)


def scanning(book: Book, d: Declared) -> tuple[Fact[bool], str, str | None]:
    """Whether Defender for Containers is on in the registry's subscription, why, and by which resource."""
    plan, why = defender(book, d, PLANS)
    if plan is None:
        return False, "no Defender plan for containers is declared in its subscription", None
    tier = text(plan.attrs.get("tier"), "Free")
    if isinstance(tier, Unknown):
        return tier, why, plan.address
    on = str(tier).casefold() == "standard"
    return on, f"{plan.address} sets the Defender plan for containers to {tier}", plan.address


def defender(book: Book, d: Declared, plans: tuple[str, ...]) -> tuple[Declared | None, str]:
    """The Defender plan that covers a resource's subscription; one that is on goes first."""
    home = subscription_of(d, None)
    kinds = [
        p
        for p in book.of(PRICING)
        if str(p.attrs.get("resource_type", "VirtualMachines")).casefold() in plans and subscription_of(p, None) == home
    ]
    kinds.sort(key=lambda p: str(p.attrs.get("tier")).casefold() != "standard")
    return (kinds[0], kinds[0].address) if kinds else (None, "")
