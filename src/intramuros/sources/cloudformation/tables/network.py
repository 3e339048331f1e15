# SPDX-License-Identifier: Apache-2.0
"""Networks: VPCs, subnets, groups, ACLs, routes, gateways, endpoints, peerings and hubs.

Where CloudFormation's default differs from the provider's it is written down: a security group without egress rules lets everything out
(AWS::EC2::SecurityGroup: "if you do not add egress rules, we add egress rules that allow all outbound IPv4 and IPv6 traffic").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.intrinsics import evaluate
from intramuros.sources.cloudformation.item import As, Item, Part, plain
from intramuros.sources.cloudformation.tables.shapes import each, field, of, under

_EGRESS: Final = "AWS::EC2::SecurityGroupEgress"
_FAR: Final = {
    "CidrIp": "cidr_ipv4",
    "CidrIpv6": "cidr_ipv6",
    "GroupId": "security_group_id",
    "SourceSecurityGroupId": "referenced_security_group_id",
    "DestinationSecurityGroupId": "referenced_security_group_id",
    "SourcePrefixListId": "prefix_list_id",
    "DestinationPrefixListId": "prefix_list_id",
    "SourceSecurityGroupName": "referenced_security_group_id",
    "GroupName": "security_group_id",
}
_EVERYTHING: Final = {"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": ["::/0"]}


def _group(item: Item) -> dict[str, Any]:
    inbound = [_rule(r) for r in item.items("SecurityGroupIngress") if isinstance(r, Mapping)]
    outbound = item.items("SecurityGroupEgress")
    made: dict[str, Any] = {"ingress": inbound, "egress": [_rule(r) for r in outbound if isinstance(r, Mapping)]}
    if not outbound and not _ruled_apart(item):
        made["egress"] = [dict(_EVERYTHING)]
    return made


def _rule(said: Mapping[str, Any]) -> dict[str, Any]:
    groups = [said[k] for k in ("SourceSecurityGroupId", "DestinationSecurityGroupId", "SourceSecurityGroupName") if k in said]
    lists = [said[k] for k in ("SourcePrefixListId", "DestinationPrefixListId") if k in said]
    made = {
        "protocol": said.get("IpProtocol"),
        "from_port": said.get("FromPort"),
        "to_port": said.get("ToPort"),
        "cidr_blocks": [said["CidrIp"]] if "CidrIp" in said else None,
        "ipv6_cidr_blocks": [said["CidrIpv6"]] if "CidrIpv6" in said else None,
        "security_groups": groups or None,
        "prefix_list_ids": lists or None,
        "description": said.get("Description"),
    }
    return {k: v for k, v in made.items() if v is not None}


def _ruled_apart(item: Item) -> bool:
    """Whether an egress rule of its own names the group: whether the default rule then stays is not documented."""
    return any(
        item.stack.kind(name) == _EGRESS
        and evaluate(item.stack.stated(name).get("GroupId"), item.stack) in (item.me(), item.me("group_id"))
        for name in item.stack.resources
    )


def _group_doubts(item: Item) -> Iterator[Part]:
    """Rules that are not known, and the default rule where another resource adds rules."""
    for said, kind in (("SecurityGroupIngress", "ingress"), ("SecurityGroupEgress", "egress")):
        for number, one in enumerate(item.items(said)):
            if isinstance(one, Unknown):
                attrs = {"security_group_id": item.me(), "ip_protocol": one, "cidr_ipv4": one}
                yield Part(type=f"aws_vpc_security_group_{kind}_rule", attrs=attrs, suffix=f".{said}[{number}]", at=said)
    if not item.items("SecurityGroupEgress") and _ruled_apart(item):
        doubt = Unknown(f"whether `{item.address}` keeps the default egress rule beside rules of their own")
        attrs = {"security_group_id": item.me(), "ip_protocol": "-1", "cidr_ipv4": doubt}
        yield Part(type="aws_vpc_security_group_egress_rule", attrs=attrs, suffix=".DefaultEgress")


def _entry(item: Item) -> dict[str, Any]:
    return {"from_port": item.get("PortRange.From"), "to_port": item.get("PortRange.To"), "egress": item.flag("Egress", False)}


def _attached(item: Item) -> Iterator[Part]:
    if item.get("InternetGatewayId") is not None:
        attrs = {"internet_gateway_id": item.get("InternetGatewayId"), "vpc_id": item.get("VpcId")}
        yield Part(type="aws_internet_gateway_attachment", attrs=attrs)
    if item.get("VpnGatewayId") is not None:
        attrs = {"vpn_gateway_id": item.get("VpnGatewayId"), "vpc_id": item.get("VpcId")}
        yield Part(type="aws_vpn_gateway_attachment", attrs=attrs, suffix=".VpnGatewayId" if "InternetGatewayId" in item.props else "")


def _peering(item: Item) -> dict[str, Any]:
    """Within one account CloudFormation accepts the peering itself; across accounts with the role that is named."""
    accepts = item.get("PeerOwnerId") is None or item.get("PeerRoleArn") is not None or item.get("PeerOwnerId") == item.stack.account
    return {"auto_accept": True if accepts else None}


def _flow(item: Item) -> dict[str, Any]:
    watched = {
        "VPC": "vpc_id",
        "Subnet": "subnet_id",
        "NetworkInterface": "eni_id",
        "TransitGateway": "transit_gateway_id",
        "TransitGatewayAttachment": "transit_gateway_attachment_id",
    }
    kind = item.get("ResourceType")
    return {watched.get(str(kind), "vpc_id"): item.get("ResourceId")}


def _hub_attachment(item: Item) -> dict[str, Any]:
    return under(item, "Options", As())


def _propagated(item: Item) -> Iterator[Part]:
    for number, table in enumerate(item.items("RouteTableIds")):
        attrs = {"vpn_gateway_id": item.get("VpnGatewayId"), "route_table_id": table}
        yield Part(type="aws_vpn_gateway_route_propagation", attrs=attrs, suffix=f".RouteTableIds[{number}]")


def _range(item: Item) -> Iterator[Part]:
    if item.get("CidrBlock") is not None:
        yield Part(type="aws_vpc_ipv4_cidr_block_association", attrs={"vpc_id": item.get("VpcId"), "cidr_block": item.get("CidrBlock")})
    else:
        given = item.get("Ipv6CidrBlock", Unknown(f"the range of `{item.address}` is given by Amazon"))
        yield Part(type="aws_vpc_ipv6_cidr_block_association", attrs={"vpc_id": item.get("VpcId"), "ipv6_cidr_block": given})


def _prefixes(item: Item) -> dict[str, Any]:
    return {"entry": of(item, "Entries")}


def _address(item: Item) -> dict[str, Any]:
    return {"instance": item.get("InstanceId")}


def _service_allowed(item: Item) -> Iterator[Part]:
    def attrs(one: Any) -> dict[str, Any]:
        return {"vpc_endpoint_service_id": item.get("ServiceId"), "principal_arn": one}

    yield from each(item, "AllowedPrincipals", "aws_vpc_endpoint_service_allowed_principal", attrs)


def _firewall(item: Item) -> dict[str, Any]:
    return {"subnet_mapping": [{"subnet_id": field(m, "SubnetId")} for m in item.items("SubnetMappings")]}


_FIREWALL_NAMES: Final = {
    "StatefulRuleGroupReferences": "stateful_rule_group_reference",
    "StatelessRuleGroupReferences": "stateless_rule_group_reference",
    "StatelessCustomActions": "stateless_custom_action",
    "StatefulRules": "stateful_rule",
    "RuleOptions": "rule_option",
}


def _policy(item: Item) -> dict[str, Any]:
    found = of(item, "FirewallPolicy", As(names=_FIREWALL_NAMES, keep=frozenset({"RuleVariables"})))
    variables = item.get("FirewallPolicy.PolicyVariables.RuleVariables")
    if isinstance(variables, Mapping) and isinstance(found, list):
        found[0]["policy_variables"] = [{"rule_variables": _sets(variables)}]
    return {"firewall_policy": found}


def _sets(variables: Any) -> Any:
    if not isinstance(variables, Mapping):
        return variables
    return [{"key": k, "ip_set": [{"definition": field(v, "Definition")}]} for k, v in variables.items()]


def _rule_group(item: Item) -> dict[str, Any]:
    found = of(item, "RuleGroup", As(names=_FIREWALL_NAMES, keep=frozenset({"IPSets", "PortSets"})))
    sets = item.get("RuleGroup.RuleVariables.IPSets")
    if isinstance(found, list) and isinstance(sets, Mapping):
        made = [{"key": k, "ip_set": [{"definition": v if isinstance(v, list) else field(v, "Definition")}]} for k, v in sets.items()]
        found[0]["rule_variables"] = [{"ip_sets": made}]
    return {"rule_group": found}


def _public(item: Item) -> dict[str, Any]:
    return {"map_public_ip_on_launch": plain(item.get("MapPublicIpOnLaunch"))}


TABLE: Final[Mapping[str, As]] = {
    "AWS::EC2::VPC": As(type="aws_vpc"),
    "AWS::EC2::VPCCidrBlock": As(parts=_range),
    "AWS::EC2::Subnet": As(type="aws_subnet", more=_public),
    "AWS::EC2::SecurityGroup": As(
        type="aws_security_group",
        names={
            "GroupName": "name",
            "GroupDescription": "description",
            "SecurityGroupIngress": "ingress",
            "SecurityGroupEgress": "egress",
        },
        more=_group,
        parts=_group_doubts,
    ),
    "AWS::EC2::SecurityGroupIngress": As(type="aws_vpc_security_group_ingress_rule", names=_FAR),
    "AWS::EC2::SecurityGroupEgress": As(type="aws_vpc_security_group_egress_rule", names=_FAR),
    "AWS::EC2::NetworkAcl": As(type="aws_network_acl"),
    "AWS::EC2::NetworkAclEntry": As(type="aws_network_acl_rule", names={"PortRange": "", "Icmp": ""}, more=_entry),
    "AWS::EC2::SubnetNetworkAclAssociation": As(type="aws_network_acl_association"),
    "AWS::EC2::RouteTable": As(type="aws_route_table"),
    "AWS::EC2::Route": As(type="aws_route", names={"EgressOnlyInternetGatewayId": "egress_only_gateway_id"}),
    "AWS::EC2::SubnetRouteTableAssociation": As(type="aws_route_table_association"),
    "AWS::EC2::GatewayRouteTableAssociation": As(type="aws_route_table_association"),
    "AWS::EC2::InternetGateway": As(type="aws_internet_gateway"),
    "AWS::EC2::EgressOnlyInternetGateway": As(type="aws_egress_only_internet_gateway"),
    "AWS::EC2::VPCGatewayAttachment": As(parts=_attached),
    "AWS::EC2::NatGateway": As(type="aws_nat_gateway", names={"PrivateIpAddress": "private_ip"}),
    "AWS::EC2::EIP": As(type="aws_eip", more=_address),
    "AWS::EC2::EIPAssociation": As(type="aws_eip_association", names={"EIP": "public_ip"}),
    "AWS::EC2::VPCEndpoint": As(type="aws_vpc_endpoint", names={"PolicyDocument": "policy"}),
    "AWS::EC2::VPCEndpointService": As(type="aws_vpc_endpoint_service"),
    "AWS::EC2::VPCEndpointServicePermissions": As(parts=_service_allowed),
    "AWS::EC2::VPCPeeringConnection": As(type="aws_vpc_peering_connection", more=_peering),
    "AWS::EC2::PrefixList": As(type="aws_ec2_managed_prefix_list", names={"PrefixListName": "name", "Entries": ""}, more=_prefixes),
    "AWS::EC2::TransitGateway": As(type="aws_ec2_transit_gateway"),
    "AWS::EC2::TransitGatewayAttachment": As(type="aws_ec2_transit_gateway_vpc_attachment", names={"Options": ""}, more=_hub_attachment),
    "AWS::EC2::TransitGatewayVpcAttachment": As(type="aws_ec2_transit_gateway_vpc_attachment", names={"Options": ""}, more=_hub_attachment),
    "AWS::EC2::TransitGatewayPeeringAttachment": As(type="aws_ec2_transit_gateway_peering_attachment"),
    "AWS::EC2::TransitGatewayRoute": As(type="aws_ec2_transit_gateway_route"),
    "AWS::EC2::TransitGatewayRouteTable": As(type="aws_ec2_transit_gateway_route_table"),
    "AWS::EC2::TransitGatewayRouteTableAssociation": As(type="aws_ec2_transit_gateway_route_table_association"),
    "AWS::EC2::TransitGatewayRouteTablePropagation": As(type="aws_ec2_transit_gateway_route_table_propagation"),
    "AWS::EC2::TransitGatewayConnect": As(type="aws_ec2_transit_gateway_connect"),
    "AWS::EC2::SecurityGroupVpcAssociation": As(type="aws_vpc_security_group_vpc_association", names={"GroupId": "security_group_id"}),
    "AWS::EC2::VPNConnectionRoute": As(type="aws_vpn_connection_route"),
    "AWS::NetworkManager::GlobalNetwork": As(type="aws_networkmanager_global_network"),
    "AWS::NetworkManager::CoreNetwork": As(type="aws_networkmanager_core_network", keep=frozenset({"PolicyDocument"})),
    "AWS::NetworkManager::VpcAttachment": As(type="aws_networkmanager_vpc_attachment"),
    "AWS::NetworkFirewall::TLSInspectionConfiguration": As(
        type="aws_networkfirewall_tls_inspection_configuration", names={"TLSInspectionConfigurationName": "name"}
    ),
    "AWS::EC2::FlowLog": As(
        type="aws_flow_log", names={"ResourceId": "", "ResourceType": "", "DeliverLogsPermissionArn": "iam_role_arn"}, more=_flow
    ),
    "AWS::EC2::VPNGateway": As(type="aws_vpn_gateway", names={"Type": ""}),
    "AWS::EC2::VPNConnection": As(type="aws_vpn_connection"),
    "AWS::EC2::VPNGatewayRoutePropagation": As(parts=_propagated),
    "AWS::EC2::CustomerGateway": As(type="aws_customer_gateway"),
    "AWS::EC2::CarrierGateway": As(type="aws_ec2_carrier_gateway"),
    "AWS::NetworkFirewall::Firewall": As(
        type="aws_networkfirewall_firewall", names={"FirewallName": "name", "SubnetMappings": ""}, more=_firewall
    ),
    "AWS::NetworkFirewall::FirewallPolicy": As(
        type="aws_networkfirewall_firewall_policy", names={"FirewallPolicyName": "name", "FirewallPolicy": ""}, more=_policy
    ),
    "AWS::NetworkFirewall::RuleGroup": As(
        type="aws_networkfirewall_rule_group", names={"RuleGroupName": "name", "RuleGroup": ""}, more=_rule_group
    ),
    "AWS::NetworkFirewall::LoggingConfiguration": As(type="aws_networkfirewall_logging_configuration"),
}
