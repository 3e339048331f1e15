# SPDX-License-Identifier: Apache-2.0
"""Generated estates as plan JSON: buckets with their sub-resources, keys, roles, networks and machines in fixed proportion."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

ACCOUNT = "123456789012"


def estate(resources: int) -> dict[str, Any]:
    """A plan of about `resources` resources (`terraform show -json`)."""
    made: list[dict[str, Any]] = []
    block = 0
    while len(made) < resources:
        made.extend(_block(block))
        block += 1
    made = made[:resources]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": made}},
        "resource_changes": [],
        "configuration": {
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "full_name": "registry.terraform.io/hashicorp/aws",
                    "expressions": {"region": {"constant_value": "eu-central-1"}},
                }
            },
            "root_module": {},
        },
    }


def _resource(kind: str, name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": f"{kind}.{name}",
        "mode": "managed",
        "type": kind,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0,
        "values": values,
        "sensitive_values": {},
    }


def _block(i: int) -> Iterator[dict[str, Any]]:
    """Twenty resources of one small department."""
    tags = {"env": "dev" if i % 5 == 0 else "prod"}
    for j, data in enumerate(("weights", "transcripts", "logs", "web")):
        yield from _bucket(f"b{i}_{j}", f"dept-{i}-{data}", {**tags, **({"data-classification": data} if j < 2 else {})})
    yield from _role(f"r{i}", i, tags)
    yield from _machine(i, tags)


def _bucket(name: str, bucket: str, tags: dict[str, str]) -> Iterator[dict[str, Any]]:
    yield _resource("aws_s3_bucket", name, {"bucket": bucket, "tags": tags, "arn": f"arn:aws:s3:::{bucket}", "id": bucket})
    yield _resource(
        "aws_s3_bucket_public_access_block",
        name,
        {
            "bucket": bucket,
            "block_public_acls": True,
            "ignore_public_acls": True,
            "block_public_policy": True,
            "restrict_public_buckets": True,
        },
    )
    yield _resource("aws_s3_bucket_policy", name, {"bucket": bucket, "policy": json.dumps(_policy(bucket))})


def _policy(bucket: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


def _role(name: str, i: int, tags: dict[str, str]) -> Iterator[dict[str, Any]]:
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
    reads = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::dept-{i}-*/*"}],
    }
    arn = f"arn:aws:iam::{ACCOUNT}:role/dept-{i}"
    yield _resource(
        "aws_iam_role", name, {"name": f"dept-{i}", "arn": arn, "id": f"dept-{i}", "assume_role_policy": json.dumps(trust), "tags": tags}
    )
    yield _resource("aws_iam_role_policy", name, {"name": "reads", "role": f"dept-{i}", "policy": json.dumps(reads)})


def _machine(i: int, tags: dict[str, str]) -> Iterator[dict[str, Any]]:
    vpc, subnet, group = f"vpc-{i:08x}", f"subnet-{i:08x}", f"sg-{i:08x}"
    net = f"10.{i % 250}.0.0/16"
    rule = {
        "from_port": 0,
        "to_port": 0,
        "protocol": "-1",
        "cidr_blocks": ["0.0.0.0/0"],
        "self": False,
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "security_groups": [],
    }
    yield _resource("aws_vpc", f"v{i}", {"id": vpc, "cidr_block": net, "tags": tags})
    yield _resource("aws_subnet", f"s{i}", {"id": subnet, "vpc_id": vpc, "cidr_block": net.replace("/16", "/24"), "tags": tags})
    yield _resource("aws_security_group", f"g{i}", {"id": group, "vpc_id": vpc, "egress": [rule], "ingress": [], "tags": tags})
    yield _resource("aws_route_table", f"t{i}", {"id": f"rtb-{i:08x}", "vpc_id": vpc, "route": [], "tags": tags})
    yield _resource("aws_route_table_association", f"t{i}", {"subnet_id": subnet, "route_table_id": f"rtb-{i:08x}"})
    yield _resource(
        "aws_instance",
        f"m{i}",
        {
            "id": f"i-{i:08x}",
            "ami": "ami-1",
            "instance_type": "g6e.xlarge",
            "subnet_id": subnet,
            "vpc_security_group_ids": [group],
            "tags": {**tags, "Name": f"vllm-{i}"},
        },
    )
