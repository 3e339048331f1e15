# SPDX-License-Identifier: Apache-2.0
"""VPC endpoints."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.network import Gateway, PrivateEndpoint
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.fabric_kit import SUBNET, VPC, declare, estate, one, ref

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}]}
BASE = {"vpc_id": ref("aws_vpc.v"), "service_name": "com.amazonaws.eu-central-1.s3"}


def door(*more: Any, **attrs: Any) -> PrivateEndpoint:
    found: PrivateEndpoint = one(
        estate(VPC, SUBNET, declare("aws_vpc_endpoint.e", **{**BASE, **attrs}), *more), "aws_vpc_endpoint.e", PrivateEndpoint
    )
    return found


def test_the_type_left_out_is_a_gateway_and_no_policy_is_full_access() -> None:
    found = door(route_table_ids=[ref("aws_vpc.v", "main_route_table_id")])
    assert (found.kind, found.policies, found.route_tables) == ("gateway", (), ("aws_vpc.v#main-route-table",))


@pytest.mark.parametrize(("flag", "private"), [(None, False), (True, True), (False, False)])
def test_an_interface_has_private_dns_only_when_asked(flag: bool | None, private: bool) -> None:
    found = door(vpc_endpoint_type="Interface", subnet_ids=[ref("aws_subnet.s")], private_dns_enabled=flag)
    assert (found.kind, found.private_dns, found.subnets) == ("interface", private, ("aws_subnet.s",))
    assert found.rule_sets == ("aws_vpc.v#default-security-group",)


def test_parts_declared_apart_belong_to_their_endpoint() -> None:
    here = {"vpc_endpoint_id": ref("aws_vpc_endpoint.e")}
    found = door(
        declare("aws_route_table.t", vpc_id=ref("aws_vpc.v")),
        declare("aws_vpc_endpoint_route_table_association.a", route_table_id=ref("aws_route_table.t"), **here),
        declare("aws_vpc_endpoint_policy.p", policy=json.dumps(POLICY), **here),
    )
    assert found.route_tables == ("aws_route_table.t",)
    assert [(p.address, p.document) for p in found.policies] == [("aws_vpc_endpoint_policy.p", POLICY)]


def test_a_policy_that_cannot_be_read_is_no_absent_policy() -> None:
    (only,) = door(policy=Unknown("`aws_s3_bucket.b.arn` is known only after apply")).policies
    assert isinstance(only.document, Unknown)


def test_a_service_is_found_through_the_data_source_that_names_it_shortly() -> None:
    found = door(
        declare("data.aws_vpc_endpoint_service.s", service="sagemaker.runtime"),
        service_name=ref("data.aws_vpc_endpoint_service.s", "service_name"),
    )
    assert found.service == "com.amazonaws.eu-central-1.sagemaker.runtime"


def test_an_appliance_behind_a_gateway_balancer_is_no_door() -> None:
    found = one(estate(VPC, declare("aws_vpc_endpoint.e", **BASE, vpc_endpoint_type="GatewayLoadBalancer")), "aws_vpc_endpoint.e", Gateway)
    assert found.kind == "appliance"
    assert isinstance(found.rules, Unknown)
