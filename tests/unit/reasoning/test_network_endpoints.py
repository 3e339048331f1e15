# SPDX-License-Identifier: Apache-2.0
"""S3 endpoints: whose policy lets data into buckets of strangers, and which subnets reach them."""

from __future__ import annotations

from typing import Any

import pytest
from network_estates import HERE, World, bounds, network, rule, rules, subnet, table, workload

from intramuros.estate.access import PolicyDocument
from intramuros.estate.network import PrivateEndpoint
from intramuros.estate.values import Unknown
from intramuros.reasoning.network.endpoints import admits_strangers

S3_LIST = "prefix-list:com.amazonaws.eu-central-1.s3"


def _door(*documents: Any, **more: Any) -> PrivateEndpoint:
    policies = tuple(PolicyDocument(document=d, address="p", origin=HERE) for d in documents)
    facts = {
        "kind": "gateway",
        "route_tables": ("rt",),
        "service": "com.amazonaws.eu-central-1.s3",
        "network": "v",
        "policies": policies,
        **more,
    }
    return PrivateEndpoint(address="door", type="door", cloud="aws", origin=HERE, **facts)


def _allow(action: Any = "s3:*", resource: Any = "*", condition: Any = None) -> dict[str, Any]:
    one = {"Effect": "Allow", "Principal": "*", "Action": action, "Resource": resource}
    return {"Statement": [one | ({"Condition": condition} if condition else {})]}


OURS = {"StringEquals": {"aws:ResourceAccount": "111111111111"}}
NOT_OURS = {"StringNotEquals": {"aws:ResourceAccount": ["111111111111"]}}


@pytest.mark.parametrize(
    ("documents", "admitted"),
    [
        ((), True),
        ((_allow(),), True),
        ((_allow("s3:GetObject"),), False),
        ((_allow("s3:PutObject"),), True),
        ((_allow(resource="arn:aws:s3:::ours/*"),), False),
        ((_allow(condition=OURS),), False),
        ((_allow(condition={"StringEquals": {"aws:ResourceAccount": "999999999999"}}),), True),
        ((_allow(condition={"StringEqualsIfExists": {"aws:ResourceAccount": "111111111111"}}),), True),
        ((_allow(condition={"StringEquals": {"aws:PrincipalAccount": "111111111111"}}),), True),
        (({"Statement": [_allow()["Statement"][0], {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": NOT_OURS}]},), False),
    ],
    ids=["none", "all", "reads only", "writes", "own bucket", "own account", "stranger's", "if exists", "whose caller", "denies strangers"],
)
def test_policies_that_admit_foreign_buckets(documents: Any, admitted: bool) -> None:
    from msgspec import structs

    charter = structs.replace(bounds(), trusted_accounts=frozenset({"111111111111"}))
    assert admits_strangers(_door(*documents), charter) is admitted


def test_an_unknown_policy_is_not_known() -> None:
    assert isinstance(admits_strangers(_door(Unknown("later")), bounds()), Unknown)


@pytest.mark.parametrize(
    ("peer", "reached"),
    [(S3_LIST, True), ("0.0.0.0/0", True), ("10.0.0.0/8", False), ("203.0.113.0/24", False)],
    ids=["S3's list", "everywhere", "private", "a partner's range"],
)
def test_a_gateway_endpoint_leaks_where_the_group_lets_s3_out(peer: str, reached: bool) -> None:
    world = World(
        network("v", "10.1.0.0/16", cloud="aws"),
        subnet("s", "v", "10.1.1.0/24", cloud="aws", route_table="rt"),
        table("rt", cloud="aws", network="v"),
        rules("sg", "security-group", rule("out", "allow", peer, ports=443)),
        _door(),
        workload("w", "s", cloud="aws", rule_sets=("sg",)),
    )
    assert world.egress("w").open is reached


def test_an_endpoint_of_another_table_is_out_of_reach() -> None:
    world = World(
        network("v", "10.1.0.0/16", cloud="aws"),
        subnet("s", "v", "10.1.1.0/24", cloud="aws", route_table="rt"),
        table("rt", cloud="aws", network="v"),
        rules("sg", "security-group", rule("out", "allow", "0.0.0.0/0")),
        _door(route_tables=("other",)),
        workload("w", "s", cloud="aws", rule_sets=("sg",)),
    )
    assert world.egress("w").open is False
