# SPDX-License-Identifier: Apache-2.0
"""ARM types of networks: what packets pass and where they are sent, in the azurerm shape.

What a part belongs to is given as its whole id, also where azurerm takes a name: an id is never another's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, block, dig, listed, rows, unsure

Attributes = dict[str, Any]


def _network(arm: Arm) -> Attributes:
    return {"address_space": arm.prop("addressSpace", "addressPrefixes")}


def _subnet(arm: Arm) -> Attributes:
    single = arm.prop("addressPrefix")
    return {
        "virtual_network_name": arm.parent,
        "address_prefixes": arm.prop("addressPrefixes") or ([single] if isinstance(single, str) else single),
        "ip_address_pool": rows(arm.prop("ipamPoolPrefixAllocations"), id="pool.id"),
        "network_security_group_id": arm.prop("networkSecurityGroup", "id"),
        "route_table_id": arm.prop("routeTable", "id"),
        "nat_gateway_id": arm.prop("natGateway", "id"),
        "default_outbound_access_enabled": arm.prop("defaultOutboundAccess"),
        "service_endpoints": listed(arm.prop("serviceEndpoints"), "service"),
        "private_endpoint_network_policies": arm.prop("privateEndpointNetworkPolicies"),
    }


def _peering(arm: Arm) -> Attributes:
    """What is left out of the access between the two is taken as allowed."""
    complete = arm.prop("peerCompleteVnets")
    return {
        "virtual_network_name": arm.parent,
        "remote_virtual_network_id": arm.prop("remoteVirtualNetwork", "id"),
        "allow_virtual_network_access": arm.prop("allowVirtualNetworkAccess"),
        "allow_forwarded_traffic": arm.prop("allowForwardedTraffic"),
        "allow_gateway_transit": arm.prop("allowGatewayTransit"),
        "use_remote_gateways": arm.prop("useRemoteGateways"),
        "peer_complete_virtual_networks_enabled": complete,
        "local_subnet_names": arm.prop("localSubnetNames"),
        "remote_subnet_names": arm.prop("remoteSubnetNames"),
    }


_RULE: Mapping[str, str] = {
    "priority": "priority",
    "direction": "direction",
    "access": "access",
    "protocol": "protocol",
    "source_port_range": "sourcePortRange",
    "source_port_ranges": "sourcePortRanges",
    "destination_port_range": "destinationPortRange",
    "destination_port_ranges": "destinationPortRanges",
    "source_address_prefix": "sourceAddressPrefix",
    "source_address_prefixes": "sourceAddressPrefixes",
    "destination_address_prefix": "destinationAddressPrefix",
    "destination_address_prefixes": "destinationAddressPrefixes",
}


def _plurals(rule: Attributes) -> Attributes:
    """An empty list beside a single value says nothing."""
    for side in ("source", "destination"):
        for word, many in (("port_range", "port_ranges"), ("address_prefix", "address_prefixes")):
            if rule.get(f"{side}_{many}") == []:
                del rule[f"{side}_{many}"]
            elif f"{side}_{many}" in rule and rule.get(f"{side}_{word}") == "":
                del rule[f"{side}_{word}"]
    return rule


def _groups_of(item: Any, side: str) -> Any:
    return listed(dig(item, f"{side}ApplicationSecurityGroups"), "id")


def _rule_block(item: Any) -> Attributes:
    """A rule inside its group: settings stand below `properties`."""
    own = dig(item, "properties")
    found = {k: v for k, path in _RULE.items() if (v := dig(own, path)) is not None}
    sides = {f"{s}_application_security_group_ids": g for s in ("source", "destination") if (g := _groups_of(own, s))}
    return _plurals({"name": dig(item, "name"), **found, **sides})


def _security_group(arm: Arm) -> Attributes:
    rules = arm.prop("securityRules")
    return {"security_rule": [_rule_block(r) for r in rules] if isinstance(rules, list) else unsure(rules)}


def _security_rule(arm: Arm) -> Attributes:
    found = _rule_block({"name": arm.name, "properties": arm.get("properties")})
    return {**found, "name": arm.name, "network_security_group_name": arm.parent}


_ROUTE = {"address_prefix": "addressPrefix", "next_hop_type": "nextHopType", "next_hop_in_ip_address": "nextHopIpAddress"}


def _route_table(arm: Arm) -> Attributes:
    inside = {k: f"properties.{path}" for k, path in _ROUTE.items()}
    off = arm.prop("disableBgpRoutePropagation")
    return {
        "route": rows(arm.prop("routes"), name="name", **inside),
        "bgp_route_propagation_enabled": not off if isinstance(off, bool) else unsure(off),
    }


def _route(arm: Arm) -> Attributes:
    return {"route_table_name": arm.parent, **{k: arm.prop(path) for k, path in _ROUTE.items()}}


_IP = {
    "name": "name",
    "subnet_id": "properties.subnet.id",
    "public_ip_address_id": "properties.publicIPAddress.id",
    "private_ip_address": "properties.privateIPAddress",
}


def _interface(arm: Arm) -> Attributes:
    configurations = arm.prop("ipConfigurations")
    found = rows(configurations, **_IP)
    for item, made in zip(configurations if isinstance(found, list) else [], found or [], strict=False):
        pools = listed(dig(item, "properties", "loadBalancerBackendAddressPools"), "id")
        groups = listed(dig(item, "properties", "applicationSecurityGroups"), "id")
        made.update(
            {k: v for k, v in (("load_balancer_backend_address_pools_ids", pools), ("application_security_group_ids", groups)) if v}
        )
    return {
        "ip_configuration": found,
        "network_security_group_id": arm.prop("networkSecurityGroup", "id"),
        "ip_forwarding_enabled": arm.prop("enableIPForwarding"),
    }


def _public_ip(arm: Arm) -> Attributes:
    """Left out, the SKU is Basic in older API versions: open unless a group closes it."""
    return {"sku": arm.get("sku", "name") or "Basic", "domain_name_label": arm.prop("dnsSettings", "domainNameLabel")}


def _nat(arm: Arm) -> Attributes:
    return {
        "public_ip_address_ids": listed(arm.prop("publicIpAddresses"), "id"),
        "public_ip_prefix_ids": listed(arm.prop("publicIpPrefixes"), "id"),
    }


def _private_endpoint(arm: Arm) -> Attributes:
    """A connection is asked for in one of two lists: approved at once, or by hand."""
    own, manual = arm.prop("privateLinkServiceConnections"), arm.prop("manualPrivateLinkServiceConnections")
    chosen = own if own else manual
    found = rows(chosen, private_connection_resource_id="properties.privateLinkServiceId", subresource_names="properties.groupIds")
    for one in found if isinstance(found, list) else []:
        one["is_manual_connection"] = not own
    return {"subnet_id": arm.prop("subnet", "id"), "private_service_connection": found}


def zone_group(arm: Arm) -> Attributes:
    """The zones of an endpoint are a resource below it."""
    zones = listed(arm.prop("privateDnsZoneConfigs"), "properties", "privateDnsZoneId")
    return {"private_dns_zone_group": block(name=arm.name, private_dns_zone_ids=zones)}


def _link_service(arm: Arm) -> Attributes:
    return {
        "visibility_subscription_ids": arm.prop("visibility", "subscriptions"),
        "auto_approval_subscription_ids": arm.prop("autoApproval", "subscriptions"),
        "load_balancer_frontend_ip_configuration_ids": listed(arm.prop("loadBalancerFrontendIpConfigurations"), "id"),
        "alias": arm.prop("alias"),
    }


def _firewall(arm: Arm) -> Attributes:
    return {
        "firewall_policy_id": arm.prop("firewallPolicy", "id"),
        "ip_configuration": rows(arm.prop("ipConfigurations"), **_IP),
        "virtual_hub": block(virtual_hub_id=arm.prop("virtualHub", "id")),
    }


def _firewall_policy(arm: Arm) -> Attributes:
    return {"base_policy_id": arm.prop("basePolicy", "id")}


_NETWORK_RULE = {
    "name": "name",
    "protocols": "ipProtocols",
    "source_addresses": "sourceAddresses",
    "source_ip_groups": "sourceIpGroups",
    "destination_addresses": "destinationAddresses",
    "destination_ip_groups": "destinationIpGroups",
    "destination_fqdns": "destinationFqdns",
    "destination_ports": "destinationPorts",
    "translated_address": "translatedAddress",
    "translated_fqdn": "translatedFqdn",
}
_APPLICATION_RULE = {
    "name": "name",
    "source_addresses": "sourceAddresses",
    "source_ip_groups": "sourceIpGroups",
    "destination_fqdns": "targetFqdns",
    "destination_urls": "targetUrls",
    "destination_fqdn_tags": "fqdnTags",
    "web_categories": "webCategories",
}


def _firewall_rules(arm: Arm) -> Attributes:
    """One list of collections, whose kind is that of their rules."""
    collections = arm.prop("ruleCollections")
    if not isinstance(collections, list):
        missing = unsure(collections)
        return {"firewall_policy_id": arm.parent, "priority": arm.prop("priority"), "network_rule_collection": missing}
    found: dict[str, Any] = {"network_rule_collection": [], "application_rule_collection": [], "nat_rule_collection": []}
    for one in collections:
        found[_kind(one)].append(_collection(one))
    return {"firewall_policy_id": arm.parent, "priority": arm.prop("priority"), **{k: v for k, v in found.items() if v}}


def _kind(collection: Any) -> str:
    rules = dig(collection, "rules")
    first = str(dig(rules[0], "ruleType")) if isinstance(rules, list) and rules else ""
    if str(dig(collection, "ruleCollectionType")).startswith("FirewallPolicyNat"):
        return "nat_rule_collection"
    return "application_rule_collection" if first.casefold() == "applicationrule" else "network_rule_collection"


def _collection(one: Any) -> Attributes:
    rules = dig(one, "rules")
    application = _kind(one) == "application_rule_collection"
    found = rows(rules, **(_APPLICATION_RULE if application else _NETWORK_RULE))
    for item, made in zip(rules if application and isinstance(found, list) else [], found or [], strict=False):
        made["protocols"] = rows(dig(item, "protocols"), type="protocolType", port="port")
    return {"name": dig(one, "name"), "priority": dig(one, "priority"), "action": dig(one, "action", "type"), "rule": found}


def _ip_group(arm: Arm) -> Attributes:
    return {"cidrs": arm.prop("ipAddresses")}


def _gateway(arm: Arm) -> Attributes:
    return {"ip_configuration": rows(arm.prop("ipConfigurations"), **_IP), "type": arm.prop("gatewayType")}


def _gateway_link(arm: Arm) -> Attributes:
    return {
        "virtual_network_gateway_id": arm.prop("virtualNetworkGateway1", "id"),
        "peer_virtual_network_gateway_id": arm.prop("virtualNetworkGateway2", "id"),
    }


def _hub(arm: Arm) -> Attributes:
    routes = rows(arm.prop("routeTable", "routes"), address_prefixes="addressPrefixes", next_hop_ip_address="nextHopIpAddress")
    return {"route": routes, "virtual_wan_id": arm.prop("virtualWan", "id")}


def _hub_connection(arm: Arm) -> Attributes:
    routing = arm.prop("routingConfiguration")
    propagated = dig(routing, "propagatedRouteTables")
    tables = block(labels=dig(propagated, "labels"), route_table_ids=listed(dig(propagated, "ids"), "id"))
    return {
        "virtual_hub_id": arm.parent,
        "remote_virtual_network_id": arm.prop("remoteVirtualNetwork", "id"),
        "routing": routing if isinstance(routing, Unknown) else _routing(dig(routing, "associatedRouteTable", "id"), tables),
    }


def _routing(table: Any, propagated: Any) -> Any:
    return block(associated_route_table_id=table, propagated_route_table=propagated)


def _hub_table(arm: Arm) -> Attributes:
    return {
        "virtual_hub_id": arm.parent,
        "labels": arm.prop("labels"),
        "route": rows(arm.prop("routes"), name="name", destinations="destinations", next_hop="nextHop"),
    }


def _intent(arm: Arm) -> Attributes:
    return {
        "virtual_hub_id": arm.parent,
        "routing_policy": rows(arm.prop("routingPolicies"), name="name", destinations="destinations", next_hop="nextHop"),
    }


def _hub_gateway(arm: Arm) -> Attributes:
    return {"virtual_hub_id": arm.prop("virtualHub", "id")}


def _flow_log(arm: Arm) -> Attributes:
    return {
        "target_resource_id": arm.prop("targetResourceId"),
        "storage_account_id": arm.prop("storageId"),
        "enabled": arm.prop("enabled"),
    }


def _plain(_: Arm) -> Attributes:
    return {}


def _below_manager(arm: Arm) -> Attributes:
    return {"network_manager_id": arm.parent}


def _static_member(arm: Arm) -> Attributes:
    return {"network_group_id": arm.parent, "target_virtual_network_id": arm.prop("resourceId")}


def _connectivity(arm: Arm) -> Attributes:
    groups = rows(arm.prop("appliesToGroups"), network_group_id="networkGroupId", group_connectivity="groupConnectivity")
    return {
        "network_manager_id": arm.parent,
        "connectivity_topology": arm.prop("connectivityTopology"),
        "applies_to_group": groups,
        "hub": rows(arm.prop("hubs"), resource_id="resourceId"),
    }


def _admin_collection(arm: Arm) -> Attributes:
    return {"security_admin_configuration_id": arm.parent, "network_group_ids": listed(arm.prop("appliesToGroups"), "networkGroupId")}


def _admin_rule(arm: Arm) -> Attributes:
    return {
        "admin_rule_collection_id": arm.parent,
        "priority": arm.prop("priority"),
        "direction": arm.prop("direction"),
        "protocol": arm.prop("protocol"),
        "action": arm.prop("access"),
        "source": rows(arm.prop("sources"), address_prefix="addressPrefix"),
        "destination": rows(arm.prop("destinations"), address_prefix="addressPrefix"),
        "source_port_ranges": arm.prop("sourcePortRanges"),
        "destination_port_ranges": arm.prop("destinationPortRanges"),
    }


def _zone_link(arm: Arm) -> Attributes:
    return {"private_dns_zone_name": arm.parent, "virtual_network_id": arm.prop("virtualNetwork", "id")}


_N = "Microsoft.Network"
NETWORK: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    f"{_N}/virtualNetworks": ("azurerm_virtual_network", _network),
    f"{_N}/virtualNetworks/subnets": ("azurerm_subnet", _subnet),
    f"{_N}/virtualNetworks/virtualNetworkPeerings": ("azurerm_virtual_network_peering", _peering),
    f"{_N}/networkSecurityGroups": ("azurerm_network_security_group", _security_group),
    f"{_N}/networkSecurityGroups/securityRules": ("azurerm_network_security_rule", _security_rule),
    f"{_N}/applicationSecurityGroups": ("azurerm_application_security_group", _plain),
    f"{_N}/routeTables": ("azurerm_route_table", _route_table),
    f"{_N}/routeTables/routes": ("azurerm_route", _route),
    f"{_N}/networkInterfaces": ("azurerm_network_interface", _interface),
    f"{_N}/publicIPAddresses": ("azurerm_public_ip", _public_ip),
    f"{_N}/publicIPPrefixes": ("azurerm_public_ip_prefix", _plain),
    f"{_N}/natGateways": ("azurerm_nat_gateway", _nat),
    f"{_N}/privateEndpoints": ("azurerm_private_endpoint", _private_endpoint),
    f"{_N}/privateLinkServices": ("azurerm_private_link_service", _link_service),
    f"{_N}/privateDnsZones": ("azurerm_private_dns_zone", _plain),
    f"{_N}/privateDnsZones/virtualNetworkLinks": ("azurerm_private_dns_zone_virtual_network_link", _zone_link),
    f"{_N}/azureFirewalls": ("azurerm_firewall", _firewall),
    f"{_N}/firewallPolicies": ("azurerm_firewall_policy", _firewall_policy),
    f"{_N}/firewallPolicies/ruleCollectionGroups": ("azurerm_firewall_policy_rule_collection_group", _firewall_rules),
    f"{_N}/ipGroups": ("azurerm_ip_group", _ip_group),
    f"{_N}/virtualWans": ("azurerm_virtual_wan", _plain),
    f"{_N}/virtualHubs": ("azurerm_virtual_hub", _hub),
    f"{_N}/virtualHubs/hubVirtualNetworkConnections": ("azurerm_virtual_hub_connection", _hub_connection),
    f"{_N}/virtualHubs/hubRouteTables": ("azurerm_virtual_hub_route_table", _hub_table),
    f"{_N}/virtualHubs/routingIntent": ("azurerm_virtual_hub_routing_intent", _intent),
    f"{_N}/virtualNetworkGateways": ("azurerm_virtual_network_gateway", _gateway),
    f"{_N}/connections": ("azurerm_virtual_network_gateway_connection", _gateway_link),
    f"{_N}/vpnSites": ("azurerm_vpn_site", _plain),
    f"{_N}/vpnServerConfigurations": ("azurerm_vpn_server_configuration", _plain),
    f"{_N}/vpnGateways/vpnConnections": ("azurerm_vpn_gateway_connection", _plain),
    f"{_N}/expressRouteCircuits/peerings": ("azurerm_express_route_circuit_peering", _plain),
    f"{_N}/expressRouteGateways/expressRouteConnections": ("azurerm_express_route_connection", _plain),
    f"{_N}/localNetworkGateways": ("azurerm_local_network_gateway", _plain),
    f"{_N}/vpnGateways": ("azurerm_vpn_gateway", _hub_gateway),
    f"{_N}/expressRouteGateways": ("azurerm_express_route_gateway", _hub_gateway),
    f"{_N}/p2svpnGateways": ("azurerm_point_to_site_vpn_gateway", _hub_gateway),
    f"{_N}/expressRouteCircuits": ("azurerm_express_route_circuit", _plain),
    f"{_N}/bastionHosts": ("azurerm_bastion_host", _plain),
    f"{_N}/networkWatchers/flowLogs": ("azurerm_network_watcher_flow_log", _flow_log),
    f"{_N}/networkManagers": ("azurerm_network_manager", _plain),
    f"{_N}/networkManagers/networkGroups": ("azurerm_network_manager_network_group", _below_manager),
    f"{_N}/networkManagers/networkGroups/staticMembers": ("azurerm_network_manager_static_member", _static_member),
    f"{_N}/networkManagers/connectivityConfigurations": ("azurerm_network_manager_connectivity_configuration", _connectivity),
    f"{_N}/networkManagers/securityAdminConfigurations": ("azurerm_network_manager_security_admin_configuration", _below_manager),
    f"{_N}/networkManagers/securityAdminConfigurations/ruleCollections": (
        "azurerm_network_manager_admin_rule_collection",
        _admin_collection,
    ),
    f"{_N}/networkManagers/securityAdminConfigurations/ruleCollections/rules": ("azurerm_network_manager_admin_rule", _admin_rule),
}
