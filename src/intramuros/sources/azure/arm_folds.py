# SPDX-License-Identifier: Apache-2.0
"""Resources of ARM that azurerm knows as settings of what they lie below: settings of a site, administrators of a server, ….

Each is laid over its parent where the estate declares it; else it stays a stranger and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from intramuros.sources.azure.arm import Arm, rows
from intramuros.sources.azure.arm_apps import settings, sign_in, site_config
from intramuros.sources.azure.arm_databases import sql_administrator, sql_encryption, sql_entra_only
from intramuros.sources.azure.arm_network import zone_group
from intramuros.sources.azure.arm_stores import hub_rules, kept_where, managed_network, queue_rules

Attributes = dict[str, Any]


def _site_part(arm: Arm) -> Attributes:
    """`config/appsettings`, `config/web`, …: what it is stands in its name."""
    own = arm.get("properties")
    name = str(arm.name).casefold()
    if name == "appsettings":
        return {"app_settings": settings(own)}
    if name == "web":
        return {"site_config": site_config(own)}
    if name == "authsettingsv2":
        return sign_in(arm)
    if name == "authsettings":
        return {"auth_settings": rows([own], enabled="enabled", unauthenticated_client_action="unauthenticatedClientAction")}
    if name == "connectionstrings":
        found = own if isinstance(own, Mapping) else {}
        return {"connection_string": [{"name": k, "value": v.get("value")} for k, v in found.items() if isinstance(v, Mapping)]}
    return {}


def _integration(arm: Arm) -> Attributes:
    return {"virtual_network_subnet_id": arm.prop("subnetResourceId")}


def _publishing(arm: Arm) -> Attributes:
    """Whether passwords publish, for FTP or for deployments."""
    kind = "ftp" if str(arm.name).casefold() == "ftp" else "webdeploy"
    return {f"{kind}_publish_basic_authentication_enabled": arm.prop("allow")}


_SITE, _SQL = "Microsoft.Web/sites", "Microsoft.Sql"
FOLDS: Final[Mapping[str, Callable[[Arm], Attributes]]] = {
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups": zone_group,
    f"{_SITE}/config": _site_part,
    f"{_SITE}/slots/config": _site_part,
    f"{_SITE}/networkConfig": _integration,
    f"{_SITE}/basicPublishingCredentialsPolicies": _publishing,
    f"{_SQL}/servers/administrators": sql_administrator,
    f"{_SQL}/servers/azureADOnlyAuthentications": sql_entra_only,
    f"{_SQL}/servers/databases/transparentDataEncryption": sql_encryption,
    "Microsoft.EventHub/namespaces/networkRuleSets": hub_rules,
    "Microsoft.ServiceBus/namespaces/networkRuleSets": queue_rules,
    "Microsoft.DataFactory/factories/managedVirtualNetworks": managed_network,
    "Microsoft.RecoveryServices/vaults/backupstorageconfig": kept_where,
}


def merged(attrs: Mapping[str, Any], stated: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes with others over them; single blocks and maps are merged, as each resource states a part."""
    out = dict(attrs)
    for key, value in stated.items():
        out[key] = _over(out.get(key), value)
    return out


def _over(before: Any, value: Any) -> Any:
    if isinstance(before, list) and isinstance(value, list) and len(before) == len(value) == 1 and isinstance(before[0], Mapping):
        return [{**before[0], **value[0]}]
    return {**before, **value} if isinstance(before, Mapping) and isinstance(value, Mapping) else value
