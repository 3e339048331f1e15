# SPDX-License-Identifier: Apache-2.0
"""Clusters, container groups, container apps, web apps and what builds."""

from __future__ import annotations

from typing import Any

import pytest
from fabric_kit import declare, estate, ref

from intramuros.estate.edges import Endpoint
from intramuros.estate.graph import Estate
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.sources.declared import Declared

NETWORK = (
    declare("azurerm_virtual_network.v", address_space=["10.0.0.0/16"]),
    declare("azurerm_subnet.s", virtual_network_name="v", address_prefixes=["10.0.1.0/24"]),
    declare("azurerm_disk_encryption_set.des", key_vault_key_id="https://kv.vault.azure.net/keys/disks"),
)
CLUSTER = "azurerm_kubernetes_cluster.c"


def workload(found: Estate, address: str) -> Workload:
    own = found.find(address, Workload)
    assert own is not None
    return own


def door(found: Estate, address: str) -> Endpoint:
    own = found.find(address, Endpoint)
    assert own is not None
    return own


def cluster(*parts: Declared, pool: dict[str, Any] | None = None, **attrs: Any) -> Estate:
    nodes = {"name": "system", "vm_size": "Standard_D8s_v5", "vnet_subnet_id": ref("azurerm_subnet.s"), **(pool or {})}
    return estate(declare(CLUSTER, default_node_pool=[nodes], identity=[{"type": "SystemAssigned"}], **attrs), *NETWORK, *parts)


def test_a_cluster_stands_in_its_subnet_with_its_outbound_type() -> None:
    found = workload(cluster(network_profile=[{"network_plugin": "azure", "outbound_type": "userDefinedRouting"}]), CLUSTER)
    assert (found.attachments[0].subnet, found.managed_outbound, found.sends_directly) == ("azurerm_subnet.s", "userDefinedRouting", False)
    assert f"{CLUSTER}#system" in found.identities
    assert f"{CLUSTER}#kubelet" in found.identities


def test_the_outbound_type_is_a_public_load_balancer_by_default() -> None:
    assert workload(cluster(), CLUSTER).managed_outbound == "loadBalancer"
    alone = workload(cluster(pool={"vnet_subnet_id": None}), CLUSTER)
    assert alone.sends_directly is True


@pytest.mark.parametrize(
    ("attrs", "gates"),
    [
        ({}, ()),
        ({"azure_policy_enabled": True}, ("azure policy add-on",)),
        ({"azure_policy_enabled": False, "microsoft_defender": [{"log_analytics_workspace_id": "x"}]}, ("defender sensor",)),
    ],
)
def test_gates_before_deployment(attrs: dict[str, Any], gates: tuple[str, ...]) -> None:
    assert workload(cluster(**attrs), CLUSTER).admission == gates


def test_a_pool_is_sealed_and_sends_as_its_cluster_says() -> None:
    pool = declare(
        "azurerm_kubernetes_cluster_node_pool.gpu",
        kubernetes_cluster_id=ref(CLUSTER),
        vm_size="Standard_NC24ads_A100_v4",
        vnet_subnet_id=ref("azurerm_subnet.s"),
        node_labels={"serves": "model"},
    )
    whole = cluster(pool, disk_encryption_set_id=ref("azurerm_disk_encryption_set.des"), network_profile=[{"outbound_type": "none"}])
    found = workload(whole, "azurerm_kubernetes_cluster_node_pool.gpu")
    assert (found.kind, found.parent, found.confidential, found.managed_outbound) == ("node-pool", CLUSTER, False, "none")
    assert [d.seal.state for d in found.disks] == ["customer-key"]
    assert [(s.name, s.value) for s in found.settings] == [("serves", "model")]


GROUP = "azurerm_container_group.g"


def group(**attrs: Any) -> Estate:
    container = {
        "name": "a",
        "image": f"{ref('azurerm_container_registry.r', 'login_server')}/whisper:1",
        "commands": ["serve", "--port", "8443"],
        "environment_variables": {"KEY": "x"},
        "secure_environment_variables": {"TOKEN": "hidden"},
        "ports": [{"port": 8443}],
    }
    registry = declare("azurerm_container_registry.r", name="crr", sku="Premium")
    return estate(declare(GROUP, container=[container], os_type="Linux", **attrs), registry, *NETWORK)


def test_plain_variables_are_settings_and_secure_ones_are_not() -> None:
    found = workload(group(), GROUP)
    assert [(s.name, s.value) for s in found.settings] == [("KEY", "x")]
    assert (found.images, found.commands, found.serves_ports) == (("crr.azurecr.io/whisper:1",), ("serve --port 8443",), (8443,))


@pytest.mark.parametrize(
    ("attrs", "public", "direct"),
    [
        ({}, True, True),
        ({"ip_address_type": "Private", "subnet_ids": [ref("azurerm_subnet.s")]}, False, False),
        ({"ip_address_type": "None"}, False, True),
    ],
)
def test_a_container_group_is_public_unless_it_says_otherwise(attrs: dict[str, Any], public: bool, direct: bool) -> None:
    found = group(**attrs)
    assert door(found, f"{GROUP}#ingress").public is public
    assert workload(found, GROUP).sends_directly is direct


@pytest.mark.parametrize(("sku", "confidential"), [("Confidential", True), ("Standard", False), (None, False)])
def test_confidential_container_groups(sku: str | None, confidential: bool) -> None:
    assert workload(group(sku=sku), GROUP).confidential is confidential


APP = "azurerm_container_app.a"


def app(environment: dict[str, Any] | None = None, **ingress: Any) -> Estate:
    home = declare("azurerm_container_app_environment.e", infrastructure_subnet_id=ref("azurerm_subnet.s"), **(environment or {}))
    container = {"name": "m", "image": "ollama/ollama", "env": [{"name": "MODEL", "value": "x"}, {"name": "KEY", "secret_name": "k"}]}
    own = declare(
        APP,
        container_app_environment_id=ref("azurerm_container_app_environment.e"),
        template=[{"container": [container]}],
        ingress=[{"target_port": 11434, **ingress}],
        secret=[{"name": "k", "key_vault_secret_id": "https://kv/secrets/k"}],
    )
    return estate(home, own, *NETWORK)


@pytest.mark.parametrize(
    ("environment", "ingress", "public"),
    [
        ({}, {}, False),
        ({}, {"external_enabled": True}, True),
        ({"internal_load_balancer_enabled": True}, {"external_enabled": True}, False),
        ({"public_network_access": "Disabled"}, {"external_enabled": True}, False),
        ({}, {"external_enabled": True, "ip_security_restriction": [{"action": "Allow", "ip_address_range": "203.0.113.0/24"}]}, False),
        ({}, {"external_enabled": True, "ip_security_restriction": [{"action": "Allow", "ip_address_range": "0.0.0.0/0"}]}, True),
        ({}, {"external_enabled": True, "ip_security_restriction": [{"action": "Deny", "ip_address_range": "203.0.113.0/24"}]}, True),
    ],
)
def test_a_container_app_is_public_only_if_app_and_environment_are(
    environment: dict[str, Any], ingress: dict[str, Any], public: bool
) -> None:
    assert door(app(environment, **ingress), f"{APP}#ingress").public is public


def test_a_container_app_stands_where_its_environment_stands() -> None:
    found = workload(app(), APP)
    assert (found.attachments[0].subnet, found.parent, found.serves_ports) == (
        "azurerm_subnet.s",
        "azurerm_container_app_environment.e",
        (11434,),
    )
    assert [s.name for s in found.settings] == ["MODEL"]
    assert found.secrets_from == ("https://kv/secrets/k",)


WEB = "azurerm_linux_web_app.w"


def web(**attrs: Any) -> Estate:
    return estate(declare(WEB, **{"site_config": [{}], **attrs}), *NETWORK)


def test_references_to_a_vault_are_no_settings() -> None:
    reference = "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x)"
    found = workload(web(app_settings={"A": "plain", "B": reference}), WEB)
    assert [s.name for s in found.settings] == ["A"]
    assert found.secrets_from == (reference,)


@pytest.mark.parametrize(
    ("attrs", "direct"),
    [
        ({}, True),
        ({"virtual_network_subnet_id": ref("azurerm_subnet.s")}, True),
        ({"virtual_network_subnet_id": ref("azurerm_subnet.s"), "site_config": [{"vnet_route_all_enabled": True}]}, False),
        ({"virtual_network_subnet_id": ref("azurerm_subnet.s"), "app_settings": {"WEBSITE_VNET_ROUTE_ALL": "1"}}, False),
    ],
)
def test_a_web_app_sends_from_azures_addresses_unless_all_goes_through_the_subnet(attrs: dict[str, Any], direct: bool) -> None:
    assert workload(web(**attrs), WEB).sends_directly is direct


@pytest.mark.parametrize(
    ("attrs", "public"),
    [
        ({}, True),
        ({"public_network_access_enabled": False}, False),
        ({"site_config": [{"ip_restriction": [{"ip_address": "203.0.113.0/24", "action": "Allow"}]}]}, False),
        ({"site_config": [{"ip_restriction": [{"ip_address": "0.0.0.0/0", "action": "Allow"}]}]}, True),
        ({"site_config": [{"ip_restriction": [{"ip_address": "203.0.113.0/24", "action": "Deny"}]}]}, True),
        ({"site_config": [{"ip_restriction_default_action": "Deny"}]}, False),
    ],
)
def test_who_may_call_a_web_app(attrs: dict[str, Any], public: bool) -> None:
    assert door(web(**attrs), f"{WEB}#ingress").public is public


@pytest.mark.parametrize(
    ("attrs", "asks"),
    [
        ({}, None),
        ({"auth_settings_v2": [{"auth_enabled": True, "require_authentication": True}]}, True),
        ({"auth_settings_v2": [{"auth_enabled": True, "unauthenticated_action": "AllowAnonymous"}]}, None),
        ({"auth_settings_v2": [{"auth_enabled": False, "require_authentication": True}]}, None),
        ({"auth_settings": [{"enabled": True, "unauthenticated_client_action": "RedirectToLoginPage"}]}, True),
        ({"auth_settings": [{"enabled": True, "unauthenticated_client_action": "AllowAnonymous"}]}, None),
        ({"client_certificate_enabled": True, "client_certificate_mode": "Required"}, True),
        ({"client_certificate_enabled": True, "client_certificate_mode": "Optional"}, None),
    ],
)
def test_sign_in_before_a_web_app(attrs: dict[str, Any], asks: bool | None) -> None:
    assert door(web(**attrs), f"{WEB}#ingress").authenticates is asks


def test_an_environment_that_is_not_declared_is_an_unknown() -> None:
    own = declare(
        APP,
        container_app_environment_id="/subscriptions/x/resourceGroups/y/providers/Microsoft.App/managedEnvironments/z",
        template=[{}],
        ingress=[{"external_enabled": True}],
    )
    found = estate(own)
    assert isinstance(workload(found, APP).sends_directly, Unknown)
    assert isinstance(door(found, f"{APP}#ingress").public, Unknown)


def test_registry_tasks_build_with_their_arguments() -> None:
    task = declare(
        "azurerm_container_registry_task.t",
        container_registry_id=ref("azurerm_container_registry.r"),
        docker_step=[{"dockerfile_path": "Dockerfile", "image_names": ["vllm:1"], "arguments": {"TOKEN": "x"}}],
    )
    found = workload(estate(task, declare("azurerm_container_registry.r", sku="Basic")), "azurerm_container_registry_task.t")
    assert (found.kind, found.parent, [s.name for s in found.settings]) == ("build", "azurerm_container_registry.r", ["TOKEN"])


@pytest.mark.parametrize(
    ("profile", "address"),
    [
        ([], True),
        ([{"outbound_type": "managedNATGateway"}], True),
        ([{"outbound_type": "userDefinedRouting"}], False),
        ([{"outbound_type": "userAssignedNATGateway"}], False),
        ([{"outbound_type": "none"}], False),
    ],
)
def test_nodes_have_a_public_address_to_send_from_where_aks_gives_one(profile: list[dict[str, Any]], address: bool) -> None:
    assert workload(cluster(network_profile=profile), CLUSTER).attachments[0].public_ip is address
