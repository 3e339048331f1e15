# SPDX-License-Identifier: Apache-2.0
"""Every lowering of network, compute and edges in plain sight: what packets pass, what runs, and the ways in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intramuros.estate.resource import Resource
from intramuros.sources.azure import (
    admin_rules,
    api_management,
    apps,
    builds,
    clusters,
    compute,
    containers,
    edges,
    endpoints,
    filters,
    firewalls,
    fronts,
    groups,
    hubs,
    inbound,
    network,
    routes,
    web_firewalls,
)
from intramuros.sources.book import Book

LOWERINGS: tuple[tuple[frozenset[str], Callable[[Book], Iterator[Resource]]], ...] = (
    *network.LOWERINGS,
    *groups.LOWERINGS,
    *admin_rules.LOWERINGS,
    *routes.LOWERINGS,
    *hubs.LOWERINGS,
    *firewalls.LOWERINGS,
    *inbound.LOWERINGS,
    *endpoints.LOWERINGS,
    *compute.LOWERINGS,
    *clusters.LOWERINGS,
    *containers.LOWERINGS,
    *apps.LOWERINGS,
    *builds.LOWERINGS,
    *edges.LOWERINGS,
    *web_firewalls.LOWERINGS,
    *fronts.LOWERINGS,
    *api_management.LOWERINGS,
)

SUB_RESOURCES: frozenset[str] = frozenset[str]().union(
    network.SUB_RESOURCES,
    filters.SUB_RESOURCES,
    admin_rules.SUB_RESOURCES,
    routes.SUB_RESOURCES,
    hubs.SUB_RESOURCES,
    firewalls.SUB_RESOURCES,
    endpoints.SUB_RESOURCES,
    compute.SUB_RESOURCES,
    clusters.SUB_RESOURCES,
    containers.SUB_RESOURCES,
    apps.SUB_RESOURCES,
    builds.SUB_RESOURCES,
    edges.SUB_RESOURCES,
    fronts.SUB_RESOURCES,
    api_management.SUB_RESOURCES,
)
"""Read together with the resource they belong to."""
