# SPDX-License-Identifier: Apache-2.0
"""Security groups and network ACLs."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.network import Filter, Ports, RuleSet
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.fabric_kit import VPC, declare, estate, one, ref

GROUP = declare("aws_security_group.g", vpc_id=ref("aws_vpc.v"))
ALL = (Ports(0, 65535),)


def rules(*declared: Any, of: str = "aws_security_group.g") -> list[Filter]:
    return list(one(estate(VPC, *declared), of, RuleSet).filters)


def shape(one_: Filter) -> tuple[Any, ...]:
    return (one_.direction, one_.protocol, one_.ports, one_.peers)


@pytest.mark.parametrize(
    ("attrs", "protocol", "ports"),
    [
        ({"protocol": "-1", "from_port": 0, "to_port": 0}, "*", ALL),
        ({"protocol": "all", "from_port": -1, "to_port": -1}, "*", ALL),
        ({"protocol": "tcp", "from_port": 443, "to_port": 443}, "tcp", (Ports(443, 443),)),
        ({"protocol": "TCP", "from_port": 0, "to_port": 65535}, "tcp", ALL),
        ({"protocol": "6", "from_port": 0, "to_port": 0}, "tcp", (Ports(0, 0),)),
        ({"protocol": "17", "from_port": 53, "to_port": 54}, "udp", (Ports(53, 54),)),
        ({"protocol": "icmp", "from_port": 8, "to_port": 0}, "icmp", ALL),
        ({"protocol": "50", "from_port": 0, "to_port": 0}, "50", ALL),
    ],
)
def test_protocols_and_ports_are_brought_to_one_spelling(attrs: dict[str, Any], protocol: str, ports: Any) -> None:
    group = declare(
        "aws_security_group.g", vpc_id=ref("aws_vpc.v"), egress=[{**attrs, "cidr_blocks": ["192.0.2.7/32"]}], lines={"egress[0]": 12}
    )
    (only,) = rules(group)
    assert shape(only) == ("out", protocol, ports, ("192.0.2.7/32",))
    assert (only.address, only.origin.line) == ("aws_security_group.g", 12)


def test_a_group_without_egress_lets_nothing_out() -> None:
    group = declare(
        "aws_security_group.g", vpc_id=ref("aws_vpc.v"), ingress=[{"protocol": "-1", "self": True, "from_port": 0, "to_port": 0}]
    )
    assert [shape(r) for r in rules(group)] == [("in", "*", ALL, ("sg:aws_security_group.g",))]


def test_rules_declared_apart_belong_to_their_group_and_keep_their_own_address() -> None:
    other = declare("aws_security_group.o", vpc_id=ref("aws_vpc.v"))
    found = rules(
        GROUP,
        other,
        declare(
            "aws_security_group_rule.c",
            type="egress",
            security_group_id=ref("aws_security_group.g"),
            protocol="-1",
            from_port=0,
            to_port=0,
            cidr_blocks=["0.0.0.0/0"],
            ipv6_cidr_blocks=["::/0"],
        ),
        declare(
            "aws_vpc_security_group_egress_rule.m",
            security_group_id=ref("aws_security_group.g"),
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            prefix_list_id=ref("data.aws_prefix_list.s3"),
        ),
        declare(
            "aws_vpc_security_group_ingress_rule.i",
            security_group_id=ref("aws_security_group.g"),
            ip_protocol="-1",
            referenced_security_group_id=ref("aws_security_group.o"),
        ),
        declare("data.aws_prefix_list.s3", name="com.amazonaws.eu-central-1.s3"),
    )
    assert [(r.address, *shape(r)) for r in found] == [
        ("aws_security_group_rule.c", "out", "*", ALL, ("0.0.0.0/0", "::/0")),
        ("aws_vpc_security_group_ingress_rule.i", "in", "*", ALL, ("sg:aws_security_group.o",)),
        ("aws_vpc_security_group_egress_rule.m", "out", "tcp", (Ports(443, 443),), ("prefix-list:com.amazonaws.eu-central-1.s3",)),
    ]


def test_a_rule_that_names_no_far_side_lets_nothing_through() -> None:
    group = declare(
        "aws_security_group.g", vpc_id=ref("aws_vpc.v"), egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": []}]
    )
    assert rules(group) == []


def test_rules_known_only_after_apply_may_let_anything_through() -> None:
    (only,) = rules(declare("aws_security_group.g", vpc_id=ref("aws_vpc.v"), egress=Unknown("`var.rules`")))
    assert only.allows
    assert only.peers == (Unknown("`var.rules`"),)


def test_a_plan_marks_unset_computed_rules_unknown_which_is_unset() -> None:
    planned = declare("aws_security_group.g", vpc_id=ref("aws_vpc.v"), egress=Unknown("known after apply"), refs={"vpc_id": ("aws_vpc.v",)})
    assert rules(planned) == []


def test_the_default_group_of_a_vpc_lets_all_out_until_terraform_adopts_it() -> None:
    own = estate(VPC)
    implied = one(own, "aws_vpc.v#default-security-group", RuleSet)
    assert implied.default_of == "aws_vpc.v"
    assert [shape(f) for f in implied.filters] == [
        ("in", "*", ALL, ("sg:aws_vpc.v#default-security-group",)),
        ("out", "*", ALL, ("0.0.0.0/0", "::/0")),
    ]
    adopted = estate(VPC, declare("aws_default_security_group.d", vpc_id=ref("aws_vpc.v")))
    only = one(adopted, "aws_default_security_group.d", RuleSet)
    assert (only.filters, only.default_of) == ((), "aws_vpc.v")
    assert adopted.find("aws_vpc.v#default-security-group", RuleSet) is None


def test_a_group_that_is_looked_up_may_let_anything_through_and_surely_what_is_added() -> None:
    added = declare(
        "aws_security_group_rule.r",
        type="egress",
        security_group_id=ref("data.aws_security_group.x"),
        protocol="-1",
        from_port=0,
        to_port=0,
        cidr_blocks=["0.0.0.0/0"],
    )
    found = rules(declare("data.aws_security_group.x", name="x"), added, of="data.aws_security_group.x")
    assert any(f.address == "aws_security_group_rule.r" and f.peers == ("0.0.0.0/0",) for f in found)
    assert all(isinstance(f.peers[0], Unknown) for f in found if f.address == "data.aws_security_group.x")


def test_an_acl_is_ordered_and_knows_allow_from_deny() -> None:
    acl = declare(
        "aws_network_acl.n",
        vpc_id=ref("aws_vpc.v"),
        egress=[{"rule_no": 100, "action": "deny", "protocol": "-1", "cidr_block": "0.0.0.0/0", "from_port": 0, "to_port": 0}],
    )
    apart = declare(
        "aws_network_acl_rule.r",
        network_acl_id=ref("aws_network_acl.n"),
        rule_number=90,
        egress=True,
        protocol="tcp",
        rule_action="allow",
        cidr_block="10.0.0.0/8",
        from_port=443,
        to_port=443,
    )
    inward = declare(
        "aws_network_acl_rule.i",
        network_acl_id=ref("aws_network_acl.n"),
        rule_number=10,
        protocol="-1",
        rule_action="ALLOW",
        cidr_block="10.0.0.0/8",
    )
    found = rules(acl, apart, inward, of="aws_network_acl.n")
    assert [(f.direction, f.priority, f.allows, f.protocol, f.address) for f in found] == [
        ("out", 100, False, "*", "aws_network_acl.n"),
        ("out", 90, True, "tcp", "aws_network_acl_rule.r"),
        ("in", 10, True, "*", "aws_network_acl_rule.i"),
    ]


def test_rules_added_to_a_default_acl_stand_beside_the_one_that_lets_all_pass() -> None:
    added = declare(
        "aws_network_acl_rule.r",
        network_acl_id=ref("aws_vpc.v", "default_network_acl_id"),
        rule_number=50,
        egress=True,
        protocol="-1",
        rule_action="deny",
        cidr_block="192.0.2.0/24",
    )
    found = rules(added, of="aws_vpc.v#default-network-acl")
    assert {(f.priority, f.allows) for f in found} == {(50, False), (100, True), (101, True)}
    adopted = declare("aws_default_network_acl.d", default_network_acl_id=ref("aws_vpc.v", "default_network_acl_id"))
    assert rules(adopted, of="aws_default_network_acl.d") == []
