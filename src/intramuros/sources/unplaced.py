# SPDX-License-Identifier: Apache-2.0
"""Parts of resources of which it is not known whose parts they are: what they would change is not seen, and the report says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from intramuros.estate.graph import Gap
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared

_OWNERS: Final = frozenset(
    "bucket role user group key_id repository repository_name function_name security_group_id network_acl_id route_table_id subnet_id "
    "queue_url topic_arn arn domain_name secret_arn snapshot_id image_id db_cluster_identifier backup_vault_name load_balancer_arn "
    "listener_arn resource_arn instance_id target_id file_system_id vault_name vpc_endpoint_id transit_gateway_route_table_id "
    "storage_account_id storage_account_name key_vault_id network_security_group_id network_security_group_name virtual_network_id "
    "virtual_network_name route_table_name server_id target_resource_id network_interface_id managed_disk_id cognitive_account_id".split()
)
"""Attributes by which a part names what it belongs to, in the providers of both clouds."""


def unplaced(parts: Iterable[Declared]) -> Iterator[Gap]:
    """One gap for each part whose owner is known only after apply."""
    for part in parts:
        for name in sorted(_OWNERS & part.attrs.keys()):
            value = part.attrs[name]
            if part.mode == "managed" and isinstance(value, Unknown):
                what = f"to what `{part.address}` belongs is not known: {value.why}"
                yield Gap(what=what, origin=part.origin, leaves_open=f"what its {name.replace('_', ' ')} is then")
