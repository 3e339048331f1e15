# SPDX-License-Identifier: Apache-2.0
"""Every lowering of network, compute and edges in plain sight: what packets pass, what runs, and the ways in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from intramuros.estate.resource import Resource
from intramuros.sources.aws import (
    apis,
    apps,
    balancers,
    builds,
    cdn,
    clusters,
    compute,
    containers,
    defaults,
    endpoints,
    filters,
    firewalls,
    functions,
    hubs,
    image_gates,
    inbound,
    interfaces,
    network,
    network_acls,
    routes,
    web_firewalls,
)
from intramuros.sources.book import Book

LOWERINGS: tuple[tuple[frozenset[str], Callable[[Book], Iterator[Resource]]], ...] = (
    *network.LOWERINGS,
    *defaults.LOWERINGS,
    *routes.LOWERINGS,
    *filters.LOWERINGS,
    *network_acls.LOWERINGS,
    *hubs.LOWERINGS,
    *firewalls.LOWERINGS,
    *endpoints.LOWERINGS,
    *interfaces.LOWERINGS,
    *compute.LOWERINGS,
    *containers.LOWERINGS,
    *clusters.LOWERINGS,
    *functions.LOWERINGS,
    *builds.LOWERINGS,
    *image_gates.LOWERINGS,
    *apps.LOWERINGS,
    *balancers.LOWERINGS,
    *inbound.LOWERINGS,
    *apis.LOWERINGS,
    *cdn.LOWERINGS,
    *web_firewalls.LOWERINGS,
)

SUB_RESOURCES: frozenset[str] = frozenset[str]().union(
    network.SUB_RESOURCES,
    defaults.SUB_RESOURCES,
    routes.SUB_RESOURCES,
    filters.SUB_RESOURCES,
    network_acls.SUB_RESOURCES,
    hubs.SUB_RESOURCES,
    firewalls.SUB_RESOURCES,
    endpoints.SUB_RESOURCES,
    interfaces.SUB_RESOURCES,
    compute.SUB_RESOURCES,
    containers.SUB_RESOURCES,
    clusters.SUB_RESOURCES,
    functions.SUB_RESOURCES,
    builds.SUB_RESOURCES,
    image_gates.SUB_RESOURCES,
    apps.SUB_RESOURCES,
    balancers.SUB_RESOURCES,
    apis.SUB_RESOURCES,
    cdn.SUB_RESOURCES,
    web_firewalls.SUB_RESOURCES,
)
"""Read together with the resource they belong to."""
