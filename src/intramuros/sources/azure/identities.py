# SPDX-License-Identifier: Apache-2.0
"""Managed identities: user-assigned ones, and those that Azure makes for a resource or a cluster's add-ons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from intramuros.estate.access import Federation, Identity
from intramuros.estate.values import Unknown, is_symbolic, symbol
from intramuros.sources.attributes import blocks, text, texts
from intramuros.sources.azure.astray import astray
from intramuros.sources.azure.common import children, head, looked_up
from intramuros.sources.azure.directory_roles import privileges
from intramuros.sources.azure.principals import ADDED, ASSIGNED, has_system_identity, kubelet, system_ids
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

CLUSTER = "azurerm_kubernetes_cluster"
PERSONS = {"User": True, "Group": True, "ServicePrincipal": False}

CREDENTIAL = "azurerm_federated_identity_credential"


def assigned(book: Book) -> Iterator[Identity]:
    """User-assigned identities, declared or looked up, with the outside token issuers that may become them."""
    held = privileges(book)
    for d in (*book.of(ASSIGNED), *looked_up(book, ASSIGNED)):
        fields = head(book, d)
        own = tuple(symbol(d.address, k) for k in ("principal_id", "client_id"))
        yield Identity(
            **{**fields, "ids": (*fields["ids"], *own)},
            kind="managed-identity",
            federations=tuple(_federations(book, d)),
            privileges=held.get(d.address, ()),
        )


def _federations(book: Book, d: Declared) -> Iterator[Federation]:
    keys = ("parent_id", "user_assigned_identity_id")
    yield from (_federation(book, one) for one in children(book, CREDENTIAL, keys, d))
    yield from (replace(_federation(book, one), subject=why) for one, why in astray(book, CREDENTIAL, keys, d))


def _federation(book: Book, one: Declared) -> Federation:
    return Federation(
        issuer=text(book.spell(one.attrs.get("issuer"))) or Unknown(f"the issuer of {one.address}"),
        subject=text(book.spell(one.attrs.get("subject"))) or Unknown(f"the subject of {one.address}"),
        audiences=texts(one.attrs.get("audience")),
        address=one.address,
        origin=one.origin,
    )


def system(book: Book) -> Iterator[Identity]:
    """System-assigned identities of every kind of resource, and those that AKS makes for a cluster."""
    held = privileges(book)
    for d in book.declared:
        if d.mode == "managed" and has_system_identity(d):
            yield _made(book, d, "#system", system_ids(d.address), held)
    for cluster in book.of(CLUSTER):
        yield from _added(book, cluster, held)


def _added(book: Book, cluster: Declared, held: Mapping[str, tuple[str, ...]]) -> Iterator[Identity]:
    for spelling, key, suffix in ADDED:
        inherent = key == "kubelet_identity"
        if inherent and kubelet(book, cluster) != f"{cluster.address}#kubelet":
            continue
        if inherent or blocks(cluster.attrs, key):
            yield _made(book, cluster, suffix, _spellings(cluster.address, spelling, inherent=inherent), held)


def _spellings(address: str, prefix: str, *, inherent: bool) -> tuple[str, ...]:
    nested = {
        "key_vault_secrets_provider.": "0.secret_identity.0.",
        "ingress_application_gateway.": "0.ingress_application_gateway_identity.0.",
        "oms_agent.": "0.oms_agent_identity.0.",
        "aci_connector_linux.": "0.connector_identity.0.",
    }
    inner = "0." if inherent else nested[prefix]
    return tuple(symbol(address, f"{prefix}{inner}{k}") for k in ("object_id", "client_id", "user_assigned_identity_id"))


def _made(book: Book, d: Declared, suffix: str, ids: tuple[str, ...], held: Mapping[str, tuple[str, ...]]) -> Identity:
    fields: dict[str, Any] = {**head(book, d, suffix=suffix), "ids": ids}
    return Identity(**fields, kind="managed-identity", privileges=held.get(d.address + suffix, ()))


def stated(book: Book) -> Iterator[Identity]:
    """Principals that role assignments name by a literal object id and a `principal_type`: all that is known of them."""
    seen: set[str] = set()
    for d in book.of("azurerm_role_assignment"):
        own, kind = text(book.spell(d.attrs.get("principal_id"))), text(d.attrs.get("principal_type"))
        if not isinstance(own, str) or kind not in PERSONS or own in seen or _held(book, own):
            continue
        seen.add(own)
        yield _outsider(d, own, str(kind))


def _held(book: Book, own: str) -> bool:
    return book.resolve(own) != own or is_symbolic(own)


def _outsider(d: Declared, own: str, kind: str) -> Identity:
    kinds = {"User": "user", "Group": "group", "ServicePrincipal": "service-principal"}
    return Identity(
        address=f"principal:{own}",
        type="principal",
        cloud="entra",
        origin=d.origin,
        ids=(own,),
        kind=kinds[kind],  # type: ignore[arg-type]
        members_known=kind != "Group",
        person=PERSONS[kind],
    )
