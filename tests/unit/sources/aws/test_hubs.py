# SPDX-License-Identifier: Apache-2.0
"""Transit gateways, their tables and peerings; network firewalls."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.network import Gateway, Hub
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.fabric_kit import VPC, declare, estate, one, ref

TGW = declare("aws_ec2_transit_gateway.t")
ATTACHED = {"vpc_id": ref("aws_vpc.v"), "subnet_ids": [], "transit_gateway_id": ref("aws_ec2_transit_gateway.t")}


@pytest.mark.parametrize(
    ("gateway", "own", "table", "learned"),
    [
        ({}, {}, "aws_ec2_transit_gateway.t#default", ("aws_ec2_transit_gateway.t#default",)),
        ({"default_route_table_association": "disable"}, {}, None, ("aws_ec2_transit_gateway.t#default",)),
        ({}, {"transit_gateway_default_route_table_propagation": False}, "aws_ec2_transit_gateway.t#default", ()),
    ],
)
def test_attachments_use_the_default_table_unless_it_is_switched_off(gateway: Any, own: Any, table: Any, learned: Any) -> None:
    hub = one(
        estate(
            VPC, declare("aws_ec2_transit_gateway.t", **gateway), declare("aws_ec2_transit_gateway_vpc_attachment.a", **ATTACHED, **own)
        ),
        "aws_ec2_transit_gateway.t",
        Hub,
    )
    (at,) = hub.attachments
    assert (at.network, at.table, at.propagates_to, at.address) == ("aws_vpc.v", table, learned, "aws_ec2_transit_gateway_vpc_attachment.a")


def test_an_association_and_a_propagation_name_their_tables_and_routes_stand_in_theirs() -> None:
    table = declare("aws_ec2_transit_gateway_route_table.r", transit_gateway_id=ref("aws_ec2_transit_gateway.t"))
    link = {
        "transit_gateway_attachment_id": ref("aws_ec2_transit_gateway_vpc_attachment.a"),
        "transit_gateway_route_table_id": ref("aws_ec2_transit_gateway_route_table.r"),
    }
    off = {"transit_gateway_default_route_table_association": False, "transit_gateway_default_route_table_propagation": False}
    hub = one(
        estate(
            VPC,
            TGW,
            table,
            declare("aws_ec2_transit_gateway_vpc_attachment.a", **ATTACHED, **off),
            declare("aws_ec2_transit_gateway_route_table_association.x", **link),
            declare("aws_ec2_transit_gateway_route_table_propagation.x", **link),
            declare("aws_ec2_transit_gateway_route.go", destination_cidr_block="10.9.0.0/16", **link),
            declare(
                "aws_ec2_transit_gateway_route.stop",
                destination_cidr_block="10.8.0.0/16",
                blackhole=True,
                transit_gateway_route_table_id=ref("aws_ec2_transit_gateway_route_table.r"),
            ),
        ),
        "aws_ec2_transit_gateway.t",
        Hub,
    )
    (at,) = hub.attachments
    name = "aws_ec2_transit_gateway_route_table.r"
    assert (at.table, at.propagates_to) == (name, (name,))
    assert [(r.destination, r.hop, r.target) for r in hub.routes[name]] == [
        ("10.9.0.0/16", "hub", "aws_ec2_transit_gateway_vpc_attachment.a"),
        ("10.8.0.0/16", "blackhole", None),
    ]


def test_the_tables_of_another_accounts_gateway_are_not_known() -> None:
    at = declare("aws_ec2_transit_gateway_vpc_attachment.a", **{**ATTACHED, "transit_gateway_id": "tgw-0123456789abcdef0"})
    (hub,) = estate(VPC, at).all(Hub)
    assert hub.address == "tgw-0123456789abcdef0"
    assert isinstance(hub.attachments[0].table, Unknown)


@pytest.mark.parametrize("routed", [True, False])
def test_peered_gateways_lead_where_a_static_route_sends_into_the_peering(routed: bool) -> None:
    def side(n: str) -> list[Any]:
        return [
            declare(f"aws_vpc.{n}", cidr_block="10.1.0.0/16" if n == "a" else "10.2.0.0/16"),
            declare(f"aws_ec2_transit_gateway.{n}"),
            declare(
                f"aws_ec2_transit_gateway_vpc_attachment.{n}",
                vpc_id=ref(f"aws_vpc.{n}"),
                subnet_ids=[],
                transit_gateway_id=ref(f"aws_ec2_transit_gateway.{n}"),
            ),
        ]

    peering = declare(
        "aws_ec2_transit_gateway_peering_attachment.p",
        transit_gateway_id=ref("aws_ec2_transit_gateway.a"),
        peer_transit_gateway_id=ref("aws_ec2_transit_gateway.b"),
    )
    route = declare(
        "aws_ec2_transit_gateway_route.r",
        destination_cidr_block="10.2.0.0/16",
        transit_gateway_attachment_id=ref("aws_ec2_transit_gateway_peering_attachment.p"),
        transit_gateway_route_table_id=ref("aws_ec2_transit_gateway.a", "association_default_route_table_id"),
    )
    hub = one(estate(*side("a"), *side("b"), peering, *([route] if routed else [])), "aws_ec2_transit_gateway_peering_attachment.p", Hub)
    near, far = hub.attachments
    assert (near.network, far.network) == ("aws_vpc.a", "aws_vpc.b")
    assert (near.table in far.propagates_to) is routed
    assert far.table not in near.propagates_to


def firewall(policy: dict[str, Any], group: dict[str, Any]) -> Gateway:
    default = {"stateless_default_actions": ["aws:forward_to_sfe"], "stateless_fragment_default_actions": ["aws:forward_to_sfe"]}
    references = [{"resource_arn": ref("aws_networkfirewall_rule_group.g", "arn"), "priority": 1}]
    found: Gateway = one(
        estate(
            VPC,
            declare(
                "aws_networkfirewall_firewall.f",
                vpc_id=ref("aws_vpc.v"),
                firewall_policy_arn=ref("aws_networkfirewall_firewall_policy.p", "arn"),
            ),
            declare(
                "aws_networkfirewall_firewall_policy.p",
                firewall_policy=[{**default, "stateful_rule_group_reference": references, **policy}],
            ),
            declare("aws_networkfirewall_rule_group.g", rule_group=[{"rules_source": [group]}]),
        ),
        "aws_networkfirewall_firewall.f",
        Gateway,
    )
    return found


DOMAINS = {"rules_source_list": [{"generated_rules_type": "ALLOWLIST", "target_types": ["TLS_SNI"], "targets": [".clinic.example"]}]}
STRICT = {"stateful_engine_options": [{"rule_order": "STRICT_ORDER"}], "stateful_default_actions": ["aws:drop_strict"]}


@pytest.mark.parametrize(("policy", "passes"), [({}, True), (STRICT, False), ({**STRICT, "stateful_default_actions": []}, True)])
def test_a_domain_list_closes_its_own_protocol_and_the_order_decides_the_rest(policy: dict[str, Any], passes: bool) -> None:
    found = firewall(policy, DOMAINS)
    assert isinstance(found.rules, tuple)
    assert [(r.allows, r.destinations) for r in found.rules] == [(True, ("fqdn:*.clinic.example",)), (False, ("*",))]
    assert found.default_allows is passes


@pytest.mark.parametrize(
    ("line", "allows", "destinations"),
    [
        (
            'pass tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; content:"hub.clinic.example"; endswith; sid:1;)',
            True,
            ("fqdn:hub.clinic.example",),
        ),
        ('drop ip any any -> any any (msg:"rest"; sid:2; rev:1;)', False, ("*",)),
        ("pass tcp 10.0.0.0/8 any -> 192.0.2.0/24 443 (sid:3;)", True, ("192.0.2.0/24",)),
        ("pass tcp any any -> any any (geoip:dst,DE; sid:4;)", None, ("*",)),
    ],
)
def test_suricata_rules_are_read_by_header_and_name(line: str, allows: bool | None, destinations: Any) -> None:
    found = firewall(STRICT, {"rules_string": f"# comment\n{line}\n"}).rules
    assert isinstance(found, tuple)
    assert found[0].destinations == destinations
    assert isinstance(found[0].allows, Unknown) if allows is None else found[0].allows is allows


def test_a_policy_that_passes_before_inspection_inspects_nothing() -> None:
    found = firewall({"stateless_default_actions": ["aws:pass"]}, DOMAINS)
    assert (found.rules, found.default_allows) == ((), True)
