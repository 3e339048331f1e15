# SPDX-License-Identifier: Apache-2.0
"""Machines and containers: EC2, Auto Scaling, EBS, ECS, EKS, ECR, Batch, App Runner, EMR."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.item import As, Item, Part, plain, shaped
from intramuros.sources.cloudformation.tables.shapes import devices, each, field, json_text, lower_first, of, under, whole_list

_TEMPLATE: Final = {"LaunchTemplate.LaunchTemplateId": "id", "LaunchTemplate.LaunchTemplateName": "name"}
_LISTED: Final = frozenset({"DockerLabels", "Options", "Labels", "DriverOpts"})
_VOLUMES: Final = {
    "EFSVolumeConfiguration": "efs_volume_configuration",
    "FSxWindowsFileServerVolumeConfiguration": "fsx_windows_file_server_volume_configuration",
    "FilesystemId": "file_system_id",
    "Host": "",
}
_DATA: Final = As(
    names={
        "SecurityGroupIds": "vpc_security_group_ids",
        "SecurityGroups": "security_group_names",
        "NetworkInterfaces.Groups": "security_groups",
    }
)


def _instance(item: Item) -> dict[str, Any]:
    made = devices(item, "BlockDeviceMappings")
    own = item.get("NetworkInterfaces")
    if isinstance(own, Unknown):
        return {**made, "network_interface": own}
    for one in own if isinstance(own, list) else []:
        if not isinstance(one, Mapping):
            return {**made, "network_interface": one if isinstance(one, Unknown) else None}
        if one.get("NetworkInterfaceId") is not None:
            made.setdefault("network_interface", []).append({"network_interface_id": one["NetworkInterfaceId"]})
        else:
            made |= {"subnet_id": one.get("SubnetId", item.get("SubnetId")), "vpc_security_group_ids": one.get("GroupSet")}
            made["associate_public_ip_address"] = plain(one.get("AssociatePublicIpAddress"))
    return made


def _volumes(item: Item) -> Iterator[Part]:
    def attrs(one: Any) -> dict[str, Any]:
        return {"instance_id": item.me(), "volume_id": field(one, "VolumeId"), "device_name": field(one, "Device")}

    yield from each(item, "Volumes", "aws_volume_attachment", attrs)


def _launch_template(item: Item) -> dict[str, Any]:
    return under(item, "LaunchTemplateData", _DATA)


def _launch_configuration(item: Item) -> dict[str, Any]:
    return devices(item, "BlockDeviceMappings")


def _scaling_group(item: Item) -> dict[str, Any]:
    said = item.get("Tags")
    made = [{"key": field(t, "Key"), "value": field(t, "Value")} for t in said] if isinstance(said, list) else said
    return {"tag": made, "tags": None}


def _task(item: Item) -> dict[str, Any]:
    """Container definitions are a list in the API's own spelling, as the provider's JSON is."""
    return {
        "container_definitions": lower_first(whole_list(item.get("ContainerDefinitions")), _LISTED),
        "volume": of(
            item,
            "Volumes",
            As(names=_VOLUMES),
        ),
    }


def _service(item: Item) -> dict[str, Any]:
    said = item.get("NetworkConfiguration.AwsvpcConfiguration")
    made: Any = said
    if isinstance(said, Mapping):
        public = said.get("AssignPublicIp", "DISABLED")
        made = [
            {
                "subnets": said.get("Subnets"),
                "security_groups": said.get("SecurityGroups"),
                "assign_public_ip": public if isinstance(public, Unknown) else public == "ENABLED",
            }
        ]
    return {"network_configuration": made, "load_balancer": of(item, "LoadBalancers")}


def _cluster(item: Item) -> Iterator[Part]:
    providers = item.get("CapacityProviders")
    if providers is not None:
        attrs = {"cluster_name": item.me("name"), "capacity_providers": providers}
        yield Part(type="aws_ecs_cluster_capacity_providers", attrs=attrs, suffix=".CapacityProviders", at="CapacityProviders")


def _capacity(item: Item) -> Iterator[Part]:
    attrs = {"cluster_name": item.get("Cluster"), "capacity_providers": item.get("CapacityProviders")}
    yield Part(type="aws_ecs_cluster_capacity_providers", attrs=attrs)


def _kubernetes(item: Item) -> dict[str, Any]:
    return {"vpc_config": of(item, "ResourcesVpcConfig")}


def _repository(item: Item) -> Iterator[Part]:
    if item.get("RepositoryPolicyText") is not None:
        attrs = {"repository": item.me("name"), "policy": item.get("RepositoryPolicyText")}
        yield Part(type="aws_ecr_repository_policy", attrs=attrs, suffix=".RepositoryPolicyText", at="RepositoryPolicyText")


def _replicated(item: Item) -> dict[str, Any]:
    names = {"Rules": "rule", "Destinations": "destination", "RepositoryFilters": "repository_filter"}
    return {"replication_configuration": of(item, "ReplicationConfiguration", As(names=names))}


def _job(item: Item) -> dict[str, Any]:
    return {"container_properties": json_text(lower_first(item.get("ContainerProperties"), _LISTED))}


def _emr(item: Item) -> dict[str, Any]:
    return {
        "ec2_attributes": [
            {
                "subnet_id": item.get("Instances.Ec2SubnetId"),
                "subnet_ids": item.get("Instances.Ec2SubnetIds"),
                "instance_profile": item.get("JobFlowRole"),
                "emr_managed_master_security_group": item.get("Instances.EmrManagedMasterSecurityGroup"),
                "emr_managed_slave_security_group": item.get("Instances.EmrManagedSlaveSecurityGroup"),
            }
        ],
        "service_role": item.get("ServiceRole"),
        "core_instance_group": shaped("CoreInstanceGroup", item.get("Instances.CoreInstanceGroup"), As()),
    }


TABLE: Final[Mapping[str, As]] = {
    "AWS::EC2::Instance": As(
        type="aws_instance",
        names={
            "ImageId": "ami",
            "SecurityGroupIds": "vpc_security_group_ids",
            "PrivateIpAddress": "private_ip",
            "BlockDeviceMappings": "",
            "NetworkInterfaces": "",
            "Volumes": "",
            **_TEMPLATE,
        },
        more=_instance,
        parts=_volumes,
    ),
    "AWS::EC2::LaunchTemplate": As(
        type="aws_launch_template",
        names={"LaunchTemplateName": "name", "LaunchTemplateData": "", "TagSpecifications": ""},
        more=_launch_template,
    ),
    "AWS::EC2::NetworkInterface": As(type="aws_network_interface", names={"GroupSet": "security_groups", "PrivateIpAddress": "private_ip"}),
    "AWS::EC2::NetworkInterfaceAttachment": As(type="aws_network_interface_attachment"),
    "AWS::EC2::Volume": As(type="aws_ebs_volume", names={"VolumeType": "type"}),
    "AWS::EC2::VolumeAttachment": As(type="aws_volume_attachment", names={"Device": "device_name"}),
    "AWS::DLM::LifecyclePolicy": As(
        type="aws_dlm_lifecycle_policy",
        names={"Schedules": "schedule", "CrossRegionCopyRules": "cross_region_copy_rule"},
    ),
    "AWS::AutoScaling::AutoScalingGroup": As(
        type="aws_autoscaling_group",
        names={
            "AutoScalingGroupName": "name",
            "LaunchConfigurationName": "launch_configuration",
            "LoadBalancerNames": "load_balancers",
            "TargetGroupARNs": "target_group_arns",
            "Overrides": "override",
            **_TEMPLATE,
        },
        more=_scaling_group,
    ),
    "AWS::AutoScaling::LaunchConfiguration": As(
        type="aws_launch_configuration", names={"LaunchConfigurationName": "name", "BlockDeviceMappings": ""}, more=_launch_configuration
    ),
    "AWS::ECS::Cluster": As(type="aws_ecs_cluster", names={"ClusterName": "name", "CapacityProviders": ""}, parts=_cluster),
    "AWS::ECS::ClusterCapacityProviderAssociations": As(parts=_capacity),
    "AWS::ECS::CapacityProvider": As(type="aws_ecs_capacity_provider"),
    "AWS::ECS::TaskDefinition": As(
        type="aws_ecs_task_definition", names={"ContainerDefinitions": "container_definitions", "Volumes": "volume"}, more=_task
    ),
    "AWS::ECS::Service": As(type="aws_ecs_service", names={"ServiceName": "name", "LoadBalancers": "load_balancer"}, more=_service),
    "AWS::ECS::TaskSet": As(type="aws_ecs_task_set"),
    "AWS::EKS::Cluster": As(type="aws_eks_cluster", names={"ResourcesVpcConfig": "vpc_config"}, more=_kubernetes),
    "AWS::EKS::Nodegroup": As(
        type="aws_eks_node_group", names={"NodegroupName": "node_group_name", "NodeRole": "node_role_arn", "Subnets": "subnet_ids"}
    ),
    "AWS::EKS::FargateProfile": As(type="aws_eks_fargate_profile", names={"Subnets": "subnet_ids", "Selectors": "selector"}),
    "AWS::EKS::PodIdentityAssociation": As(type="aws_eks_pod_identity_association"),
    "AWS::EKS::IdentityProviderConfig": As(type="aws_eks_identity_provider_config"),
    "AWS::EKS::AccessEntry": As(type="aws_eks_access_entry"),
    "AWS::ECR::Repository": As(
        type="aws_ecr_repository",
        names={"RepositoryName": "name", "RepositoryPolicyText": "", "LifecyclePolicy": "", "EmptyOnDelete": "force_delete"},
        parts=_repository,
    ),
    "AWS::ECR::PublicRepository": As(type="aws_ecrpublic_repository", names={"RepositoryPolicyText": ""}),
    "AWS::ECR::ReplicationConfiguration": As(
        type="aws_ecr_replication_configuration", names={"ReplicationConfiguration": ""}, more=_replicated
    ),
    "AWS::ECR::RegistryPolicy": As(type="aws_ecr_registry_policy", names={"PolicyText": "policy"}, keep=frozenset({"PolicyText"})),
    "AWS::ECR::RegistryScanningConfiguration": As(
        type="aws_ecr_registry_scanning_configuration", names={"Rules": "rule", "RepositoryFilters": "repository_filter"}
    ),
    "AWS::Batch::JobDefinition": As(
        type="aws_batch_job_definition", names={"JobDefinitionName": "name", "ContainerProperties": ""}, more=_job
    ),
    "AWS::Batch::ComputeEnvironment": As(
        type="aws_batch_compute_environment", names={"InstanceTypes": "instance_type"}, keep=frozenset({"Tags"})
    ),
    "AWS::Batch::JobQueue": As(type="aws_batch_job_queue"),
    "AWS::AppRunner::Service": As(
        type="aws_apprunner_service", keep=frozenset({"RuntimeEnvironmentVariables", "RuntimeEnvironmentSecrets"})
    ),
    "AWS::AppRunner::VpcConnector": As(type="aws_apprunner_vpc_connector"),
    "AWS::EMR::Cluster": As(type="aws_emr_cluster", names={"Instances": "", "JobFlowRole": ""}, more=_emr),
}
