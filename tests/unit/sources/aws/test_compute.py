# SPDX-License-Identifier: Apache-2.0
"""Instances, templates and scaling groups."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from tests.unit.sources.aws.fabric_kit import SUBNET, VPC, declare, estate, one, ref

KEY = declare("aws_kms_key.k")
PLACE = {"subnet_id": ref("aws_subnet.s"), "ami": "ami-1", "instance_type": "g6e.xlarge"}
DEFAULT_ON = declare("aws_ebs_encryption_by_default.e", enabled=True)
DEFAULT_KEY = declare("aws_ebs_default_kms_key.k", key_arn=ref("aws_kms_key.k", "arn"))


def instance(*more: Any, **attrs: Any) -> Workload:
    found: Workload = one(estate(VPC, SUBNET, KEY, declare("aws_instance.i", **{**PLACE, **attrs}), *more), "aws_instance.i", Workload)
    return found


@pytest.mark.parametrize(
    ("root", "more", "state", "key"),
    [
        (None, (), "none", None),
        ([{"volume_size": 50}], (), "none", None),
        ([{"encrypted": True}], (), "provider-key", None),
        ([{"encrypted": True, "kms_key_id": ref("aws_kms_key.k", "arn")}], (), "customer-key", "aws_kms_key.k"),
        ([{"encrypted": True, "kms_key_id": "alias/aws/ebs"}], (), "provider-key", None),
        (None, (DEFAULT_ON,), "provider-key", None),
        ([{"volume_size": 50}], (DEFAULT_ON, DEFAULT_KEY), "customer-key", "aws_kms_key.k"),
        (None, (DEFAULT_KEY,), "none", None),
        (None, (declare("aws_ebs_encryption_by_default.e", enabled=True, region="eu-west-1"),), "none", None),
    ],
)
def test_a_root_disk_is_sealed_as_it_says_else_as_the_accounts_default_says(root: Any, more: Any, state: str, key: str | None) -> None:
    (disk,) = instance(*more, root_block_device=root).disks
    assert (disk.seal.state, disk.seal.key) == (state, key)


def test_more_devices_are_judged_too_and_the_instance_store_is_ephemeral() -> None:
    found = instance(
        root_block_device=[{"encrypted": True, "kms_key_id": ref("aws_kms_key.k", "arn")}],
        ebs_block_device=[{"device_name": "/dev/sdf"}],
        ephemeral_block_device=[{"device_name": "/dev/sdb", "virtual_name": "ephemeral0"}],
    )
    assert [(d.name, d.seal.state, d.ephemeral) for d in found.disks] == [
        ("root_block_device", "customer-key", False),
        ("/dev/sdf", "none", False),
        ("/dev/sdb", "provider-key", True),
    ]


@pytest.mark.parametrize(
    ("flag", "subnet_gives", "elastic", "public"),
    [
        (None, None, False, False),
        (None, True, False, True),
        (False, True, False, False),
        (True, None, False, True),
        (False, None, True, True),
    ],
)
def test_a_public_address_comes_from_the_flag_the_subnet_or_an_elastic_one(
    flag: Any, subnet_gives: Any, elastic: bool, public: bool
) -> None:
    subnet = declare("aws_subnet.s", vpc_id=ref("aws_vpc.v"), cidr_block="10.0.1.0/24", map_public_ip_on_launch=subnet_gives)
    address = (declare("aws_eip.e", instance=ref("aws_instance.i")),) if elastic else ()
    found = one(
        estate(VPC, subnet, declare("aws_instance.i", **PLACE, associate_public_ip_address=flag), *address), "aws_instance.i", Workload
    )
    assert [a.public_ip for a in found.attachments] == [public]


def test_without_groups_it_stands_in_the_default_group_of_its_network() -> None:
    assert instance().attachments[0].rule_sets == ("aws_vpc.v#default-security-group",)


def test_interfaces_of_their_own_place_it_with_their_groups_and_addresses() -> None:
    found = instance(
        declare("aws_security_group.g", vpc_id=ref("aws_vpc.v")),
        declare(
            "aws_network_interface.n",
            subnet_id=ref("aws_subnet.s"),
            security_groups=[ref("aws_security_group.g")],
            private_ips=["10.0.1.9"],
        ),
        declare("aws_eip_association.e", network_interface_id=ref("aws_network_interface.n"), allocation_id="eipalloc-1"),
        subnet_id=None,
        network_interface=[{"network_interface_id": ref("aws_network_interface.n"), "device_index": 0}],
    )
    (at,) = found.attachments
    assert (at.subnet, at.rule_sets, at.public_ip, at.ips, at.address) == (
        "aws_subnet.s",
        ("aws_security_group.g",),
        True,
        ("10.0.1.9",),
        "aws_network_interface.n",
    )


def test_a_second_interface_comes_on_top_of_the_first() -> None:
    found = instance(
        declare(
            "aws_network_interface.n", subnet_id=ref("aws_subnet.s"), attachment=[{"instance": ref("aws_instance.i"), "device_index": 1}]
        )
    )
    assert {a.address for a in found.attachments} == {"aws_instance.i", "aws_network_interface.n"}


@pytest.mark.parametrize(
    ("attrs", "runs"),
    [
        ({}, False),
        ({"enclave_options": [{"enabled": True}]}, True),
        ({"enclave_options": [{"enabled": False}]}, False),
        ({"cpu_options": [{"amd_sev_snp": "enabled"}]}, True),
        ({"cpu_options": [{"amd_sev_snp": "disabled", "core_count": 4}]}, False),
    ],
)
def test_trusted_execution_must_be_switched_on(attrs: dict[str, Any], runs: bool) -> None:
    assert instance(**attrs).confidential is runs


def test_an_unknown_enclave_switch_is_unknown() -> None:
    assert isinstance(instance(enclave_options=[{"enabled": Unknown("`var.enclave`")}]).confidential, Unknown)


def test_the_role_is_found_behind_the_profile_and_user_data_is_read() -> None:
    script = "#!/bin/bash\ndocker run vllm/vllm-openai:v0.6\n"
    found = instance(
        declare("aws_iam_role.r", name="r", assume_role_policy="{}"),
        declare("aws_iam_instance_profile.p", name="p", role=ref("aws_iam_role.r", "name")),
        iam_instance_profile=ref("aws_iam_instance_profile.p", "name"),
        user_data_base64=base64.b64encode(script.encode()).decode(),
    )
    assert (found.identities, found.commands) == (("aws_iam_role.r",), (script,))


def test_a_scaling_group_stands_in_its_subnets_with_its_templates_groups_role_and_disks() -> None:
    found = estate(
        VPC,
        SUBNET,
        KEY,
        declare("aws_security_group.g", vpc_id=ref("aws_vpc.v")),
        declare("aws_iam_role.r", name="r", assume_role_policy="{}"),
        declare("aws_iam_instance_profile.p", name="p", role=ref("aws_iam_role.r", "name")),
        declare(
            "aws_launch_template.t",
            image_id="ami-1",
            instance_type="g5.xlarge",
            vpc_security_group_ids=[ref("aws_security_group.g")],
            iam_instance_profile=[{"name": ref("aws_iam_instance_profile.p", "name")}],
            block_device_mappings=[{"device_name": "/dev/xvda", "ebs": [{"encrypted": "true", "kms_key_id": ref("aws_kms_key.k", "arn")}]}],
            user_data=base64.b64encode(b"ollama serve  # start").decode(),
        ),
        declare(
            "aws_autoscaling_group.a",
            vpc_zone_identifier=[ref("aws_subnet.s")],
            mixed_instances_policy=[
                {"launch_template": [{"launch_template_specification": [{"launch_template_id": ref("aws_launch_template.t")}]}]}
            ],
            tag=[{"key": "env", "value": "prod", "propagate_at_launch": True}],
        ),
    )
    group = one(found, "aws_autoscaling_group.a", Workload)
    (at,) = group.attachments
    assert (at.subnet, at.rule_sets, at.public_ip) == ("aws_subnet.s", ("aws_security_group.g",), False)
    assert (group.identities, group.runs, group.tags) == (("aws_iam_role.r",), ("aws_launch_template.t",), {"env": "prod"})
    assert [d.seal.state for d in group.disks] == ["customer-key"]
    assert group.commands == ("ollama serve  # start",)


def test_user_data_that_a_plan_holds_as_a_hash_is_not_known() -> None:
    (command,) = instance(user_data="da39a3ee5e6b4b0d3255bfef95601890afd80709").commands
    assert isinstance(command, Unknown)


def test_a_root_disk_that_is_known_only_after_apply_is_not_judged_bare() -> None:
    (disk,) = instance(root_block_device=Unknown("`var.disks`")).disks
    assert isinstance(disk.seal.state, Unknown)


def test_an_instance_takes_from_its_template_what_it_does_not_state() -> None:
    found = instance(
        declare("aws_security_group.g", vpc_id=ref("aws_vpc.v")),
        declare(
            "aws_launch_template.t",
            image_id="ami-2",
            vpc_security_group_ids=[ref("aws_security_group.g")],
            enclave_options=[{"enabled": True}],
            network_interfaces=[{"subnet_id": ref("aws_subnet.s"), "associate_public_ip_address": "true"}],
            block_device_mappings=[{"device_name": "/dev/xvda", "ebs": [{"encrypted": "true", "kms_key_id": ref("aws_kms_key.k", "arn")}]}],
        ),
        subnet_id=None,
        ami=None,
        launch_template=[{"id": ref("aws_launch_template.t"), "version": "$Latest"}],
    )
    (at,) = found.attachments
    assert (at.subnet, at.rule_sets, at.public_ip) == ("aws_subnet.s", ("aws_security_group.g",), True)
    assert (found.images, found.confidential, [d.seal.state for d in found.disks]) == (("ami-2",), True, ["customer-key"])
