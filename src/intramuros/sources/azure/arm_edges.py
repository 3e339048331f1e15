# SPDX-License-Identifier: Apache-2.0
"""ARM types of the ways in (gateways, balancers, Front Door) and of the firewalls before them, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, block, dig, listed, row, rows, switched, tail, unsure

Attributes = dict[str, Any]


def _names(value: Any, *path: str) -> Any:
    """The name at the end of an id."""
    return tail(dig(value, *path))


_FRONT = {
    "name": "name",
    "public_ip_address_id": "properties.publicIPAddress.id",
    "public_ip_prefix_id": "properties.publicIPPrefix.id",
    "subnet_id": "properties.subnet.id",
    "private_ip_address": "properties.privateIPAddress",
}


def _gateway(arm: Arm) -> Attributes:
    waf = arm.prop("webApplicationFirewallConfiguration")
    return {
        "sku": block(name=arm.prop("sku", "name"), tier=arm.prop("sku", "tier")),
        "firewall_policy_id": arm.prop("firewallPolicy", "id"),
        "waf_configuration": row(
            waf, enabled="enabled", firewall_mode="firewallMode", rule_set_type="ruleSetType", request_body_check="requestBodyCheck"
        ),
        "frontend_ip_configuration": rows(arm.prop("frontendIPConfigurations"), **_FRONT),
        "frontend_port": rows(arm.prop("frontendPorts"), name="name", port="properties.port"),
        "http_listener": _listeners(arm),
        "backend_address_pool": _gateway_pools(arm.prop("backendAddressPools")),
        "url_path_map": _path_maps(arm.prop("urlPathMaps")),
        "ssl_profile": _ssl_profiles(arm.prop("sslProfiles")),
        "rewrite_rule_set": _rewrites(arm.prop("rewriteRuleSets")),
    }


def _listeners(arm: Arm) -> Any:
    values = arm.prop("httpListeners")
    if not isinstance(values, list):
        return unsure(values)
    return [
        {
            "name": dig(one, "name"),
            "frontend_ip_configuration_name": _names(one, "properties", "frontendIPConfiguration", "id"),
            "frontend_port_name": _names(one, "properties", "frontendPort", "id"),
            "host_name": dig(one, "properties", "hostName"),
            "host_names": dig(one, "properties", "hostNames"),
            "firewall_policy_id": dig(one, "properties", "firewallPolicy", "id"),
            "ssl_profile_name": _names(one, "properties", "sslProfile", "id"),
        }
        for one in values
    ]


def _gateway_pools(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    return [
        {
            "name": dig(one, "name"),
            "ip_addresses": [a for a in listed(dig(one, "properties", "backendAddresses"), "ipAddress") or [] if a is not None],
            "fqdns": [a for a in listed(dig(one, "properties", "backendAddresses"), "fqdn") or [] if a is not None],
        }
        for one in value
        if not isinstance(dig(one, "properties", "backendAddresses"), Unknown)
    ]


def _path_maps(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    return [
        {"path_rule": rows(dig(one, "properties", "pathRules"), name="name", firewall_policy_id="properties.firewallPolicy.id")}
        for one in value
    ]


def _ssl_profiles(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    return [
        {"name": dig(one, "name"), "trusted_client_certificate_names": listed(dig(one, "properties", "trustedClientCertificates"), "id")}
        for one in value
    ]


def _rewrites(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    headers = {"header_name": "headerName", "header_value": "headerValue"}
    return [
        {
            "rewrite_rule": [
                {"request_header_configuration": rows(dig(rule, "actionSet", "requestHeaderConfigurations"), **headers)}
                for rule in dig(one, "properties", "rewriteRules") or []
            ]
        }
        for one in value
        if isinstance(dig(one, "properties", "rewriteRules"), list | None)
    ]


def _balancer(arm: Arm) -> Attributes:
    return {"sku": arm.get("sku", "name"), "frontend_ip_configuration": rows(arm.prop("frontendIPConfigurations"), **_FRONT)}


def _balancer_rule(arm: Arm) -> Attributes:
    pools = listed(arm.prop("backendAddressPools"), "id") or []
    one = arm.prop("backendAddressPool", "id")
    return {
        "loadbalancer_id": arm.parent,
        "frontend_port": arm.prop("frontendPort"),
        "frontend_ip_configuration_name": _names(arm.prop("frontendIPConfiguration"), "id"),
        "backend_address_pool_ids": pools if isinstance(pools, Unknown) else [p for p in (*pools, one) if p is not None],
        "disable_outbound_snat": arm.prop("disableOutboundSnat"),
    }


def _nat_pool(arm: Arm) -> Attributes:
    return {
        "loadbalancer_id": arm.parent,
        "frontend_port": arm.prop("frontendPortRangeStart"),
        "frontend_ip_configuration_name": _names(arm.prop("frontendIPConfiguration"), "id"),
    }


def _outbound(arm: Arm) -> Attributes:
    return {"loadbalancer_id": arm.parent, "backend_address_pool_id": arm.prop("backendAddressPool", "id")}


def _balancer_pool(arm: Arm) -> Attributes:
    return {"loadbalancer_id": arm.parent}


def _waf_conditions(value: Any, variables: bool) -> Any:
    negation = "negationConditon" if variables else "negateCondition"
    values = {"operator": "operator", "match_values": "matchValues" if variables else "matchValue", "negation_condition": negation}
    return rows(value, **values) or []


def _waf_rules(value: Any, *, gateway: bool) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    key = "match_conditions" if gateway else "match_condition"
    return [
        {
            "name": dig(one, "name"),
            "priority": dig(one, "priority"),
            "action": dig(one, "action"),
            "enabled": switched(dig(one, "state") or dig(one, "enabledState") or "Enabled"),
            key: _waf_conditions(dig(one, "matchConditions"), gateway),
        }
        for one in value
    ]


def _gateway_policy(arm: Arm) -> Attributes:
    own, managed = arm.prop("policySettings"), arm.prop("managedRules")
    state = dig(own, "state")
    return {
        "policy_settings": own
        if isinstance(own, Unknown)
        else block(enabled=switched(state), mode=dig(own, "mode") or "Detection", request_body_check=dig(own, "requestBodyCheck")),
        "managed_rules": managed
        if isinstance(managed, Unknown)
        else block(managed_rule_set=_managed_sets(dig(managed, "managedRuleSets"))),
        "custom_rules": _waf_rules(arm.prop("customRules"), gateway=True),
    }


def _managed_sets(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    return [
        {
            "type": dig(one, "ruleSetType"),
            "version": dig(one, "ruleSetVersion"),
            "rule_group_override": [
                {
                    "rule": [
                        {"id": dig(rule, "ruleId"), "action": dig(rule, "action"), "enabled": switched(dig(rule, "state") or "Disabled")}
                        for rule in dig(group, "rules") or []
                    ]
                }
                for group in dig(one, "ruleGroupOverrides") or []
                if isinstance(dig(group, "rules"), list | None)
            ],
        }
        for one in value
    ]


def _door_policy(arm: Arm) -> Attributes:
    """Front Door's: left out, the mode is detection."""
    own = arm.prop("policySettings")
    managed = rows(arm.prop("managedRules", "managedRuleSets"), type="ruleSetType", version="ruleSetVersion", action="ruleSetAction")
    custom = arm.prop("customRules")
    return {
        "enabled": switched(dig(own, "enabledState")),
        "mode": dig(own, "mode") or "Detection",
        "request_body_check_enabled": switched(dig(own, "requestBodyCheck")),
        "managed_rule": managed,
        "custom_rule": _waf_rules(dig(custom, "rules") if isinstance(custom, Mapping) else custom, gateway=False),
    }


def _profile(arm: Arm) -> Attributes:
    """One ARM type for Front Door and for the older CDN, told apart by the SKU."""
    return {"type!": None if "frontdoor" in str(arm.get("sku", "name")).casefold() else "azurerm_cdn_profile"}


def _door_endpoint(arm: Arm) -> Attributes:
    return {"cdn_frontdoor_profile_id": arm.parent, "enabled": switched(arm.prop("enabledState"))}


def _door_route(arm: Arm) -> Attributes:
    default = arm.prop("linkToDefaultDomain")
    cache = arm.prop("cacheConfiguration")
    return {
        "cdn_frontdoor_endpoint_id": arm.parent,
        "enabled": switched(arm.prop("enabledState")),
        "cdn_frontdoor_origin_group_id": arm.prop("originGroup", "id"),
        "cdn_frontdoor_custom_domain_ids": listed(arm.prop("customDomains"), "id"),
        "cdn_frontdoor_rule_set_ids": listed(arm.prop("ruleSets"), "id"),
        "link_to_default_domain": switched(default) if default is not None else False,
        "cache": [{}] if isinstance(cache, Mapping) else unsure(cache),
    }


def _door_group(arm: Arm) -> Attributes:
    return {"cdn_frontdoor_profile_id": arm.parent}


def _door_origin(arm: Arm) -> Attributes:
    private = arm.prop("sharedPrivateLinkResource")
    return {
        "cdn_frontdoor_origin_group_id": arm.parent,
        "host_name": arm.prop("hostName"),
        "enabled": switched(arm.prop("enabledState")),
        "private_link": row(private, private_link_target_id="privateLink.id"),
    }


def _door_domain(arm: Arm) -> Attributes:
    return {"cdn_frontdoor_profile_id": arm.parent, "host_name": arm.prop("hostName")}


def _door_security(arm: Arm) -> Attributes:
    own = arm.prop("parameters")
    if isinstance(own, Unknown):
        return {"cdn_frontdoor_profile_id": arm.parent, "security_policies": own}
    associations = dig(own, "associations")
    found = (
        [{"domain": rows(dig(a, "domains"), cdn_frontdoor_domain_id="id")} for a in associations] if isinstance(associations, list) else []
    )
    firewall = {"cdn_frontdoor_firewall_policy_id": dig(own, "wafPolicy", "id"), "association": found}
    return {"cdn_frontdoor_profile_id": arm.parent, "security_policies": [{"firewall": [firewall]}]}


def _door_rule_set(arm: Arm) -> Attributes:
    return {"cdn_frontdoor_profile_id": arm.parent}


def _door_rule(arm: Arm) -> Attributes:
    actions = arm.prop("actions")
    found = [dig(a, "parameters", "cacheConfiguration", "cacheBehavior") for a in actions] if isinstance(actions, list) else []
    behaviour = next((b for b in found if b is not None), None)
    return {
        "cdn_frontdoor_rule_set_id": arm.parent,
        "actions": block(route_configuration_override_action=block(cache_behavior=behaviour)) or unsure(actions),
    }


def _classic_door(arm: Arm) -> Attributes:
    pools = arm.prop("backendPools")
    rules = arm.prop("routingRules")
    return {
        "load_balancer_enabled": switched(arm.prop("enabledState")),
        "frontend_endpoint": rows(
            arm.prop("frontendEndpoints"),
            name="name",
            host_name="properties.hostName",
            web_application_firewall_policy_link_id="properties.webApplicationFirewallPolicyLink.id",
        ),
        "backend_pool": [{"name": dig(p, "name"), "backend": rows(dig(p, "properties", "backends"), address="address")} for p in pools]
        if isinstance(pools, list)
        else unsure(pools),
        "routing_rule": [
            {"forwarding_configuration": [{"cache_enabled": dig(r, "properties", "routeConfiguration", "cacheConfiguration") is not None}]}
            for r in rules
        ]
        if isinstance(rules, list)
        else unsure(rules),
    }


def _cdn_endpoint(arm: Arm) -> Attributes:
    return {"profile_name": arm.parent, "origin": rows(arm.prop("origins"), name="name", host_name="properties.hostName")}


def _plain(_: Arm) -> Attributes:
    return {}


_N, _D = "Microsoft.Network", "Microsoft.Cdn/profiles"
EDGES: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    f"{_N}/applicationGateways": ("azurerm_application_gateway", _gateway),
    f"{_N}/ApplicationGatewayWebApplicationFirewallPolicies": ("azurerm_web_application_firewall_policy", _gateway_policy),
    f"{_N}/loadBalancers": ("azurerm_lb", _balancer),
    f"{_N}/loadBalancers/backendAddressPools": ("azurerm_lb_backend_address_pool", _balancer_pool),
    f"{_N}/loadBalancers/loadBalancingRules": ("azurerm_lb_rule", _balancer_rule),
    f"{_N}/loadBalancers/inboundNatRules": ("azurerm_lb_nat_rule", _balancer_rule),
    f"{_N}/loadBalancers/inboundNatPools": ("azurerm_lb_nat_pool", _nat_pool),
    f"{_N}/loadBalancers/outboundRules": ("azurerm_lb_outbound_rule", _outbound),
    f"{_N}/loadBalancers/probes": ("azurerm_lb_probe", _balancer_pool),
    f"{_N}/frontDoorWebApplicationFirewallPolicies": ("azurerm_cdn_frontdoor_firewall_policy", _door_policy),
    f"{_N}/frontDoors": ("azurerm_frontdoor", _classic_door),
    f"{_N}/trafficManagerProfiles": ("azurerm_traffic_manager_profile", _plain),
    f"{_N}/trafficManagerProfiles/azureEndpoints": ("azurerm_traffic_manager_azure_endpoint", _plain),
    f"{_N}/trafficManagerProfiles/externalEndpoints": ("azurerm_traffic_manager_external_endpoint", _plain),
    f"{_N}/trafficManagerProfiles/nestedEndpoints": ("azurerm_traffic_manager_nested_endpoint", _plain),
    _D: ("azurerm_cdn_frontdoor_profile", _profile),
    f"{_D}/afdEndpoints": ("azurerm_cdn_frontdoor_endpoint", _door_endpoint),
    f"{_D}/afdEndpoints/routes": ("azurerm_cdn_frontdoor_route", _door_route),
    f"{_D}/originGroups": ("azurerm_cdn_frontdoor_origin_group", _door_group),
    f"{_D}/originGroups/origins": ("azurerm_cdn_frontdoor_origin", _door_origin),
    f"{_D}/customDomains": ("azurerm_cdn_frontdoor_custom_domain", _door_domain),
    f"{_D}/securityPolicies": ("azurerm_cdn_frontdoor_security_policy", _door_security),
    f"{_D}/ruleSets": ("azurerm_cdn_frontdoor_rule_set", _door_rule_set),
    f"{_D}/ruleSets/rules": ("azurerm_cdn_frontdoor_rule", _door_rule),
    f"{_D}/endpoints": ("azurerm_cdn_endpoint", _cdn_endpoint),
}
