# SPDX-License-Identifier: Apache-2.0
"""Functions that name the place of a deployment and its resources, or ask for what only the cloud knows.

https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource, …-scope, …-deployment
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from intramuros.estate.values import Unknown, is_symbolic, symbol
from intramuros.sources.arm.evaluator import Frame, in_text, run
from intramuros.sources.arm.expressions import Call
from intramuros.sources.arm.later import LISTED, ROOM, TENANT, Later, opaque, told
from intramuros.sources.arm.scopes import Named, identifier, opened

_SUFFIXES: Final = {
    "acrLoginServer": ".azurecr.io",
    "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
    "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
    "keyvaultDns": ".vault.azure.net",
    "sqlServerHostname": ".database.windows.net",
    "storage": "core.windows.net",
}
PUBLIC_CLOUD: Final = {
    "name": "AzureCloud",
    "gallery": "https://gallery.azure.com/",
    "graph": "https://graph.windows.net/",
    "portal": "https://portal.azure.com",
    "graphAudience": "https://graph.windows.net/",
    "activeDirectoryDataLake": "https://datalake.azure.net/",
    "batch": "https://batch.core.windows.net/",
    "media": "https://rest.media.azure.net",
    "sqlManagement": "https://management.core.windows.net:8443/",
    "vmImageAliasDoc": "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/master/arm-compute/quickstart-templates/aliases.json",
    "resourceManager": "https://management.azure.com/",
    "authentication": {
        "loginEndpoint": "https://login.microsoftonline.com/",
        "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
        "tenant": "common",
        "identityProvider": "AAD",
    },
    "suffixes": _SUFFIXES,
}


def _texts(call: Call, frame: Frame) -> list[str]:
    return [in_text(run(a, frame), a, frame) for a in call.args]


def _typed(args: Sequence[str]) -> int:
    """Where among the arguments of `resourceId` the type stands: as many names follow as it has segments."""
    fits = (i for i in range(min(3, len(args))) if not is_symbolic(args[i]) and args[i].rstrip("/").count("/") == len(args) - i - 1 > 0)
    found = next(fits, None)
    if found is None:
        raise ValueError("its names do not fit its type")
    return found


def resource_id(call: Call, frame: Frame) -> Any:
    """`resourceId([subscription], [group], type, names…)`, seen from the template's own scope."""
    args = _texts(call, frame)
    at = _typed(args)
    scope = frame.module.scope
    base = scope.id
    if at == 2 or (at == 1 and scope.level == "group"):
        base = f"/subscriptions/{args[0] if at == 2 else scope.subscription}/resourceGroups/{args[at - 1]}"
    elif at == 1:
        base = f"/subscriptions/{args[0]}"
    return identifier(base, args[at], args[at + 1 :])


def subscription_resource_id(call: Call, frame: Frame) -> Any:
    """`subscriptionResourceId([subscription], type, names…)`."""
    args = _texts(call, frame)
    at = _typed(args)
    return identifier(f"/subscriptions/{args[0] if at else frame.module.scope.subscription}", args[at], args[at + 1 :])


def management_group_resource_id(call: Call, frame: Frame) -> Any:
    """`managementGroupResourceId([group], type, names…)`."""
    args = _texts(call, frame)
    at = _typed(args)
    name = args[0] if at else frame.module.scope.management_group
    return identifier(f"/providers/Microsoft.Management/managementGroups/{name}", args[at], args[at + 1 :])


def tenant_resource_id(call: Call, frame: Frame) -> Any:
    """`tenantResourceId(type, names…)`."""
    kind, *names = _texts(call, frame)
    return identifier("", kind, names)


def extension_resource_id(call: Call, frame: Frame) -> Any:
    """`extensionResourceId(id, type, names…)`."""
    base, kind, *names = _texts(call, frame)
    return identifier(base, kind, names)


def _meant(call: Call, frame: Frame) -> tuple[str, Named | None]:
    """What an argument names: a resource id, a symbolic name, or the bare name of a resource of the template."""
    first = in_text(run(call.args[0], frame), call.args[0], frame)
    return first, opened(first) or opened(str(frame.module.named(first) or ""))


def reference(call: Call, frame: Frame) -> Any:
    """`reference(…)`: the outputs of a nested deployment, else what only the cloud will know of a resource."""
    first, named = _meant(call, frame)
    deployed = named is not None and named.kind.casefold() == "microsoft.resources/deployments"
    outputs = frame.module.deployment(named.names[-1] if named and deployed else first) if deployed or named is None else None
    if outputs is not None:
        return {"outputs": outputs, "properties": {"outputs": outputs}, "name": first}
    why = f"`{call.text}` is known only after deployment"
    if named is None:
        return Later(first if not is_symbolic(first) else told(first), (), True, why)
    return Later(named.address, (), True, why, named.kind.casefold())


def listed(call: Call, frame: Frame) -> Any:
    """`listKeys(…)` and its like: secrets that only the cloud knows, of a resource that can be told."""
    first, named = _meant(call, frame)
    why = f"`{call.text}` is a secret that only the cloud knows"
    if named is None:
        return Later(f"{call.text.partition('(')[0]}({told(first)})", (), True, why, LISTED)
    if named.kind.casefold().endswith("/authorizationrules") and named.names[-1].casefold() == "rootmanagesharedaccesskey":
        named = Named(named.base, named.kind.rpartition("/")[0], named.names[:-1])  # the rule that every namespace has of itself
    return Later(named.address, (), True, why, LISTED)


def references(call: Call, _: Frame) -> Any:
    """`references(…)`: what is known after deployment of all copies."""
    return Unknown(f"`{call.text}` is known only after deployment")


def group(_: Call, frame: Frame) -> Any:
    """`resourceGroup()`."""
    scope = frame.module.scope
    return {
        "id": scope.at("group").id,
        "name": scope.group,
        "type": "Microsoft.Resources/resourceGroups",
        "location": frame.module.location(scope.group)
        or symbol(ROOM if scope.group == symbol(ROOM, "name") else told(scope.group), "location"),
        "tags": Unknown("the tags of the resource group are known only to the cloud"),
        "properties": {"provisioningState": "Succeeded"},
    }


def subscription(_: Call, frame: Frame) -> Any:
    """`subscription()`."""
    own = frame.module.scope.subscription
    return {
        "id": f"/subscriptions/{own}",
        "subscriptionId": own,
        "tenantId": TENANT,
        "displayName": symbol(told(own), "displayName"),
        "tags": Unknown("the tags of the subscription are known only to the cloud"),
    }


def management_group(_: Call, frame: Frame) -> Any:
    """`managementGroup()`."""
    name = frame.module.scope.management_group
    return {
        "id": f"/providers/Microsoft.Management/managementGroups/{name}",
        "name": name,
        "type": "/providers/Microsoft.Management/managementGroups",
        "properties": Unknown("what a management group is like is known only to the cloud"),
    }


def tenant(_: Call, __: Frame) -> Any:
    """`tenant()`."""
    return {"tenantId": TENANT, "displayName": symbol("tenant()", "displayName"), "countryCode": symbol("tenant()", "countryCode")}


def deployment(_: Call, frame: Frame) -> Any:
    """`deployment()`."""
    module = frame.module
    template = {"contentVersion": module.template.get("contentVersion"), "$schema": module.template.get("$schema")}
    return {
        "name": module.name if module.name is not None else symbol("deployment()", "name"),
        "id": Unknown("the id of the deployment is known only to the cloud"),
        "location": symbol("deployment()", "location"),
        "properties": {
            "template": template,
            "templateLink": {"uri": f"{symbol(module.label, 'uri')}/", "id": symbol(module.label, "spec")},
        },
    }


def deployer(_: Call, __: Frame) -> Any:
    """`deployer()`: who deploys."""
    return {
        "objectId": symbol("deployer()", "objectId"),
        "tenantId": TENANT,
        "userPrincipalName": symbol("deployer()", "userPrincipalName"),
    }


def scoped(pick: Callable[[Frame], Any]) -> Callable[[Call, Frame], Any]:
    """A function without arguments."""
    return lambda _, frame: pick(frame)


def chance(call: Call, frame: Frame) -> Any:
    """`newGuid()`, `utcNow()`: another text at each deployment."""
    number = frame.module.work.draw()
    return symbol(frame.module.label, call.text if number == 1 else f"{call.text} {number}")


def only_cloud(call: Call, _: Frame) -> Any:
    """What Azure answers of itself."""
    return Unknown(f"`{call.text}` is known only to the cloud")


def quiet(call: Call, frame: Frame) -> Any:
    """`externalInput()` and the names of zones: a text that only who deploys knows."""
    return opaque(call.text.partition("(")[0], *_texts(call, frame))


CLOUD: Final[Mapping[str, Callable[[Call, Frame], Any]]] = {
    "resourceid": resource_id,
    "subscriptionresourceid": subscription_resource_id,
    "managementgroupresourceid": management_group_resource_id,
    "tenantresourceid": tenant_resource_id,
    "extensionresourceid": extension_resource_id,
    "reference": reference,
    "references": references,
    "list*": listed,
    "resourcegroup": group,
    "subscription": subscription,
    "managementgroup": management_group,
    "tenant": tenant,
    "deployment": deployment,
    "deployer": deployer,
    "environment": scoped(lambda _: PUBLIC_CLOUD),
    "newguid": chance,
    "utcnow": chance,
    "providers": only_cloud,
    "pickzones": only_cloud,
    "tologicalzone": quiet,
    "tophysicalzone": quiet,
    "tologicalzones": only_cloud,
    "tophysicalzones": only_cloud,
    "externalinput": quiet,
}
