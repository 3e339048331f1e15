# SPDX-License-Identifier: Apache-2.0
"""AWS types that are read with another resource, and types that say nothing about where data may go."""

from __future__ import annotations

from typing import Final

SUB_RESOURCES: Final[frozenset[str]] = frozenset(
    (
        # S3
        "aws_s3_bucket_policy aws_s3_bucket_server_side_encryption_configuration aws_s3_bucket_public_access_block aws_s3_bucket_acl "
        "aws_s3_bucket_ownership_controls aws_s3_bucket_replication_configuration aws_s3_bucket_logging aws_s3_bucket_object_lock_configuration "
        "aws_s3_bucket_versioning aws_s3_bucket_lifecycle_configuration aws_s3_bucket_metric aws_s3_account_public_access_block "
        "aws_s3control_access_point_policy aws_s3control_multi_region_access_point aws_s3tables_table_bucket_policy "
        # disks, shares, backup
        "aws_snapshot_create_volume_permission aws_ami_launch_permission aws_ebs_encryption_by_default aws_ebs_default_kms_key "
        "aws_ebs_snapshot_block_public_access aws_efs_file_system_policy aws_efs_mount_target aws_efs_replication_configuration "
        "aws_backup_vault_policy aws_backup_vault_lock_configuration aws_backup_plan aws_backup_selection aws_volume_attachment "
        "aws_glacier_vault_lock aws_dlm_lifecycle_policy "
        # databases
        "aws_db_parameter_group aws_rds_cluster_parameter_group aws_docdb_cluster_parameter_group aws_neptune_cluster_parameter_group "
        "aws_db_subnet_group aws_docdb_subnet_group aws_neptune_subnet_group aws_redshift_subnet_group aws_redshift_parameter_group "
        "aws_elasticache_subnet_group aws_memorydb_subnet_group aws_rds_cluster_instance aws_docdb_cluster_instance "
        "aws_neptune_cluster_instance aws_rds_global_cluster aws_docdb_global_cluster aws_neptune_global_cluster aws_rds_export_task "
        "aws_db_instance_automated_backups_replication aws_dynamodb_resource_policy aws_dynamodb_table_replica aws_dynamodb_table_export "
        "aws_dynamodb_global_table aws_redshift_snapshot_copy "
        # queues, search
        "aws_s3_bucket_inventory aws_s3_bucket_analytics_configuration aws_elasticache_global_replication_group "
        "aws_sqs_queue_policy aws_sns_topic_policy aws_sns_topic_subscription aws_kinesis_resource_policy aws_opensearch_domain_policy "
        "aws_elasticsearch_domain_policy aws_opensearchserverless_security_policy "
        # identity, keys
        "aws_iam_role_policy aws_iam_user_policy aws_iam_group_policy aws_iam_role_policy_attachment aws_iam_user_policy_attachment "
        "aws_iam_group_policy_attachment aws_iam_policy_attachment aws_iam_role_policy_attachments_exclusive "
        "aws_iam_user_policy_attachments_exclusive aws_iam_group_policy_attachments_exclusive aws_iam_role_policies_exclusive "
        "aws_iam_user_policies_exclusive aws_iam_group_policies_exclusive aws_iam_policy aws_iam_instance_profile aws_iam_group_membership "
        "aws_iam_user_group_membership aws_iam_user_login_profile aws_iam_access_key aws_iam_saml_provider "
        "aws_kms_alias aws_kms_grant aws_kms_key_policy aws_secretsmanager_secret_policy aws_secretsmanager_secret_version "
        "aws_organizations_organization aws_organizations_policy_attachment "
        # records
        "aws_cloudwatch_composite_alarm aws_guardduty_detector_feature aws_cloudwatch_event_target aws_cloudwatch_log_subscription_filter "
        "aws_chatbot_slack_channel_configuration aws_chatbot_teams_channel_configuration "
        # registries, machine learning
        "aws_ecr_repository_policy aws_ecr_registry_policy aws_ecr_registry_scanning_configuration aws_ecr_replication_configuration "
        "aws_sagemaker_notebook_instance_lifecycle_configuration aws_sagemaker_model_package_group_policy aws_bedrockagent_data_source"
    ).split()
)
"""Read together with the resource they belong to."""

IGNORED: Final[frozenset[str]] = frozenset(
    (
        # names, certificates, quotas, cost
        "aws_route53_record aws_route53_zone aws_route53_health_check aws_route53_zone_association aws_route53_delegation_set "
        "aws_route53domains_* aws_acm_certificate aws_acm_certificate_validation aws_servicequotas_* aws_budgets_* aws_ce_* aws_cur_* "
        "aws_resourcegroups_* aws_servicecatalog_* aws_pricing_* aws_account_* "
        # looks of things
        "aws_cloudwatch_dashboard aws_cloudwatch_query_definition aws_cloudwatch_log_stream aws_cloudwatch_event_archive aws_xray_* "
        "aws_cloudwatch_log_anomaly_detector aws_cloudwatch_metric_stream aws_key_pair aws_placement_group aws_ec2_tag aws_ec2_host "
        "aws_eip_association aws_ec2_instance_state aws_licensemanager_* aws_ssm_association aws_ssm_document aws_ssm_maintenance_* "
        "aws_ssm_patch_* aws_ssm_resource_data_sync "
        # IAM without permissions
        "aws_iam_account_alias aws_iam_account_password_policy aws_iam_service_linked_role aws_iam_server_certificate "
        "aws_iam_signing_certificate aws_iam_user_ssh_key aws_iam_virtual_mfa_device aws_iam_service_specific_credential "
        "aws_iam_security_token_service_preferences aws_iam_organizations_features "
        # S3 without consequence
        "aws_s3_bucket_cors_configuration aws_s3_bucket_website_configuration aws_s3_bucket_notification aws_s3_bucket_request_payment_configuration "
        "aws_s3_bucket_accelerate_configuration aws_s3_bucket_intelligent_tiering_configuration "
        "aws_s3_bucket_object aws_s3_object aws_s3_object_copy aws_s3_directory_bucket_lifecycle "
        # settings of stores that no question asks for
        "aws_db_option_group aws_db_event_subscription aws_db_proxy_default_target_group aws_db_proxy_target aws_db_instance_role_association "
        "aws_rds_cluster_role_association aws_rds_cluster_activity_stream aws_rds_cluster_endpoint aws_neptune_parameter_group "
        "aws_elasticache_parameter_group aws_memorydb_parameter_group aws_elasticache_user aws_elasticache_user_group aws_memorydb_user "
        "aws_memorydb_acl aws_dynamodb_table_item aws_dynamodb_contributor_insights aws_dynamodb_tag aws_appautoscaling_* "
        "aws_redshift_cluster_iam_roles aws_redshift_logging aws_redshift_scheduled_action aws_redshift_event_subscription "
        "aws_efs_access_point aws_efs_backup_policy aws_backup_vault_notifications aws_backup_global_settings aws_backup_region_settings "
        "aws_backup_framework aws_backup_report_plan aws_ecr_lifecycle_policy aws_ecr_pull_through_cache_rule aws_ecr_account_setting "
        "aws_sns_platform_application aws_sns_sms_preferences aws_sqs_queue_redrive_* aws_kinesis_stream_consumer aws_msk_configuration "
        "aws_msk_scram_secret_association aws_mq_configuration aws_secretsmanager_secret_rotation aws_secretsmanager_tag aws_opensearch_domain_saml_options "
        "aws_opensearchserverless_lifecycle_policy aws_opensearchserverless_security_config aws_kendra_thesaurus aws_kendra_faq "
        # detection that looks at other things
        "aws_securityhub_* aws_inspector_* aws_inspector2_* aws_macie2_* aws_detective_* aws_accessanalyzer_* aws_auditmanager_* "
        "aws_config_configuration_recorder aws_config_configuration_recorder_status aws_config_delivery_channel aws_config_aggregate_authorization "
        "aws_config_configuration_aggregator aws_config_conformance_pack aws_config_retention_configuration aws_config_remediation_configuration "
        "aws_guardduty_filter aws_guardduty_ipset aws_guardduty_threatintelset aws_guardduty_publishing_destination aws_guardduty_member "
        "aws_guardduty_invite_accepter aws_cloudwatch_event_bus aws_cloudwatch_event_permission aws_cloudwatch_log_resource_policy "
        # machine learning without data
        "aws_sagemaker_code_repository aws_sagemaker_image aws_sagemaker_image_version aws_sagemaker_app_image_config aws_sagemaker_studio_lifecycle_config "
        "aws_sagemaker_servicecatalog_portfolio_status aws_sagemaker_project aws_sagemaker_hub aws_bedrock_guardrail aws_bedrock_guardrail_version "
        "aws_bedrockagent_agent_alias aws_bedrockagent_agent_action_group aws_bedrockagent_agent_collaborator aws_bedrockagent_prompt "
        "aws_bedrockagent_agent_knowledge_base_association aws_transcribe_vocabulary aws_transcribe_medical_vocabulary aws_transcribe_vocabulary_filter "
        "aws_connect_queue aws_connect_routing_profile aws_connect_hours_of_operation aws_connect_contact_flow aws_connect_contact_flow_module "
        "aws_connect_phone_number aws_connect_quick_connect aws_connect_security_profile aws_connect_user aws_connect_user_hierarchy_group "
        "aws_connect_user_hierarchy_structure aws_connect_vocabulary aws_lexv2models_bot_locale aws_lexv2models_bot_version aws_lexv2models_intent "
        "aws_lexv2models_slot aws_lexv2models_slot_type aws_lex_bot_alias aws_lex_intent aws_lex_slot_type aws_chime_voice_connector "
        "aws_chime_voice_connector_group aws_chime_voice_connector_logging aws_chime_voice_connector_origination aws_chime_voice_connector_termination"
    ).split()
)
"""Known, and of no consequence for where data may go; a trailing `*` takes every type that starts so."""
