# SPDX-License-Identifier: Apache-2.0
"""Every Azure and Entra type that is understood, and the function that lowers it to the estate.

`lower` is the way in. A lowering that meets a shape it does not expect is run again resource by resource,
so that only the odd one is lost, and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import structs

from intramuros.estate.graph import Gap, NotUnderstood
from intramuros.estate.resource import Resource
from intramuros.sources.azure import (
    accounts,
    ai,
    alerts,
    aside,
    azapi,
    backups,
    databases,
    disks,
    entra,
    fabric,
    factories,
    governance,
    grants,
    identities,
    kept,
    keys,
    ml,
    nosql,
    perimeters,
    principals,
    records,
    registries,
    reviews,
    seals,
    servers,
    sign_in,
    storage,
)
from intramuros.sources.azure.identity import names
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared
from intramuros.sources.unplaced import unplaced

Lowering = tuple[frozenset[str], Callable[[Book], Iterator[Resource]]]

LOWERINGS: tuple[Lowering, ...] = (
    (frozenset({"azurerm_resource_group", "azurerm_management_group"}), accounts.containers),
    (frozenset({"azurerm_subscription"}), accounts.subscriptions),
    # identity and access
    (frozenset({principals.ASSIGNED}), identities.assigned),
    (frozenset({identities.CLUSTER}), identities.system),
    (frozenset({"azurerm_role_assignment"}), identities.stated),
    (frozenset({grants.ROLE, grants.COSMOS_ROLE, grants.HSM_ROLE}), grants.definitions),
    (frozenset(grants.ASSIGNMENTS), grants.assignments),
    (frozenset({grants.LOCK}), grants.locks),
    (frozenset({grants.THROUGH_GROUP}), grants.through_groups),
    (frozenset({"azurerm_lighthouse_assignment"}), grants.delegations),
    (frozenset(entra.PEOPLE), entra.people),
    (frozenset((*entra.GROUPS, "azuread_groups")), entra.groups),
    (frozenset((*entra.APPLICATIONS, entra.PRINCIPAL)), entra.applications),
    (frozenset(entra.CLIENTS), entra.deployers),
    (frozenset({sign_in.POLICY}), sign_in.policies),
    (frozenset({sign_in.EVERY}), sign_in.tenants),
    (frozenset({sign_in.LOCATION}), sign_in.locations),
    (frozenset(seals.VAULT_TYPES), keys.vaults),
    (frozenset(seals.KEY_TYPES), keys.keys),
    # where data rests
    (frozenset({storage.ACCOUNT}), storage.accounts),
    (frozenset({disks.DISK, disks.SNAPSHOT}), disks.disks),
    (frozenset({disks.IMAGE, disks.VERSION}), disks.images),
    (frozenset({backups.RECOVERY, backups.PROTECTION}), backups.vaults),
    (frozenset({backups.REPLICATED}), backups.replicas),
    (frozenset(databases.SERVERS), databases.servers),
    (frozenset(databases.DATABASES), databases.databases),
    (frozenset({databases.INSTANCE}), databases.instances),
    (frozenset(servers.FAMILIES), servers.servers),
    (frozenset({nosql.COSMOS}), nosql.cosmos),
    (frozenset({nosql.REDIS}), nosql.redis),
    (frozenset({nosql.SEARCH}), nosql.search),
    (frozenset({nosql.VOLUME}), nosql.volumes),
    (frozenset(nosql.RECIPES), nosql.others),
    (frozenset({registries.REGISTRY}), registries.registries),
    # artificial intelligence and health data
    (frozenset(ai.ACCOUNTS), ai.accounts),
    (frozenset(ai.COMMUNICATION), ai.communication),
    (frozenset(ai.HEALTH), ai.health),
    (frozenset({ai.INDEXER}), ai.indexers),
    (frozenset(ml.WORKSPACES), ml.workspaces),
    (frozenset({ml.INSTANCE, ml.CLUSTER}), ml.computers),
    (frozenset({ml.ENDPOINT, ml.DEPLOYMENT}), ml.endpoints),
    (frozenset({factories.FACTORY}), factories.factories),
    # records and governance
    (frozenset({records.SETTING}), records.recorders),
    (frozenset({records.WORKSPACE}), records.workspaces),
    (frozenset({records.INSIGHTS}), records.insights),
    (frozenset({records.FLOWS}), records.flows),
    (frozenset({alerts.METRIC}), alerts.metric),
    (frozenset((*alerts.QUERIES, *alerts.SENTINEL)), alerts.log),
    (frozenset({alerts.ACTIVITY}), alerts.activity),
    (frozenset({registries.PRICING, alerts.STORAGE_DEFENDER, alerts.OLD_DEFENDER}), alerts.defender),
    (frozenset(governance.ASSIGNMENTS), governance.policies),
    (frozenset({reviews.SCHEDULE}), reviews.schedules),
    (frozenset({reviews.OF_GROUP}), reviews.of_groups),
    (frozenset({reviews.POLICY}), reviews.packages),
    # network, compute and edges
    *fabric.LOWERINGS,
)

SUB_RESOURCES: frozenset[str] = aside.SUB_RESOURCES | factories.PARTS | fabric.SUB_RESOURCES | perimeters.PARTS
"""Read together with the resource they belong to."""

IGNORED: frozenset[str] = aside.IGNORED
"""Known, and of no consequence for where data may go."""

PROVIDERS = ("azurerm_", "azuread_", "azapi_")


class _Narrowed(Book):
    """A book that shows one resource alone of the types that a lowering consumes."""

    def __init__(self, book: Book, types: frozenset[str], address: str) -> None:
        super().__init__(book.declared, lambda d: book.names(d.address))
        self._types, self._address = types, address

    def of(self, *types: str) -> list[Declared]:
        return [d for d in super().of(*types) if d.type not in self._types or d.address == self._address]

    def data(self, *types: str) -> list[Declared]:
        return [d for d in super().data(*types) if d.type not in self._types or d.address == self._address]


def open_book(declared: Sequence[Declared], default_account: str | None = None) -> Book:
    """A book of Azure resources in which names that refer to other resources are spelled out."""
    homes = storage.by_name(declared)

    def spelled(one: Declared) -> Mapping[str, str]:
        return {k: str(book.spell(v)) for k, v in {**names(one, default_account), **storage.named_by_account(book, one, homes)}.items()}

    book = Book(declared, spelled)
    return book


def lower(declared: Sequence[Declared], *, default_account: str | None = None) -> tuple[list[Resource], list[NotUnderstood], list[Gap]]:
    """What azurerm, azuread and azapi resources are, which of them no lowering knows, and which could not be read."""
    ours = [d for d in declared if d.type.startswith(PROVIDERS)]
    ours = azapi.in_subscription(ours, default_account) if default_account else ours
    spelled = {d.address: d.told or d.type for d in ours}
    book = open_book(azapi.translated(ours), default_account)
    resources: dict[str, Resource] = {}
    gaps: list[Gap] = []
    for types, lowering in LOWERINGS:
        found, missed = _run(book, types, lowering)
        for resource in kept.with_keys(book, perimeters.within(book, found)):
            own = spelled.get(resource.address, resource.type)
            resources.setdefault(resource.address, resource if own == resource.type else structs.replace(resource, type=own))
        gaps += missed
    gaps += unplaced(book.of(*sorted(SUB_RESOURCES)))
    return list(resources.values()), _not_understood(book), gaps


def _run(book: Book, types: frozenset[str], lowering: Callable[[Book], Iterator[Resource]]) -> tuple[list[Resource], list[Gap]]:
    try:
        return list(lowering(book)), []
    except azapi.ODD_SHAPES:
        return _run_one_by_one(book, types, lowering)


def _run_one_by_one(book: Book, types: frozenset[str], lowering: Callable[[Book], Iterator[Resource]]) -> tuple[list[Resource], list[Gap]]:
    found: list[Resource] = []
    gaps: list[Gap] = []
    for one in [*book.of(*types), *book.data(*types)]:
        try:
            found += lowering(_Narrowed(book, types, one.address))
        except azapi.ODD_SHAPES as error:
            what = f"`{one.address}` has a shape that its schema does not have ({type(error).__name__}: {error})"
            gaps.append(Gap(what=what, origin=one.origin, leaves_open="every question about it"))
    return found, gaps


def _not_understood(book: Book) -> list[NotUnderstood]:
    lowered = frozenset[str]().union(*(types for types, _ in LOWERINGS))
    strangers = (d for d in book.declared if d.mode == "managed" and d.type not in lowered | SUB_RESOURCES | IGNORED and not azapi.aside(d))
    return [NotUnderstood(type=_told(d), address=d.address, origin=d.origin) for d in strangers]


def _told(d: Declared) -> str:
    """What is not understood of an azapi resource is its ARM type; azapi itself is."""
    if d.told:
        return d.told
    stated = d.attrs.get("type")
    return f"{d.type} ({stated.partition('@')[0]})" if d.type.startswith("azapi_") and isinstance(stated, str) else d.type
