# SPDX-License-Identifier: Apache-2.0
"""Kubernetes clusters and their node pools: where nodes stand, how they reach out, what stands before a deployment.

Outbound types: Microsoft Learn, "Customize cluster egress with outbound types in AKS"; the default is a public load balancer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, either
from intramuros.estate.workloads import Attachment, InlineDisk, Setting, Workload
from intramuros.sources.attributes import block, switch, text, unknown_in
from intramuros.sources.azure import confidential
from intramuros.sources.azure.common import first, head, owner
from intramuros.sources.azure.hosts import set_seal
from intramuros.sources.azure.principals import identities_of, kubelet
from intramuros.sources.azure.wiring import denote, given, line_of, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

CLUSTER = "azurerm_kubernetes_cluster"
POOL = "azurerm_kubernetes_cluster_node_pool"
EXTENSION = "azurerm_kubernetes_cluster_extension"
ADMITTING_EXTENSIONS = ("ratify", "gatekeeper", "kyverno", "azurepolicy", "imageintegrity")
OWN_ADDRESS = ("loadBalancer", "managedNATGateway", "managedNATGatewayV2")
"""Outbound types by which AKS itself gives the nodes a public address to send from; routes and NSGs of the subnet still bind."""
CLOSED_OUTBOUND = ("userDefinedRouting", "none", "block")


def lower_clusters(book: Book) -> Iterator[Resource]:
    """Clusters; their default pool is part of them."""
    for d in book.of(CLUSTER):
        pool = block(d.attrs, "default_node_pool")
        size = text(pool.get("vm_size"))
        sealed_in_use, why = confidential.of_nodes(size, text(pool.get("workload_runtime")))
        outbound = outbound_type(d)
        attachments = tuple(_attachments(book, d, pool, "default_node_pool", outbound))
        yield Workload(
            **head(book, d),
            kind="cluster",
            identities=_identities(book, d),
            attachments=attachments,
            disks=tuple(_disks(book, d, d, pool)),
            settings=tuple(_labels(pool, line_of(d, "default_node_pool"))),
            size=size,
            confidential=sealed_in_use,
            confidential_why=why,
            managed_outbound=outbound,
            **_sending(attachments, outbound),
            admission=tuple(_admission(book, d)),
            refuses=tuple(_refuses(d)),
        )


def _refuses(d: Declared) -> Iterator[str]:
    """Local accounts off: no administrator's certificate; run command off: no command through the API.

    learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad and …/aks/access-private-cluster, "Disable".
    """
    if switch(d.attrs.get("local_account_disabled"), False) is True:
        yield "microsoft.containerservice/managedclusters/listclusteradmincredential/action"
    if switch(d.attrs.get("run_command_enabled"), True) is False:
        yield "microsoft.containerservice/managedclusters/runcommand/action"


def outbound_type(cluster: Declared) -> Fact[str | None]:
    """How the cluster's nodes reach out; `loadBalancer` where nothing is said."""
    missing = unknown_in(cluster.attrs, "network_profile")
    return missing or text(block(cluster.attrs, "network_profile").get("outbound_type"), "loadBalancer")


def _sending(attachments: tuple[Attachment, ...], outbound: Fact[str | None]) -> dict[str, Any]:
    """Nodes in no subnet of ours stand in a network that AKS makes, with the way out that the outbound type says."""
    if any(a.subnet is not None for a in attachments):
        return {}
    if isinstance(outbound, Unknown):
        return {"sends_directly": outbound}
    closed = outbound in CLOSED_OUTBOUND
    return {"sends_directly": not closed, "sends_why": f"its nodes stand in a network that AKS makes, with outbound type {outbound}"}


def _identities(book: Book, d: Declared) -> tuple[Fact[str], ...]:
    secrets = (f"{d.address}#secrets",) if block(d.attrs, "key_vault_secrets_provider") else ()
    return (*identities_of(book, d), kubelet(book, d), *secrets)


def _attachments(book: Book, d: Declared, pool: Mapping[str, Any], key: str, outbound: Fact[str | None]) -> Iterator[Attachment]:
    missing = unknown_in(d.attrs, "default_node_pool") if key == "default_node_pool" else None
    own = switch(first(pool, "node_public_ip_enabled", "enable_node_public_ip"), default=False)
    public = either(own, outbound if isinstance(outbound, Unknown) else outbound in OWN_ADDRESS)
    values = [pool.get(k) for k in ("vnet_subnet_id", "pod_subnet_id") if pool.get(k) is not None] or [missing]
    for value in values:
        subnet = subnet_at(book, d, value, key if key in d.attrs else "vnet_subnet_id")
        yield Attachment(subnet=subnet, public_ip=public, address=d.address, origin=line_of(d, key))


def _disks(book: Book, cluster: Declared, d: Declared, pool: Mapping[str, Any]) -> Iterator[InlineDisk]:
    """Node disks and the volumes of pods take the cluster's encryption set."""
    ephemeral = str(pool.get("os_disk_type", "")).casefold() == "ephemeral"
    seal = set_seal(book, cluster, cluster.attrs.get("disk_encryption_set_id"), "disk_encryption_set_id")
    yield InlineDisk(name="os_disk" if d is cluster else "node os_disk", seal=seal, ephemeral=ephemeral)


def _labels(pool: Mapping[str, Any], origin: Origin) -> Iterator[Setting]:
    found = pool.get("node_labels")
    if isinstance(found, Mapping):
        for name, value in found.items():
            yield Setting(name=str(name), value=text(value), origin=origin, where="node label")


def _admission(book: Book, d: Declared) -> Iterator[str]:
    """Gates before deployment that the cluster itself declares; whether a policy is assigned is another resource's word."""
    addon = block(d.attrs, "addon_profile", "azure_policy").get("enabled")
    if either(switch(d.attrs.get("azure_policy_enabled"), default=False), switch(addon, default=False)) is True:
        yield "azure policy add-on"
    if block(d.attrs, "image_integrity") or switch(d.attrs.get("image_integrity_enabled"), default=False) is True:
        yield "image integrity"
    if block(d.attrs, "microsoft_defender"):
        yield "defender sensor"
    for extension in book.pointing((EXTENSION,), "cluster_id", d.address):
        kind = str(extension.attrs.get("extension_type", "")).casefold()
        if any(word in kind for word in ADMITTING_EXTENSIONS):
            yield f"extension {extension.address}"


def lower_pools(book: Book) -> Iterator[Resource]:
    """Further node pools; identity and disk encryption are the cluster's."""
    for d in book.of(POOL):
        named = denote(book, d, "kubernetes_cluster_id", CLUSTER)
        home = owner(book, named, CLUSTER) if isinstance(named, str) else None
        cluster = book.by_address[home] if home else None
        size = text(d.attrs.get("vm_size"))
        sealed_in_use, why = confidential.of_nodes(size, text(d.attrs.get("workload_runtime")))
        outbound = outbound_type(cluster) if cluster else Unknown(f"the cluster of `{d.address}` is not declared")
        attachments = tuple(_attachments(book, d, d.attrs, "vnet_subnet_id", outbound))
        yield Workload(
            **head(book, d, parent=home),
            kind="node-pool",
            identities=given((kubelet(book, cluster),)) if cluster else (Unknown(f"the cluster of `{d.address}` is not declared"),),
            attachments=attachments,
            disks=tuple(_disks(book, cluster, d, d.attrs)) if cluster else (),
            settings=tuple(_labels(d.attrs, line_of(d, "node_labels"))),
            parent=named,
            size=size,
            confidential=sealed_in_use,
            confidential_why=why,
            managed_outbound=outbound,
            **_sending(attachments, outbound),
        )


LOWERINGS = (
    (frozenset({CLUSTER}), lower_clusters),
    (frozenset({POOL}), lower_pools),
)
SUB_RESOURCES = frozenset({EXTENSION})
