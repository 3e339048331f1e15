# SPDX-License-Identifier: Apache-2.0
"""Machine Learning workspaces and AI Foundry hubs, the computers in them, and what data those read.

A computer in no subnet of ours, in a workspace whose managed network isolates nothing, sends anywhere
(learn.microsoft.com/azure/machine-learning/how-to-managed-network, "isolation modes").
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.edges import Endpoint
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, known
from intramuros.estate.workloads import Attachment, Use, Workload, WorkloadKind
from intramuros.sources.attributes import block, blocks, switch, text, unknown_in
from intramuros.sources.azure.common import address_or_id, children, first, head, owner, where
from intramuros.sources.azure.principals import identities_of, principal
from intramuros.sources.azure.recipes import keyed, public_switch
from intramuros.sources.azure.seals import gate, transport
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

WORKSPACES = ("azurerm_machine_learning_workspace", "azurerm_ai_foundry")
INSTANCE = "azurerm_machine_learning_compute_instance"
CLUSTER = "azurerm_machine_learning_compute_cluster"
ENDPOINT = "azurerm_machine_learning_online_endpoint"
DEPLOYMENT = "azurerm_machine_learning_online_deployment"
"""The last two are no types of azurerm: `azapi.py` brings online endpoints in this shape."""
DATASTORES: tuple[tuple[str, str], ...] = (
    ("azurerm_machine_learning_datastore_blobstorage", "storage_container_id"),
    ("azurerm_machine_learning_datastore_datalake_gen2", "storage_container_id"),
    ("azurerm_machine_learning_datastore_fileshare", "storage_fileshare_id"),
)
PARTS = ("azurerm_storage_container", "azurerm_storage_share", "azurerm_storage_data_lake_gen2_filesystem")


def workspaces(book: Book) -> Iterator[DataStore]:
    """Workspaces and hubs, as the stores that they are."""
    for d in book.of(*WORKSPACES):
        public = public_switch(first(d.attrs, "public_network_access_enabled", "public_network_access"))
        yield DataStore(
            **head(book, d),
            kind="ml-workspace",
            seal=keyed(book, d, "encryption", "key_id"),
            transport=transport(d, True, "the service takes TLS 1.2 and newer only"),
            gate=gate(book, d, public=public, opens=True),
            purpose="ai-foundry" if d.type == WORKSPACES[1] else "machine-learning",
            extra={
                "managed_network": managed_network(d),
                "storage": owner(book, d.attrs.get("storage_account_id"), "azurerm_storage_account"),
                "vault": owner(book, d.attrs.get("key_vault_id"), "azurerm_key_vault"),
                "registry": owner(book, d.attrs.get("container_registry_id"), "azurerm_container_registry"),
            },
        )


def managed_network(workspace: Declared | None) -> Fact[str | None]:
    """How a workspace isolates what runs in it: `allow-internet`, `allow-only-approved`, or not at all."""
    if workspace is None:
        return Unknown("the workspace is not in the estate")
    if missing := unknown_in(workspace.attrs, "managed_network"):
        return missing
    mode = text(block(workspace.attrs, "managed_network").get("isolation_mode"), "Disabled")
    if isinstance(mode, Unknown):
        return mode
    return {"allowinternetoutbound": "allow-internet", "allowonlyapprovedoutbound": "allow-only-approved"}.get(str(mode).casefold())


def computers(book: Book) -> Iterator[Workload]:
    """Compute instances (notebooks) and clusters (jobs)."""
    for d in book.of(INSTANCE):
        yield _computer(book, d, "notebook")
    for d in book.of(CLUSTER):
        yield _computer(book, d, "ml-job")


def _computer(book: Book, d: Declared, kind: WorkloadKind) -> Workload:
    home = owner(book, first(d.attrs, "machine_learning_workspace_id", "workspace_id"), *WORKSPACES)
    workspace = book.by_address.get(home or "")
    subnet = address_or_id(book, d.attrs.get("subnet_resource_id"), "azurerm_subnet")
    public = switch(d.attrs.get("node_public_ip_enabled"), True)
    managed = managed_network(workspace) if subnet is None else None
    sends, why = _sends(subnet, managed, public)
    return Workload(
        **head(book, d, parent=home),
        kind=kind,
        identities=identities_of(book, d),
        attachments=(Attachment(subnet=subnet, public_ip=public, address=d.address, origin=where(d, "subnet_resource_id")),),
        parent=home,
        size=text(first(d.attrs, "virtual_machine_size", "vm_size")),
        sends_directly=sends,
        sends_why=why,
        managed_outbound=managed,
        root_access=kind == "notebook",
        operators=tuple(principal(book, b.get("object_id")) for b in blocks(d.attrs, "assign_to_user")),
        uses=tuple(_uses(book, workspace)) if workspace else (),
    )


def _sends(subnet: Fact[str | None], managed: Fact[str | None], public: Fact[bool]) -> tuple[Fact[bool], str]:
    """Whether a computer has a way out that passes none of our networks."""
    if isinstance(subnet, Unknown):
        return subnet, subnet.why
    if subnet is not None:
        return False, f"stands in {subnet}"
    if isinstance(managed, Unknown):
        return managed, managed.why
    if managed == "allow-only-approved":
        return False, "the workspace's managed network lets out what is approved only"
    address = "a public address" if public is True else "no public address"
    told = "lets everything out" if managed else "does not exist"
    return True, f"in no subnet of ours, with {address}; the workspace's managed network {told}"


def _uses(book: Book, workspace: Declared) -> Iterator[Use]:
    """The datastores of the workspace: whoever works in it reads them."""
    for kind, key in DATASTORES:
        for one in children(book, kind, "workspace_id", workspace):
            part = owner(book, one.attrs.get(key), *PARTS)
            held = book.by_address.get(part or "")
            account = (
                owner(book, first(held.attrs, "storage_account_id", "storage_account_name"), "azurerm_storage_account") if held else None
            )
            target = account or text(book.spell(one.attrs.get(key))) or Unknown(f"what {one.address} names")
            yield Use(target=target, role="training-data", origin=one.origin, why=f"datastore {one.address} of its workspace")


def endpoints(book: Book) -> Iterator[Workload | Endpoint]:
    """Managed online endpoints: the way in, and each deployment that runs behind it."""
    for d in book.of(ENDPOINT):
        made = children(book, DEPLOYMENT, "endpoint_id", d)
        yield Endpoint(
            **head(book, d),
            kind="ml-endpoint",
            public=public_switch(d.attrs.get("public_network_access_enabled")),
            public_why="publicNetworkAccess of the online endpoint",
            authenticates=True,
            auth_why=f"authMode {d.attrs.get('auth_mode') or 'Key'}",
            targets=tuple(one.address for one in made),
        )
        for one in made:
            yield _deployment(book, one, d)


def _deployment(book: Book, d: Declared, endpoint: Declared) -> Workload:
    home = owner(book, endpoint.attrs.get("workspace_id"), *WORKSPACES)
    isolated = public_switch(d.attrs.get("egress_public_network_access"))
    managed = managed_network(book.by_address[home]) if home else None
    open_way = isolated if isinstance(isolated, Unknown) or isolated is False else _free(managed)
    model = text(book.spell(d.attrs.get("model")))
    return Workload(
        **head(book, d, parent=endpoint.address),
        kind="ml-endpoint",
        identities=identities_of(book, endpoint),
        parent=home,
        size=text(d.attrs.get("instance_type")),
        sends_directly=open_way,
        sends_why="egressPublicNetworkAccess and the workspace's managed network",
        managed_outbound=managed,
        uses=(Use(target=model, role="weights", origin=d.origin, why="model of the deployment"),) if known(model) and model else (),
    )


def _free(managed: Fact[str | None]) -> Fact[bool]:
    return managed if isinstance(managed, Unknown) else managed != "allow-only-approved"
