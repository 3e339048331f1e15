# SPDX-License-Identifier: Apache-2.0
"""What is not known of a guard or an opening where it is not known whether it is deployed at all.

A store that may be deployed is judged as one that is. A setting that records, alerts, denies or grants is another matter: nothing may be
proved with it, and nobody charged with it, so the attribute that decides is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown

_DECIDES: Final[Mapping[str, tuple[str, ...]]] = {
    # what watches
    "azurerm_monitor_diagnostic_setting": ("log",),
    "azurerm_network_watcher_flow_log": ("storage_account_id",),
    "azurerm_monitor_metric_alert": ("enabled",),
    "azurerm_monitor_scheduled_query_rules_alert": ("enabled",),
    "azurerm_monitor_scheduled_query_rules_alert_v2": ("enabled",),
    "azurerm_monitor_activity_log_alert": ("enabled",),
    "azurerm_sentinel_alert_rule_scheduled": ("enabled",),
    "azurerm_sentinel_alert_rule_nrt": ("enabled",),
    "azurerm_monitor_action_group": ("enabled",),
    "azurerm_monitor_alert_processing_rule_suppression": ("enabled",),
    "azurerm_security_center_storage_defender": ("enabled",),
    "azurerm_advanced_threat_protection": ("enabled",),
    "azurerm_security_center_subscription_pricing": ("tier",),
    "azurerm_access_review_schedule_definition": ("recurrence",),
    # what denies
    "azurerm_subscription_policy_assignment": ("enforcement_mode",),
    "azurerm_resource_group_policy_assignment": ("enforcement_mode",),
    "azurerm_management_group_policy_assignment": ("enforcement_mode",),
    "azurerm_resource_policy_assignment": ("enforcement_mode",),
    "azurerm_network_security_rule": ("access",),
    "azurerm_network_manager_admin_rule": ("action",),
    "azurerm_route": ("next_hop_type",),
    "azurerm_virtual_hub_routing_intent": ("routing_policy",),
    "azurerm_firewall_policy_rule_collection_group": ("network_rule_collection", "application_rule_collection"),
    "azurerm_network_security_perimeter_association": ("access_mode",),
    "azurerm_network_security_perimeter_access_rule": ("address_prefixes",),
    "azurerm_private_endpoint": ("private_service_connection",),
    "azurerm_storage_container_immutability_policy": ("locked",),
    "azurerm_mssql_server_transparent_data_encryption": ("key_vault_key_id",),
    "azurerm_postgresql_flexible_server_configuration": ("value",),
    "azurerm_mysql_flexible_server_configuration": ("value",),
    "azurerm_api_management_policy": ("xml_content",),
    "azurerm_api_management_api_policy": ("xml_content",),
    "azurerm_cdn_frontdoor_security_policy": ("security_policies",),
    # what opens
    "azurerm_storage_container": ("container_access_type",),
    "azurerm_role_assignment": ("role_definition_id",),
    "azurerm_cosmosdb_sql_role_assignment": ("role_definition_id",),
    "azurerm_pim_active_role_assignment": ("role_definition_id",),
    "azurerm_pim_eligible_role_assignment": ("role_definition_id",),
    "azurerm_key_vault_access_policy": ("secret_permissions", "key_permissions", "certificate_permissions"),
    "azurerm_mssql_firewall_rule": ("start_ip_address", "end_ip_address"),
    "azurerm_postgresql_flexible_server_firewall_rule": ("start_ip_address", "end_ip_address"),
    "azurerm_mysql_flexible_server_firewall_rule": ("start_ip_address", "end_ip_address"),
}
"""azurerm type → the attributes on which everything hangs."""


def doubted(kind: str, address: str, attrs: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a resource of which it is not known whether it is deployed."""
    why = Unknown(f"whether `{address}` is deployed is not known")
    return {**attrs, **dict.fromkeys(_DECIDES.get(kind, ()), why)}
