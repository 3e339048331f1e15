# SPDX-License-Identifier: Apache-2.0
"""CloudFormation types that say nothing about where data may go; a trailing `*` takes every type that starts so."""

from __future__ import annotations

from typing import Final

IGNORED: Final[frozenset[str]] = frozenset(
    (
        # of the stack itself
        "AWS::CloudFormation::WaitCondition AWS::CloudFormation::WaitConditionHandle AWS::CDK::Metadata AWS::CloudFormation::Stack AWS::CloudFormation::Macro "
        # names, certificates, quotas, cost
        "AWS::Route53::* AWS::Route53Resolver::* AWS::CertificateManager::* AWS::ACMPCA::* AWS::Budgets::* AWS::CE::* AWS::CUR::* "
        "AWS::ResourceGroups::* AWS::ServiceCatalog::* AWS::ServiceCatalogAppRegistry::* AWS::ApplicationAutoScaling::* AWS::XRay::* "
        # looks of things
        "AWS::CloudWatch::Dashboard AWS::CloudWatch::AnomalyDetector AWS::CloudWatch::InsightRule AWS::CloudWatch::MetricStream "
        "AWS::Logs::LogStream AWS::Logs::QueryDefinition AWS::Logs::ResourcePolicy AWS::Events::Archive AWS::Events::EventBus "
        "AWS::Events::EventBusPolicy AWS::SSM::Association AWS::SSM::Document AWS::SSM::MaintenanceWindow* AWS::SSM::PatchBaseline "
        "AWS::SSM::ResourceDataSync AWS::EC2::KeyPair AWS::EC2::PlacementGroup AWS::EC2::Host AWS::EC2::DHCPOptions "
        "AWS::EC2::VPCDHCPOptionsAssociation AWS::AutoScaling::ScalingPolicy AWS::AutoScaling::ScheduledAction AWS::AutoScaling::LifecycleHook "
        "AWS::ApplicationInsights::* AWS::Synthetics::* AWS::CodeStarNotifications::* AWS::CodeStarConnections::* AWS::CodeConnections::* "
        # IAM without permissions
        "AWS::IAM::ServiceLinkedRole AWS::IAM::ServerCertificate AWS::IAM::VirtualMFADevice "
        # settings of stores that no question asks for
        "AWS::RDS::OptionGroup AWS::RDS::EventSubscription AWS::ElastiCache::ParameterGroup AWS::ElastiCache::User AWS::ElastiCache::UserGroup "
        "AWS::MemoryDB::ParameterGroup AWS::MemoryDB::User AWS::MemoryDB::ACL AWS::EFS::AccessPoint AWS::Backup::Framework "
        "AWS::Backup::ReportPlan AWS::Kinesis::StreamConsumer AWS::MSK::Configuration AWS::MSK::BatchScramSecret AWS::AmazonMQ::Configuration* "
        "AWS::SecretsManager::RotationSchedule AWS::SecretsManager::SecretTargetAttachment AWS::OpenSearchServerless::LifecyclePolicy "
        "AWS::OpenSearchServerless::SecurityConfig AWS::S3::StorageLens AWS::S3::StorageLensGroup AWS::Neptune::DBParameterGroup "
        "AWS::ECR::PullThroughCacheRule AWS::ECR::RepositoryCreationTemplate "
        # detection that looks at other things
        "AWS::SecurityHub::* AWS::Inspector::* AWS::Macie::* AWS::Detective::* AWS::AccessAnalyzer::* AWS::AuditManager::* "
        "AWS::Config::ConfigurationRecorder AWS::Config::DeliveryChannel AWS::Config::AggregationAuthorization AWS::Config::ConfigurationAggregator "
        "AWS::Config::ConformancePack AWS::Config::OrganizationConformancePack AWS::Config::RemediationConfiguration AWS::Config::StoredQuery "
        "AWS::GuardDuty::Filter AWS::GuardDuty::IPSet AWS::GuardDuty::ThreatIntelSet AWS::GuardDuty::Master AWS::GuardDuty::Member "
        "AWS::GuardDuty::PublishingDestination "
        # machine learning without data
        "AWS::SageMaker::CodeRepository AWS::SageMaker::Image AWS::SageMaker::ImageVersion AWS::SageMaker::AppImageConfig "
        "AWS::SageMaker::StudioLifecycleConfig AWS::SageMaker::Project AWS::Bedrock::Guardrail AWS::Bedrock::GuardrailVersion "
        "AWS::Bedrock::AgentAlias AWS::Bedrock::Prompt AWS::Bedrock::PromptVersion "
        # functions and ways in, without consequence
        "AWS::Lambda::Version AWS::Lambda::CodeSigningConfig AWS::ApiGateway::Account AWS::ApiGateway::ApiKey AWS::ApiGateway::UsagePlan "
        "AWS::ApiGateway::UsagePlanKey AWS::ApiGateway::Model AWS::ApiGateway::RequestValidator AWS::ApiGateway::GatewayResponse "
        "AWS::ApiGateway::DocumentationPart AWS::ApiGateway::DocumentationVersion AWS::ApiGateway::ClientCertificate AWS::ApiGatewayV2::Model "
        "AWS::ApiGatewayV2::IntegrationResponse AWS::ApiGatewayV2::RouteResponse AWS::ApiGatewayV2::ApiGatewayManagedOverrides "
        "AWS::CloudFront::OriginAccessControl AWS::CloudFront::ResponseHeadersPolicy "
        "AWS::CloudFront::OriginRequestPolicy AWS::CloudFront::MonitoringSubscription AWS::CloudFront::PublicKey AWS::CloudFront::KeyGroup "
        "AWS::EC2::NetworkInsightsPath AWS::EC2::NetworkInsightsAnalysis AWS::ECS::PrimaryTaskSet AWS::EKS::Addon"
    ).split()
)
"""Known, and of no consequence for where data may go."""
