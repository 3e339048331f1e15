# SPDX-License-Identifier: Apache-2.0
"""Types of data, identity, AI and governance that no lowering makes a resource of, and why none does."""

from __future__ import annotations

from intramuros.sources.azure.ai import DEPLOYMENT, SEPARATE_KEY
from intramuros.sources.azure.backups import FABRIC, INSTANCES, PROTECTED
from intramuros.sources.azure.databases import GROUPS, INSTANCE_TDE, TDE
from intramuros.sources.azure.directory_roles import HOLDERS, ROLE_TYPES
from intramuros.sources.azure.disks import SET
from intramuros.sources.azure.governance import DEFINITIONS, EXEMPTIONS, SETS
from intramuros.sources.azure.ml import DATASTORES
from intramuros.sources.azure.nosql import COSMOS_CONTENTS, RECIPES
from intramuros.sources.azure.observers import RULES
from intramuros.sources.azure.servers import FAMILIES
from intramuros.sources.azure.storage import PARTS

_KEYS_OF_STORES = frozenset(r.separate_key[0] for r in RECIPES.values() if r.separate_key)
_RANGES = frozenset(r.ranges[0] for r in RECIPES.values() if r.ranges)
_CONTENTS = frozenset(kind for r in RECIPES.values() for kind, _ in r.contents)
_SERVER_PARTS = frozenset(p for f in FAMILIES.values() for p in (f.rules, f.parameters, f.databases, f.key, f.subnets) if p)

SUB_RESOURCES: frozenset[str] = (
    frozenset(
        (
            *PARTS,
            *GROUPS,
            *HOLDERS,
            *ROLE_TYPES,
            *DEFINITIONS,
            *SETS,
            *RULES,
            *EXEMPTIONS,
            FABRIC,
            TDE,
            INSTANCE_TDE,
            SET,
            DEPLOYMENT,
            SEPARATE_KEY,
        )
    )
    | frozenset(kind for kind, _ in (*PROTECTED, *INSTANCES, *DATASTORES, *COSMOS_CONTENTS))
    | _KEYS_OF_STORES
    | _CONTENTS
    | _RANGES
    | _SERVER_PARTS
    | frozenset(
        """
        azurerm_storage_account_customer_managed_key azurerm_storage_account_network_rules azurerm_storage_account_local_user azurerm_storage_data_lake_gen2_path
        azurerm_storage_account_static_website azurerm_storage_object_replication azurerm_storage_management_policy
        azurerm_storage_container_immutability_policy azurerm_key_vault_access_policy azurerm_federated_identity_credential
        azurerm_management_group_subscription_association azurerm_lighthouse_definition azurerm_mssql_firewall_rule
        azurerm_sql_firewall_rule azurerm_mssql_virtual_network_rule azurerm_sql_virtual_network_rule azurerm_mssql_managed_database
        azurerm_mssql_managed_instance_failover_group azurerm_redis_firewall_rule azurerm_redis_linked_server
        azurerm_netapp_account azurerm_netapp_account_encryption azurerm_netapp_pool azurerm_healthcare_workspace
        azurerm_data_protection_backup_vault_customer_managed_key azurerm_container_registry_cache_rule azurerm_container_registry_replication
        azurerm_container_registry_scope_map azurerm_container_registry_token azurerm_container_registry_token_password
        azurerm_monitor_action_group
        azurerm_monitor_alert_processing_rule_suppression azurerm_log_analytics_linked_service azurerm_log_analytics_cluster
        azurerm_log_analytics_cluster_customer_managed_key azuread_group_member azuread_application_owner
        azuread_privileged_access_group_assignment_schedule azuread_application_federated_identity_credential
        azuread_app_role_assignment azuread_application_flexible_federated_identity_credential azuread_authentication_strength_policy
        """.split()
    )
)
"""Read together with the resource they belong to."""

IGNORED: frozenset[str] = frozenset(
    """
    azurerm_resource_provider_registration azurerm_provider_registration azurerm_consumption_budget_subscription
    azurerm_consumption_budget_resource_group azurerm_storage_blob azurerm_storage_table_entity azurerm_storage_share_file
    azurerm_storage_share_directory azurerm_storage_account_queue_properties azurerm_storage_blob_inventory_policy
    azurerm_storage_encryption_scope azurerm_key_vault_secret azurerm_key_vault_certificate
    azurerm_key_vault_certificate_issuer azurerm_key_vault_certificate_contacts azurerm_disk_access azurerm_shared_image_gallery
    azurerm_shared_image azurerm_backup_policy_vm azurerm_backup_policy_file_share azurerm_backup_policy_vm_workload
    azurerm_backup_container_storage_account azurerm_data_protection_backup_policy_blob_storage azurerm_data_protection_backup_policy_disk
    azurerm_data_protection_backup_policy_postgresql azurerm_data_protection_backup_policy_postgresql_flexible_server
    azurerm_mssql_elasticpool azurerm_mssql_server_security_alert_policy azurerm_mssql_server_vulnerability_assessment
    azurerm_mssql_server_extended_auditing_policy azurerm_mssql_database_extended_auditing_policy azurerm_mssql_outbound_firewall_rule
    azurerm_mssql_server_dns_alias azurerm_postgresql_active_directory_administrator azurerm_cosmosdb_sql_stored_procedure
    azurerm_postgresql_flexible_server_active_directory_administrator azurerm_mysql_flexible_server_active_directory_administrator
    azurerm_cosmosdb_sql_trigger azurerm_cosmosdb_sql_function azurerm_eventhub_consumer_group azurerm_servicebus_subscription
    azurerm_servicebus_subscription_rule azurerm_servicebus_namespace_authorization_rule azurerm_servicebus_queue_authorization_rule
    azurerm_servicebus_topic_authorization_rule azurerm_eventgrid_system_topic azurerm_iothub_consumer_group
    azurerm_iothub_shared_access_policy azurerm_search_shared_private_link_service azurerm_cognitive_account_rai_policy
    azurerm_cognitive_account_rai_blocklist azurerm_cognitive_account_project azurerm_ai_foundry_project azurerm_bot_service_azure_bot
    azurerm_healthcare_medtech_service azurerm_healthcare_medtech_service_fhir_destination azurerm_email_communication_service_domain
    azurerm_communication_service_email_domain_association
    azurerm_container_registry_webhook azurerm_container_registry_credential_set azurerm_monitor_autoscale_setting
    azurerm_monitor_data_collection_rule azurerm_monitor_data_collection_endpoint azurerm_monitor_data_collection_rule_association
    azurerm_monitor_smart_detector_alert_rule azurerm_monitor_workspace azurerm_monitor_alert_processing_rule_action_group
    azurerm_log_analytics_solution azurerm_log_analytics_saved_search azurerm_log_analytics_workspace_table
    azurerm_log_analytics_query_pack azurerm_application_insights_workbook azurerm_application_insights_web_test
    azurerm_application_insights_standard_web_test azurerm_portal_dashboard azurerm_dashboard_grafana
    azurerm_security_center_contact azurerm_security_center_setting azurerm_security_center_workspace
    azurerm_security_center_auto_provisioning azurerm_security_center_assessment azurerm_security_center_assessment_policy
    azurerm_sentinel_log_analytics_workspace_onboarding azurerm_sentinel_alert_rule_fusion azurerm_sentinel_automation_rule
    azurerm_sentinel_data_connector_azure_active_directory azurerm_sentinel_data_connector_microsoft_defender_for_cloud
    azurerm_policy_remediation azurerm_resource_policy_remediation azurerm_resource_group_policy_remediation
    azurerm_subscription_policy_remediation azurerm_management_group_policy_remediation azurerm_automation_account
    azurerm_automation_schedule azurerm_automation_variable_string azurerm_automation_module azurerm_app_configuration_key
    azurerm_app_configuration_feature azurerm_maintenance_configuration azurerm_advisor_recommendations
    azuread_application_password azuread_application_certificate azuread_service_principal_password
    azuread_service_principal_certificate azuread_service_principal_token_signing_certificate
    azuread_application_api_access azuread_application_app_role azuread_application_identifier_uri azuread_application_permission_scope
    azuread_application_redirect_uris azuread_application_optional_claims azuread_application_known_clients
    azuread_application_pre_authorized azuread_application_from_template azuread_service_principal_delegated_permission_grant
    azuread_service_principal_claims_mapping_policy_assignment azuread_claims_mapping_policy azuread_administrative_unit
    azuread_administrative_unit_member azuread_administrative_unit_role_member azuread_group_role_management_policy
    azuread_directory_role_eligibility_schedule_request
    azuread_access_package azuread_access_package_catalog
    azuread_access_package_catalog_role_assignment azuread_access_package_resource_catalog_association
    azuread_access_package_resource_package_association azuread_user_flow_attribute
    azurerm_role_management_policy azurerm_site_recovery_network_mapping azurerm_site_recovery_protection_container
    azurerm_site_recovery_protection_container_mapping azurerm_site_recovery_replication_policy azurerm_site_recovery_replication_recovery_plan
    azurerm_eventhub_namespace_disaster_recovery_config azurerm_servicebus_namespace_disaster_recovery_config azurerm_eventgrid_domain_topic
    azurerm_synapse_role_assignment azurerm_synapse_workspace_aad_admin azurerm_mssql_managed_instance_active_directory_administrator
    azurerm_mssql_managed_instance_security_alert_policy azurerm_mssql_managed_instance_vulnerability_assessment azurerm_mongo_cluster_user
    azurerm_redis_cache_access_policy azurerm_redis_cache_access_policy_assignment azurerm_monitor_aad_diagnostic_setting
    azurerm_monitor_private_link_scope azurerm_monitor_private_link_scoped_service azurerm_application_insights_api_key
    azurerm_automation_variable_int azurerm_automation_variable_bool azurerm_automation_job_schedule azurerm_automation_credential
    azurerm_maps_account azurerm_notification_hub azurerm_notification_hub_namespace azurerm_storage_account_table_properties
    """.split()
)
"""Known, and of no consequence for where data may go, or without a fact that the estate has a place for."""
