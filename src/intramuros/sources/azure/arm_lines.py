# SPDX-License-Identifier: Apache-2.0
"""On which lines of a template an azurerm attribute was read: by its name in ARM, which is the same but for case and a few words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from intramuros.estate.origin import Origin
from intramuros.sources.nodes import Node

_OTHERWISE: Final[Mapping[str, tuple[str, ...]]] = {
    "allow_nested_items_to_be_public": ("allowBlobPublicAccess",),
    "shared_access_key_enabled": ("allowSharedKeyAccess",),
    "https_traffic_only_enabled": ("supportsHttpsTrafficOnly",),
    "min_tls_version": ("minimumTlsVersion", "minTlsVersion"),
    "cross_tenant_replication_enabled": ("allowCrossTenantReplication",),
    "account_replication_type": ("sku",),
    "network_rules": ("networkAcls",),
    "customer_managed_key": ("encryption",),
    "container_access_type": ("publicAccess",),
    "rbac_authorization_enabled": ("enableRbacAuthorization",),
    "purge_protection_enabled": ("enablePurgeProtection",),
    "access_policy": ("accessPolicies",),
    "local_auth_enabled": ("disableLocalAuth",),
    "local_authentication_enabled": ("disableLocalAuth",),
    "local_authentication_disabled": ("disableLocalAuth",),
    "admin_enabled": ("adminUserEnabled",),
    "security_rule": ("securityRules",),
    "route": ("routes",),
    "address_space": ("addressSpace",),
    "public_network_access_enabled": ("publicNetworkAccess", "networkAcls"),
    "private_cluster_enabled": ("apiServerAccessProfile",),
    "api_server_access_profile": ("apiServerAccessProfile",),
    "local_account_disabled": ("disableLocalAccounts",),
    "role_based_access_control_enabled": ("enableRBAC",),
    "app_settings": ("siteConfig",),
    "site_config": ("siteConfig",),
    "log": ("logs",),
    "enabled_log": ("logs",),
    "target_resource_id": ("scope",),
    "geo_location": ("locations",),
    "ip_range_filter": ("ipRules",),
    "permissions": ("permissions",),
    "policy_rule": ("policyRule",),
}
"""Where ARM's word differs."""


def place(body: Any, attribute: str) -> Origin | None:
    """The lines of an attribute; None where the body has no marks or says nothing of it."""
    if not isinstance(body, Node):
        return None
    words = {w.casefold() for w in (_camel(attribute), _camel(attribute.removesuffix("_enabled")), *_OTHERWISE.get(attribute, ()))}
    for holder in (body.get("properties"), body):
        if isinstance(holder, Node):
            key = next((k for k in holder.lines if k.casefold() in words), None)
            if key is not None:
                return holder.where(key)
    return None


def _camel(attribute: str) -> str:
    return attribute.replace("_", "")
