# SPDX-License-Identifier: Apache-2.0
"""What ARM declares inside of a resource and azurerm beside it: subnets of a network, pools of a cluster, policies of a vault, ….

A part that ARM knows as a child too has the child's type, so that one and the same translation serves both spellings;
what is only a link between two resources has azurerm's type at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, dig, key_uri, listed, rows, unsure
from intramuros.sources.azure.arm_compute import attached
from intramuros.sources.declared import Declared
from intramuros.sources.nodes import Node, lookup, origin_of

Link = tuple[str, str, dict[str, Any]]
"""azurerm type, a name for it, its attributes."""

_NET, _LB = "Microsoft.Network", "Microsoft.Network/loadBalancers"
INLINE: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_NET}/virtualNetworks": ("subnets", "virtualNetworkPeerings"),
    _LB: ("backendAddressPools", "loadBalancingRules", "inboundNatRules", "inboundNatPools", "outboundRules"),
    "Microsoft.ContainerService/managedClusters": ("agentPoolProfiles",),
}
"""ARM type of a holder → the lists among its properties whose items are resources, and the last segment of their type."""
_SEGMENT: Final = {"agentPoolProfiles": "agentPools"}
_FOLDED: Final = {k.casefold(): v for k, v in INLINE.items()}


_NO_OBJECT: Final = Unknown("an item of the list is no object")


def parts_of(d: Declared, opened: Arm) -> Iterator[Declared]:
    """The resources inside of one, in azapi's shape, and its links in azurerm's."""
    for key in _FOLDED.get(opened.type.casefold(), ()):
        items = opened.prop(key)
        missing = unsure(items)
        if missing:
            yield _part(d, opened, Node({"name": f"({key})", "properties": missing}), _SEGMENT.get(key, key))
        for at, item in enumerate(_inside(key, items)):
            told = item if isinstance(item, Mapping) else Node({"name": f"({key} {at + 1})", "properties": unsure(item) or _NO_OBJECT})
            yield _part(d, opened, told, _SEGMENT.get(key, key))
    for kind, name, attrs in LINKS.get(opened.type.casefold(), _none)(opened, own_id(d, opened)):
        address = f"{d.address}#{name}"
        yield Declared(
            address=address, type=kind, told=d.told, attrs=attrs, origin=d.origin, home=d.home, symbolic_instance=d.symbolic_instance
        )


def _inside(key: str, items: Any) -> Iterable[Any]:
    """The first pool of a cluster is the cluster's own; the settings of a pool stand beside its name, not below `properties`."""
    found = items if isinstance(items, list) else []
    if key != "agentPoolProfiles":
        return found
    return [
        i.like({"name": i.get("name"), "properties": i}) if isinstance(i, Node) else {"name": dig(i, "name"), "properties": i}
        for i in found[1:]
    ]


def own_id(d: Declared, opened: Arm) -> Any:
    """The id of a resource: stated by a template, else made of its parent's."""
    stated = d.attrs.get("resource_id")
    nested = opened.type.count("/") > 1
    last = opened.type.rpartition("/")[2] if nested else f"providers/{opened.type}"
    return stated if isinstance(stated, str) else f"{opened.parent}/{last}/{opened.name}"


def _part(d: Declared, holder: Arm, item: Mapping[str, Any], segment: str) -> Declared:
    name = lookup(item, "name")
    own = own_id(d, holder)
    told = f"{d.told}/{segment}" if d.told else ""
    before, short, names = d.address.rpartition(f"{d.told}/") if told else ("", "", "")
    address = f"{before}{told}/{names}/{name}" if short and "providers/" not in before else f"{d.address}/{segment}/{name}"
    body = {k: v for k, v in item.items() if k.casefold() not in ("name", "id", "type")}
    return Declared(
        address=address,
        type=d.type,
        told=told,
        attrs={
            "type": f"{holder.type}/{segment}@{holder.version}",
            "name": name,
            "parent_id": own,
            **({"resource_id": f"{own}/{segment}/{name}"} if told else {}),
            "body": item.like(body) if isinstance(item, Node) else Node(body),
        },
        origin=origin_of(item, d.origin),
        home=d.home,
        symbolic_instance=d.symbolic_instance,
    )


def _none(_: Arm, __: Any) -> Iterator[Link]:
    yield from ()


def _policies(arm: Arm, _: Any) -> Iterator[Link]:
    """`accessPolicies/add` and `/replace`: one list, each item of which azurerm declares apart."""
    found = arm.prop("accessPolicies")
    fields = {
        "object_id": "objectId",
        "tenant_id": "tenantId",
        "key_permissions": "permissions.keys",
        "secret_permissions": "permissions.secrets",
        "certificate_permissions": "permissions.certificates",
    }
    items = rows(found, **fields)
    for index, one in enumerate(items if isinstance(items, list) else [{"object_id": items}] if items else []):
        yield "azurerm_key_vault_access_policy", f"policy{index}", {"key_vault_id": arm.parent, **one}


def _disks(arm: Arm, own: Any) -> Iterator[Link]:
    for index, disk in enumerate(attached(arm)):
        yield "azurerm_virtual_machine_data_disk_attachment", f"disk{index}", {"virtual_machine_id": own, "managed_disk_id": disk}


_MEMBERSHIPS: Final = (
    ("loadBalancerBackendAddressPools", "azurerm_network_interface_backend_address_pool_association", "backend_address_pool_id"),
    ("loadBalancerInboundNatRules", "azurerm_network_interface_nat_rule_association", "nat_rule_id"),
    (
        "applicationGatewayBackendAddressPools",
        "azurerm_network_interface_application_gateway_backend_address_pool_association",
        "backend_address_pool_id",
    ),
)


def _memberships(arm: Arm, own: Any) -> Iterator[Link]:
    configurations = arm.prop("ipConfigurations")
    for index, one in enumerate(configurations if isinstance(configurations, list) else []):
        for key, kind, attribute in _MEMBERSHIPS:
            found = listed(dig(one, "properties", key), "id")
            for place, target in enumerate(found if isinstance(found, list) else [found] if found else []):
                yield kind, f"{key}{index}.{place}", {"network_interface_id": own, attribute: target}


def _hub_key(arm: Arm, own: Any) -> Iterator[Link]:
    keys = arm.prop("encryption", "keyVaultProperties")
    found = [key_uri(k) for k in keys] if isinstance(keys, list) else unsure(keys)
    if found:
        yield "azurerm_eventhub_namespace_customer_managed_key", "key", {"eventhub_namespace_id": own, "key_vault_key_ids": found}


def _key_beside(kind: str, holder: str, attribute: str, *path: str) -> Callable[[Arm, Any], Iterator[Link]]:
    """A customer key that ARM states inside of the store, and azurerm in a resource of its own."""

    def made(arm: Arm, own: Any) -> Iterator[Link]:
        found = arm.prop(*path)
        key = found if isinstance(found, str) else key_uri(found)
        if key is not None:
            yield kind, "key", {holder: own, attribute: key}

    return made


def _http_actions(arm: Arm, own: Any) -> Iterator[Link]:
    """What a workflow calls."""
    actions = arm.prop("definition", "actions")
    for name, action in actions.items() if isinstance(actions, Mapping) else ():
        if str(dig(action, "type")).casefold() == "http":
            called = {"uri": dig(action, "inputs", "uri"), "body": str(dig(action, "inputs", "body"))}
            yield "azurerm_logic_app_action_http", str(name), {"logic_app_id": own, **called}


_CLASSIC: Final = (
    ("networkRuleCollections", "azurerm_firewall_network_rule_collection"),
    ("applicationRuleCollections", "azurerm_firewall_application_rule_collection"),
    ("natRuleCollections", "azurerm_firewall_nat_rule_collection"),
)


def _classic_rules(arm: Arm, own: Any) -> Iterator[Link]:
    """Rules inside of a firewall, as they were before policies."""
    fields = {
        "name": "name",
        "source_addresses": "sourceAddresses",
        "source_ip_groups": "sourceIpGroups",
        "destination_addresses": "destinationAddresses",
        "destination_ip_groups": "destinationIpGroups",
        "destination_ports": "destinationPorts",
        "destination_fqdns": "destinationFqdns",
        "target_fqdns": "targetFqdns",
        "fqdn_tags": "fqdnTags",
        "translated_address": "translatedAddress",
        "protocols": "protocols",
    }
    for key, kind in _CLASSIC:
        found = arm.prop(key)
        missing = unsure(found)
        if missing:
            yield kind, key, {"azure_firewall_name": own, "priority": missing, "action": missing, "rule": missing}
        for one in found if isinstance(found, list) else []:
            inner = dig(one, "properties")
            attrs = {"azure_firewall_name": own, "priority": dig(inner, "priority"), "action": dig(inner, "action", "type")}
            rules = rows(dig(inner, "rules"), **fields)
            if kind == _CLASSIC[1][1]:
                _with_protocols(dig(inner, "rules"), rules)
            yield kind, str(dig(one, "name")), {**attrs, "rule": rules}


def _with_protocols(items: Any, rules: Any) -> None:
    """The protocols of an application rule are objects, whose blocks have another name."""
    for item, rule in zip(items if isinstance(rules, list) else [], rules if isinstance(rules, list) else [], strict=False):
        rule.pop("protocols", None)
        rule["protocol"] = rows(dig(item, "protocols"), type="protocolType", port="port")


LINKS: Final[Mapping[str, Callable[[Arm, Any], Iterator[Link]]]] = {
    "microsoft.keyvault/vaults/accesspolicies": _policies,
    "microsoft.compute/virtualmachines": _disks,
    "microsoft.network/networkinterfaces": _memberships,
    "microsoft.eventhub/namespaces": _hub_key,
    "microsoft.logic/workflows": _http_actions,
    "microsoft.operationalinsights/clusters": _key_beside(
        "azurerm_log_analytics_cluster_customer_managed_key", "log_analytics_cluster_id", "key_vault_key_id", "keyVaultProperties"
    ),
    "microsoft.kusto/clusters": _key_beside("azurerm_kusto_cluster_customer_managed_key", "cluster_id", "key_name", "keyVaultProperties"),
    "microsoft.databricks/workspaces": _key_beside(
        "azurerm_databricks_workspace_root_dbfs_customer_managed_key",
        "workspace_id",
        "key_vault_key_id",
        *("parameters", "encryption", "value"),
    ),
    "microsoft.dataprotection/backupvaults": _key_beside(
        "azurerm_data_protection_backup_vault_customer_managed_key",
        "data_protection_backup_vault_id",
        "key_vault_key_id",
        *("securitySettings", "encryptionSettings", "keyVaultProperties", "keyUri"),
    ),
    "microsoft.sql/managedinstances": _key_beside(
        "azurerm_mssql_managed_instance_transparent_data_encryption", "managed_instance_id", "key_vault_key_id", "keyId"
    ),
    "microsoft.network/azurefirewalls": _classic_rules,
}
