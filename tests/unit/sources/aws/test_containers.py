# SPDX-License-Identifier: Apache-2.0
"""ECS, Batch and EKS."""

from __future__ import annotations

import json
from typing import Any

from intramuros.estate.network import RuleSet
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from tests.unit.sources.aws.fabric_kit import SUBNET, VPC, declare, estate, one, ref

ROLE = declare("aws_iam_role.r", name="r", assume_role_policy="{}")
CONTAINER = {
    "name": "llm",
    "image": "vllm/vllm-openai:v0.6.3",
    "command": ["--model", "/models/marie"],
    "portMappings": [{"containerPort": 8000}],
    "environment": [{"name": "MODEL_URI", "value": "s3://st-weights/marie"}, {"name": "HF_TOKEN", "value": "hf_x"}],
    "secrets": [{"name": "KEY", "valueFrom": "arn:aws:secretsmanager:eu-central-1:111111111111:secret:k-AbCdEf:field::"}],
}


def task(definitions: Any, **attrs: Any) -> Workload:
    declared = declare("aws_ecs_task_definition.t", family="llm", container_definitions=definitions, **attrs)
    found: Workload = one(
        estate(VPC, SUBNET, ROLE, declare("aws_s3_bucket.w", bucket="st-weights"), declared), "aws_ecs_task_definition.t", Workload
    )
    return found


def test_containers_bring_settings_images_commands_ports_and_references() -> None:
    found = task(json.dumps([CONTAINER]), task_role_arn=ref("aws_iam_role.r", "arn"))
    assert [(s.name, s.value, s.where) for s in found.settings] == [
        ("MODEL_URI", "s3://st-weights/marie", "container llm"),
        ("HF_TOKEN", "hf_x", "container llm"),
    ]
    assert (found.images, found.commands, found.serves_ports) == (("vllm/vllm-openai:v0.6.3",), ("--model /models/marie",), (8000,))
    assert found.identities == ("aws_iam_role.r",)
    assert found.secrets_from == ("arn:aws:secretsmanager:eu-central-1:111111111111:secret:k-AbCdEf",)
    assert [(u.target, u.role) for u in found.uses] == [("aws_s3_bucket.w", "weights")]


def test_a_bucket_for_prompts_is_no_store_of_weights_whatever_else_its_setting_is_called() -> None:
    found = task(json.dumps([{"name": "c", "image": "i", "environment": [{"name": "MODEL_LOG_BUCKET", "value": "st-weights"}]}]))
    assert [(u.target, u.role) for u in found.uses] == [("aws_s3_bucket.w", "unknown")]


def test_definitions_that_cannot_be_read_are_unknown_and_not_empty() -> None:
    found = task(Unknown("`local.containers`"))
    assert isinstance(found.images[0], Unknown)
    assert isinstance(found.settings[0].value, Unknown)


def test_a_service_stands_in_its_own_network_and_runs_with_its_tasks_roles() -> None:
    found = estate(
        VPC,
        SUBNET,
        ROLE,
        declare("aws_ecs_cluster.c", name="c"),
        declare("aws_security_group.g", vpc_id=ref("aws_vpc.v")),
        declare(
            "aws_ecs_task_definition.t",
            family="llm",
            container_definitions=json.dumps([CONTAINER]),
            task_role_arn=ref("aws_iam_role.r", "arn"),
        ),
        declare(
            "aws_ecs_service.s",
            name="s",
            cluster=ref("aws_ecs_cluster.c"),
            task_definition=ref("aws_ecs_task_definition.t", "arn"),
            network_configuration=[
                {"subnets": [ref("aws_subnet.s")], "security_groups": [ref("aws_security_group.g")], "assign_public_ip": True}
            ],
        ),
    )
    service = one(found, "aws_ecs_service.s", Workload)
    assert [(a.subnet, a.rule_sets, a.public_ip) for a in service.attachments] == [("aws_subnet.s", ("aws_security_group.g",), True)]
    assert (service.identities, service.runs, service.parent) == (("aws_iam_role.r",), ("aws_ecs_task_definition.t",), "aws_ecs_cluster.c")


def test_tasks_in_bridge_mode_stand_where_the_clusters_machines_stand() -> None:
    found = estate(
        VPC,
        SUBNET,
        declare("aws_ecs_cluster.c", name="c"),
        declare("aws_launch_template.t", image_id="ami-1"),
        declare(
            "aws_autoscaling_group.a",
            name="a",
            vpc_zone_identifier=[ref("aws_subnet.s")],
            launch_template=[{"id": ref("aws_launch_template.t")}],
        ),
        declare(
            "aws_ecs_capacity_provider.p",
            name="p",
            auto_scaling_group_provider=[{"auto_scaling_group_arn": ref("aws_autoscaling_group.a", "arn")}],
        ),
        declare(
            "aws_ecs_cluster_capacity_providers.x",
            cluster_name=ref("aws_ecs_cluster.c", "name"),
            capacity_providers=[ref("aws_ecs_capacity_provider.p", "name")],
        ),
        declare("aws_ecs_task_definition.t", family="llm", container_definitions=json.dumps([CONTAINER])),
        declare("aws_ecs_service.s", name="s", cluster=ref("aws_ecs_cluster.c"), task_definition=ref("aws_ecs_task_definition.t", "arn")),
    )
    assert [a.subnet for a in one(found, "aws_ecs_service.s", Workload).attachments] == ["aws_subnet.s"]


def test_nodes_without_groups_stand_in_the_clusters_group_which_lets_all_out() -> None:
    found = estate(
        VPC,
        SUBNET,
        ROLE,
        declare("aws_eks_cluster.k", name="k", role_arn=ref("aws_iam_role.r", "arn"), vpc_config=[{"subnet_ids": [ref("aws_subnet.s")]}]),
        declare(
            "aws_eks_node_group.n",
            cluster_name=ref("aws_eks_cluster.k", "name"),
            node_role_arn=ref("aws_iam_role.r", "arn"),
            subnet_ids=[ref("aws_subnet.s")],
            instance_types=["g5.xlarge"],
        ),
        declare(
            "aws_eks_pod_identity_association.p",
            cluster_name=ref("aws_eks_cluster.k", "name"),
            service_account="llm",
            role_arn=ref("aws_iam_role.r", "arn"),
        ),
    )
    nodes = one(found, "aws_eks_node_group.n", Workload)
    group = "aws_eks_cluster.k#cluster-security-group"
    assert (nodes.kind, nodes.parent, nodes.size) == ("node-pool", "aws_eks_cluster.k", "g5.xlarge")
    assert [(a.subnet, a.rule_sets) for a in nodes.attachments] == [("aws_subnet.s", (group,))]
    assert any(f.direction == "out" and "0.0.0.0/0" in f.peers for f in one(found, group, RuleSet).filters)
    pods = one(found, "aws_eks_pod_identity_association.p", Workload)
    assert (pods.identities, pods.attachments) == (("aws_iam_role.r",), nodes.attachments)


def test_batch_jobs_are_read_like_tasks() -> None:
    properties = {
        "image": "registry/train:1",
        "command": ["train"],
        "jobRoleArn": ref("aws_iam_role.r", "arn"),
        "environment": [{"name": "A", "value": "b"}],
    }
    found = one(
        estate(ROLE, declare("aws_batch_job_definition.j", name="j", type="container", container_properties=json.dumps(properties))),
        "aws_batch_job_definition.j",
        Workload,
    )
    assert (found.images, found.commands, found.identities, found.settings[0].name) == (
        ("registry/train:1",),
        ("train",),
        ("aws_iam_role.r",),
        "A",
    )
