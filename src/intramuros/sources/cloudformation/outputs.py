# SPDX-License-Identifier: Apache-2.0
"""What `Ref` and `Fn::GetAtt` give of a resource, in the provider's words: a property that is stated, else the symbol of an attribute.

Each type's page in the CloudFormation reference says what it returns ("Return values").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.values import Nothing, Value
from intramuros.sources.cloudformation.words import snake

Evaluate = Callable[[Any, Stack], Value]

REFS: Final[Mapping[str, str]] = {
    "AWS::Kinesis::Stream": "name",
    "AWS::KinesisFirehose::DeliveryStream": "name",
    "AWS::KinesisVideo::Stream": "name",
    "AWS::ECS::Cluster": "name",
    "AWS::ECS::TaskDefinition": "arn",
    "AWS::ECS::Service": "arn",
    "AWS::CloudTrail::Trail": "name",
    "AWS::CodeBuild::Project": "name",
    "AWS::OpenSearchService::Domain": "domain_name",
    "AWS::Elasticsearch::Domain": "domain_name",
    "AWS::SageMaker::NotebookInstance": "arn",
    "AWS::SageMaker::Model": "arn",
    "AWS::SageMaker::EndpointConfig": "arn",
    "AWS::SageMaker::Endpoint": "arn",
    "AWS::IAM::OIDCProvider": "arn",
    "AWS::IAM::SAMLProvider": "arn",
    "AWS::StepFunctions::StateMachine": "arn",
    "AWS::WAFv2::WebACL": "arn",
    "AWS::EC2::EIP": "public_ip",
    "AWS::ECR::Repository": "name",
    "AWS::Lambda::Version": "arn",
    "AWS::Lambda::Alias": "arn",
}
"""Types whose `Ref` is not what the provider calls their id."""

ATTRIBUTES: Final[Mapping[str, Mapping[str, str]]] = {
    "AWS::S3::Bucket": {
        "DomainName": "bucket_domain_name",
        "RegionalDomainName": "bucket_regional_domain_name",
        "WebsiteURL": "website_endpoint",
    },
    "AWS::EC2::SecurityGroup": {"GroupId": "id", "VpcId": "vpc_id"},
    "AWS::EC2::VPC": {"DefaultSecurityGroup": "default_security_group_id", "DefaultNetworkAcl": "default_network_acl_id", "VpcId": "id"},
    "AWS::EC2::Instance": {"PublicIp": "public_ip", "PrivateIp": "private_ip", "InstanceId": "id"},
    "AWS::EC2::LaunchTemplate": {
        "LatestVersionNumber": "latest_version",
        "DefaultVersionNumber": "default_version",
        "LaunchTemplateId": "id",
    },
    "AWS::SQS::Queue": {"QueueName": "name", "QueueUrl": "url"},
    "AWS::SNS::Topic": {"TopicName": "name", "TopicArn": "arn"},
    "AWS::KMS::Key": {"KeyId": "key_id"},
    "AWS::SecretsManager::Secret": {"Id": "arn"},
    "AWS::Serverless::Api": {"RootResourceId": "root_resource_id"},
    "AWS::ElasticLoadBalancingV2::LoadBalancer": {"DNSName": "dns_name", "LoadBalancerArn": "arn", "LoadBalancerName": "name"},
    "AWS::ElasticLoadBalancingV2::TargetGroup": {"TargetGroupArn": "arn", "TargetGroupName": "name"},
    "AWS::ElasticLoadBalancingV2::Listener": {"ListenerArn": "arn"},
    "AWS::ECS::Service": {"Name": "name", "ServiceArn": "arn"},
    "AWS::ECR::Repository": {"RepositoryUri": "repository_url"},
    "AWS::RDS::DBInstance": {
        "Endpoint.Address": "address",
        "Endpoint.Port": "port",
        "DBInstanceArn": "arn",
        "DbiResourceId": "resource_id",
    },
    "AWS::RDS::DBCluster": {"Endpoint.Address": "endpoint", "DBClusterArn": "arn", "DBClusterResourceId": "cluster_resource_id"},
    "AWS::DynamoDB::Table": {"StreamArn": "stream_arn"},
    "AWS::DynamoDB::GlobalTable": {"StreamArn": "stream_arn", "TableId": "id"},
    "AWS::SageMaker::NotebookInstance": {"NotebookInstanceName": "name"},
    "AWS::SageMaker::Model": {"ModelName": "name"},
    "AWS::SageMaker::EndpointConfig": {"EndpointConfigName": "name"},
    "AWS::SageMaker::Endpoint": {"EndpointName": "name"},
    "AWS::SageMaker::Domain": {"DomainId": "id", "DomainArn": "arn"},
    "AWS::IAM::ManagedPolicy": {"PolicyArn": "arn"},
    "AWS::EKS::Cluster": {
        "OpenIdConnectIssuerUrl": "identity.0.oidc.0.issuer",
        "ClusterSecurityGroupId": "vpc_config.0.cluster_security_group_id",
    },
    "AWS::CloudFront::Distribution": {"DomainName": "domain_name", "Id": "id"},
    "AWS::CloudFront::CloudFrontOriginAccessIdentity": {"S3CanonicalUserId": "s3_canonical_user_id"},
    "AWS::WAFv2::WebACL": {"Id": "id"},
    "AWS::Bedrock::Agent": {"AgentArn": "arn", "AgentId": "id"},
    "AWS::Bedrock::KnowledgeBase": {"KnowledgeBaseArn": "arn", "KnowledgeBaseId": "id"},
    "AWS::Bedrock::Guardrail": {"GuardrailArn": "arn", "GuardrailId": "guardrail_id"},
    "AWS::EFS::FileSystem": {"FileSystemId": "id"},
    "AWS::EFS::AccessPoint": {"AccessPointId": "id"},
    "AWS::Kinesis::Stream": {},
    "AWS::Backup::BackupVault": {"BackupVaultArn": "arn", "BackupVaultName": "name"},
    "AWS::Backup::BackupPlan": {"BackupPlanId": "id", "BackupPlanArn": "arn"},
    "AWS::ApiGatewayV2::Api": {"ApiId": "id"},
    "AWS::ApiGateway::RestApi": {"RootResourceId": "root_resource_id", "RestApiId": "id"},
    "AWS::Organizations::Account": {"AccountId": "id"},
    "AWS::CloudFormation::Stack": {},
}


def reference(stack: Stack, logical: str) -> Value:
    """What `Ref` gives of a resource."""
    return symbol(stack.address(logical), REFS.get(stack.kind(logical), "id"))


def attribute(stack: Stack, logical: str, name: str, evaluate: Evaluate) -> Value:
    """What `Fn::GetAtt` gives of a resource."""
    if logical in stack.children and name.startswith("Outputs."):
        return output(stack.children[logical], name.removeprefix("Outputs."), evaluate)
    if logical not in stack.resources:
        return Unknown(f"`{logical}` is not declared in {stack.shown}")
    kind = stack.kind(logical)
    if name.startswith("Outputs.") and kind == "AWS::CloudFormation::Stack":
        return symbol("?", f"the output `{name}` of stack `{stack.address(logical)}` is not read")
    stated = _stated(stack, logical, name, evaluate)
    if stated is not None:
        return stated
    return symbol(stack.address(logical), ATTRIBUTES.get(kind, {}).get(name) or _usual(name))


def _usual(name: str) -> str:
    return "arn" if name == "Arn" else ".".join(snake(part) for part in name.split("."))


def _stated(stack: Stack, logical: str, name: str, evaluate: Evaluate) -> Value | None:
    """A property that the attribute gives back as it is written."""
    said = stack.stated(logical).get(name)
    mark = (logical, name)
    if said is None or name == "Arn" or mark in stack.busy:
        return None
    stack.busy.add(mark)
    try:
        found = evaluate(said, stack)
    finally:
        stack.busy.discard(mark)
    return None if isinstance(found, Nothing) else found


def output(stack: Stack, name: str, evaluate: Evaluate) -> Value:
    """The value of an output of a stack."""
    said = stack.outputs.get(name)
    mark = ("output", name)
    if not isinstance(said, dict) or mark in stack.busy:
        return Unknown(f"the stack of {stack.shown} has no output `{name}`")
    stack.busy.add(mark)
    try:
        return evaluate(said.get("Value"), stack)
    finally:
        stack.busy.discard(mark)
