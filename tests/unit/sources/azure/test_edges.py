# SPDX-License-Identifier: Apache-2.0
"""Ways in: gateways, front doors, balancers, addresses, APIs and the firewalls before them."""

from __future__ import annotations

from typing import Any

import pytest
from fabric_kit import declare, estate, ref

from intramuros.estate.edges import Endpoint, WebFirewall
from intramuros.estate.graph import Estate
from intramuros.estate.values import Unknown
from intramuros.sources.declared import Declared

VM = declare("azurerm_linux_virtual_machine.vm", size="Standard_D2s_v5", network_interface_ids=[ref("azurerm_network_interface.n")])
NIC = declare("azurerm_network_interface.n", ip_configuration=[{"name": "x", "subnet_id": ref("azurerm_subnet.s")}])
NETWORK = (
    declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"]),
    declare("azurerm_subnet.s", virtual_network_name="v", address_prefixes=["10.0.1.0/24"]),
    declare("azurerm_public_ip.p", sku="Standard", domain_name_label="portal"),
)
GATEWAY = "azurerm_application_gateway.g"
FRONTS = [{"name": "outside", "public_ip_address_id": ref("azurerm_public_ip.p")}, {"name": "inside", "private_ip_address": "10.0.1.40"}]


def waf(name: str, **settings: Any) -> Declared:
    return declare(
        f"azurerm_web_application_firewall_policy.{name}",
        policy_settings=[settings] if settings else [],
        managed_rules=[{"managed_rule_set": [{"type": "OWASP", "version": "3.2"}]}],
    )


def endpoint(found: Estate, address: str) -> Endpoint:
    own = found.find(address, Endpoint)
    assert own is not None
    return own


def firewall(found: Estate, address: str) -> WebFirewall:
    own = found.find(address, WebFirewall)
    assert own is not None
    return own


def gateway(*parts: Declared, listener: str = "outside", tier: str = "WAF_v2", **attrs: Any) -> Endpoint:
    listeners = attrs.pop("http_listener", [{"name": "l", "frontend_ip_configuration_name": listener}])
    pool = [{"name": "p", "ip_addresses": [ref("azurerm_network_interface.n", "private_ip_address")]}]
    own = declare(
        GATEWAY, sku=[{"tier": tier}], frontend_ip_configuration=FRONTS, http_listener=listeners, backend_address_pool=pool, **attrs
    )
    return endpoint(estate(own, VM, NIC, *NETWORK, *parts), GATEWAY)


def test_a_gateway_is_public_only_where_a_listener_stands_outside() -> None:
    assert gateway().public is True
    assert gateway(listener="inside").public is False
    assert isinstance(gateway(http_listener=Unknown("for_each")).public, Unknown)


def test_a_gateway_leads_to_the_machine_behind_an_interfaces_address() -> None:
    assert gateway().targets == ("azurerm_linux_virtual_machine.vm",)


POLICY = "azurerm_web_application_firewall_policy."


@pytest.mark.parametrize(
    ("attrs", "firewalls"),
    [
        ({}, ()),
        ({"firewall_policy_id": ref(f"{POLICY}stops")}, (f"{POLICY}stops",)),
        ({"firewall_policy_id": ref(f"{POLICY}stops"), "tier": "Standard_v2"}, ()),
        ({"waf_configuration": [{"enabled": True, "firewall_mode": "Prevention"}]}, (f"{GATEWAY}#waf",)),
        (
            {
                "firewall_policy_id": ref(f"{POLICY}stops"),
                "http_listener": [{"name": "l", "frontend_ip_configuration_name": "outside", "firewall_policy_id": ref(f"{POLICY}counts")}],
            },
            (f"{POLICY}counts",),
        ),
        (
            {
                "firewall_policy_id": ref(f"{POLICY}stops"),
                "url_path_map": [{"path_rule": [{"firewall_policy_id": ref(f"{POLICY}counts")}]}],
            },
            (f"{POLICY}counts",),
        ),
        (
            {
                "http_listener": [
                    {"name": "l", "frontend_ip_configuration_name": "outside", "firewall_policy_id": ref(f"{POLICY}stops")},
                    {"name": "m", "frontend_ip_configuration_name": "outside"},
                ]
            },
            (),
        ),
    ],
)
def test_a_gateway_is_guarded_as_its_weakest_listener(attrs: dict[str, Any], firewalls: tuple[str, ...]) -> None:
    assert gateway(waf("stops"), waf("counts", mode="Detection"), **attrs).firewalls == firewalls


@pytest.mark.parametrize(
    ("settings", "blocks", "body"),
    [
        ({}, True, True),
        ({"mode": "Detection"}, False, True),
        ({"enabled": False}, False, True),
        ({"request_body_check": False}, True, False),
    ],
)
def test_policies_prevent_and_read_bodies_by_default(settings: dict[str, Any], blocks: bool, body: bool) -> None:
    found = firewall(estate(waf("w", **settings)), f"{POLICY}w")
    assert (found.blocks, found.inspects_body) == (blocks, body)


def test_a_custom_rule_that_lets_everyone_in_ends_the_guard() -> None:
    rule = {"name": "all", "action": "Allow", "priority": 1, "match_conditions": [{"operator": "IPMatch", "match_values": ["0.0.0.0/0"]}]}
    some = {**rule, "match_conditions": [{"operator": "IPMatch", "match_values": ["203.0.113.0/24"]}]}
    rules = [{"managed_rule_set": [{"version": "3.2"}]}]
    address = f"{POLICY}w"
    assert firewall(estate(declare(address, custom_rules=[rule], managed_rules=rules)), address).blocks is False
    assert firewall(estate(declare(address, custom_rules=[some], managed_rules=rules)), address).blocks is True


@pytest.mark.parametrize(
    ("mode", "kind", "action", "blocks"),
    [
        ("Prevention", "Microsoft_DefaultRuleSet", "Block", True),
        ("Detection", "Microsoft_DefaultRuleSet", "Block", False),
        ("Prevention", "Microsoft_DefaultRuleSet", "Log", False),
        ("Prevention", "Microsoft_BotManagerRuleSet", "Block", False),
    ],
)
def test_front_door_policies_need_attack_rules_that_act(mode: str, kind: str, action: str, blocks: bool) -> None:
    address = "azurerm_cdn_frontdoor_firewall_policy.w"
    found = firewall(estate(declare(address, mode=mode, managed_rule=[{"type": kind, "action": action, "version": "2.1"}])), address)
    assert found.blocks is blocks


def test_a_rewrite_that_adds_the_credential_asks_nobody() -> None:
    def rewrites(value: str) -> Endpoint:
        header = {"header_name": "Authorization", "header_value": value}
        return gateway(rewrite_rule_set=[{"rewrite_rule": [{"request_header_configuration": [header]}]}])

    assert rewrites("Bearer x").authenticates is False
    assert rewrites("{http_req_Authorization}").authenticates is None


def front_door(*parts: Declared, profile: dict[str, Any] | None = None, **route: Any) -> Endpoint:
    base = "azurerm_cdn_frontdoor_"
    found = estate(
        declare(f"{base}profile.p", sku_name="Premium_AzureFrontDoor", tags={"data-classification": "transcripts"}, **(profile or {})),
        declare(f"{base}endpoint.e", cdn_frontdoor_profile_id=ref(f"{base}profile.p"), resource_group_name=None, location=None),
        declare(f"{base}origin_group.o", cdn_frontdoor_profile_id=ref(f"{base}profile.p")),
        declare(
            f"{base}origin.o", cdn_frontdoor_origin_group_id=ref(f"{base}origin_group.o"), host_name=ref("azurerm_public_ip.p", "fqdn")
        ),
        declare(
            f"{base}route.r",
            cdn_frontdoor_endpoint_id=ref(f"{base}endpoint.e"),
            cdn_frontdoor_origin_group_id=ref(f"{base}origin_group.o"),
            lines={"cache": 42},
            **route,
        ),
        declare(f"{base}firewall_policy.w", mode="Prevention", managed_rule=[{"type": "DefaultRuleSet", "action": "Block"}]),
        declare(GATEWAY, sku=[{"tier": "WAF_v2"}], frontend_ip_configuration=FRONTS, http_listener=[]),
        *NETWORK,
        *parts,
    )
    return endpoint(found, f"{base}endpoint.e")


def guard(*domains: str) -> Declared:
    association = [{"domain": [{"cdn_frontdoor_domain_id": ref(d)} for d in domains], "patterns_to_match": ["/*"]}]
    return declare(
        "azurerm_cdn_frontdoor_security_policy.s",
        cdn_frontdoor_profile_id=ref("azurerm_cdn_frontdoor_profile.p"),
        security_policies=[
            {"firewall": [{"cdn_frontdoor_firewall_policy_id": ref("azurerm_cdn_frontdoor_firewall_policy.w"), "association": association}]}
        ],
    )


ENDPOINT = "azurerm_cdn_frontdoor_endpoint.e"
DOMAIN = "azurerm_cdn_frontdoor_custom_domain.d"


def test_a_front_door_leads_through_a_public_name_to_the_gateway_that_carries_it() -> None:
    found = front_door()
    assert (found.public, found.targets, found.region) == (True, (GATEWAY,), "global")
    assert found.tags == {"data-classification": "transcripts"}


def test_every_domain_in_use_must_be_guarded() -> None:
    domain = declare(DOMAIN, cdn_frontdoor_profile_id=ref("azurerm_cdn_frontdoor_profile.p"), host_name="chat.example")
    both = {"cdn_frontdoor_custom_domain_ids": [ref(DOMAIN)]}
    policy = ("azurerm_cdn_frontdoor_firewall_policy.w",)
    assert front_door().firewalls == ()
    assert front_door(guard(ENDPOINT)).firewalls == policy
    assert front_door(guard(ENDPOINT), domain, **both).firewalls == ()
    assert front_door(guard(ENDPOINT, DOMAIN), domain, **both).firewalls == policy
    assert front_door(guard(DOMAIN), domain, **both).firewalls == ()
    assert front_door(guard(DOMAIN), domain, **both, link_to_default_domain=False).firewalls == policy


def test_a_route_with_a_cache_block_keeps_answers_worldwide() -> None:
    (place,) = front_door(cache=[{"compression_enabled": True}]).places
    assert (place.kind, place.where, place.address, place.origin.line) == ("cache", "global", "azurerm_cdn_frontdoor_route.r", 42)
    assert front_door().places == ()
    assert front_door(cache=[{}], enabled=False).places == ()


def balancer(*parts: Declared, **front: Any) -> Endpoint:
    return endpoint(
        estate(
            declare("azurerm_lb.lb", frontend_ip_configuration=[{"name": "f", **front}]),
            declare("azurerm_lb_backend_address_pool.b", loadbalancer_id=ref("azurerm_lb.lb")),
            declare(
                "azurerm_network_interface_backend_address_pool_association.a",
                network_interface_id=ref("azurerm_network_interface.n"),
                backend_address_pool_id=ref("azurerm_lb_backend_address_pool.b"),
            ),
            VM,
            NIC,
            *NETWORK,
            *parts,
        ),
        "azurerm_lb.lb",
    )


def test_a_balancer_is_a_way_in_where_a_rule_leads_from_a_public_frontend() -> None:
    public = {"public_ip_address_id": ref("azurerm_public_ip.p")}
    rule = declare("azurerm_lb_rule.r", loadbalancer_id=ref("azurerm_lb.lb"), frontend_ip_configuration_name="f")
    out = declare("azurerm_lb_outbound_rule.o", loadbalancer_id=ref("azurerm_lb.lb"))
    assert balancer(rule, **public).public is True
    assert balancer(out, **public).public is False
    assert balancer(rule, subnet_id=ref("azurerm_subnet.s")).public is False
    assert balancer(rule, **public).targets == ("azurerm_linux_virtual_machine.vm",)


def rule(access: str, priority: int, port: str, source: str = "*") -> dict[str, Any]:
    return {
        "name": "r",
        "priority": priority,
        "direction": "Inbound",
        "access": access,
        "protocol": "Tcp",
        "source_address_prefix": source,
        "destination_address_prefix": "*",
        "destination_port_range": port,
    }


@pytest.mark.parametrize(
    ("rules", "public"),
    [
        (None, False),
        ([], False),
        ([rule("Allow", 100, "8000")], True),
        ([rule("Allow", 100, "22")], False),
        ([rule("Allow", 100, "8000", "VirtualNetwork")], False),
        ([rule("Allow", 200, "8000"), rule("Deny", 100, "*", "Internet")], False),
        ([rule("Allow", 100, "8000"), rule("Deny", 200, "*", "Internet")], True),
        ([rule("Allow", 200, "8000-8010"), rule("Deny", 100, "8000")], True),
    ],
)
def test_an_address_of_a_machine_is_a_way_in_as_its_groups_say(rules: list[dict[str, Any]] | None, public: bool) -> None:
    nic = declare(
        "azurerm_network_interface.n",
        ip_configuration=[{"subnet_id": ref("azurerm_subnet.s"), "public_ip_address_id": ref("azurerm_public_ip.p")}],
    )
    link = declare(
        "azurerm_subnet_network_security_group_association.a",
        subnet_id=ref("azurerm_subnet.s"),
        network_security_group_id=ref("azurerm_network_security_group.g"),
    )
    groups = [declare("azurerm_network_security_group.g", security_rule=rules), link] if rules is not None else []
    found = endpoint(estate(VM, nic, *NETWORK, *groups), "azurerm_public_ip.p")
    assert (found.public, found.targets) == (public, ("azurerm_linux_virtual_machine.vm",))


def apim(*parts: Declared, api: dict[str, Any] | None = None, **attrs: Any) -> Endpoint:
    own = declare("azurerm_api_management.m", sku_name="Developer_1", **attrs)
    first = declare("azurerm_api_management_api.a", api_management_name="m", service_url="https://llm.internal:8000/v1", **(api or {}))
    return endpoint(estate(own, first, *parts), "azurerm_api_management.m")


def test_api_management_asks_for_keys_unless_an_api_says_otherwise() -> None:
    token = declare(
        "azurerm_api_management_api_policy.p",
        api_name="a",
        api_management_name="m",
        xml_content="<policies><inbound><validate-jwt header-name='Authorization'/></inbound></policies>",
    )
    assert apim().authenticates is True
    assert apim(api={"subscription_required": False}).authenticates is False
    assert apim(token, api={"subscription_required": False}).authenticates is True
    assert apim().targets == ("llm.internal",)


@pytest.mark.parametrize(
    ("attrs", "public"),
    [
        ({}, True),
        ({"virtual_network_type": "External"}, True),
        ({"virtual_network_type": "Internal"}, False),
        ({"public_network_access_enabled": False}, False),
    ],
)
def test_api_management_in_a_network_of_its_own(attrs: dict[str, Any], public: bool) -> None:
    assert apim(**attrs).public is public


@pytest.mark.parametrize(("sources", "public"), [(["*"], True), (["203.0.113.7"], False), (["10.0.0.0/8"], False), (["8.8.8.8"], True)])
@pytest.mark.parametrize("used", [True, False])
def test_a_firewall_that_translates_is_a_way_in(sources: list[str], public: bool, used: bool) -> None:
    nat = {
        "name": "in",
        "priority": 100,
        "action": "Dnat",
        "rule": [
            {
                "name": "vllm",
                "protocols": ["TCP"],
                "source_addresses": sources,
                "destination_ports": ["443"],
                "translated_address": ref("azurerm_network_interface.n", "private_ip_address"),
                "translated_port": "8000",
            }
        ],
    }
    policy = {"firewall_policy_id": ref("azurerm_firewall_policy.f")} if used else {}
    found = estate(
        declare("azurerm_firewall_policy.f"),
        declare("azurerm_firewall.fw", ip_configuration=[{}], **policy),
        declare(
            "azurerm_firewall_policy_rule_collection_group.g",
            firewall_policy_id=ref("azurerm_firewall_policy.f"),
            priority=1,
            nat_rule_collection=[nat],
        ),
        VM,
        NIC,
        *NETWORK,
    )
    ways = [e for e in found.all(Endpoint) if "#" in e.address]
    assert [(e.public, e.targets) for e in ways] == ([(public, ("azurerm_linux_virtual_machine.vm",))] if used else [])


def test_a_listener_whose_frontend_is_not_known_may_stand_outside() -> None:
    assert isinstance(gateway(http_listener=[{"name": "l", "frontend_ip_configuration_name": Unknown("local.x")}]).public, Unknown)
    assert isinstance(gateway(http_listener=[{"name": "l", "frontend_ip_configuration_name": "no such"}]).public, Unknown)
    rule = declare("azurerm_lb_rule.r", loadbalancer_id=ref("azurerm_lb.lb"), frontend_ip_configuration_name=Unknown("local.x"))
    assert isinstance(balancer(rule, public_ip_address_id=ref("azurerm_public_ip.p")).public, Unknown)
    assert balancer(rule).public is False
