# SPDX-License-Identifier: Apache-2.0
"""ARM types of machines, clusters and containers, in the azurerm shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.azure.arm import Arm, block, dig, listed, row, rows, switched, unsure

Attributes = dict[str, Any]


def _disk_set(managed: Any) -> Attributes:
    """The encryption set of an inline disk, and of its confidential state."""
    found = {
        "disk_encryption_set_id": dig(managed, "diskEncryptionSet", "id"),
        "secure_vm_disk_encryption_set_id": dig(managed, "securityProfile", "diskEncryptionSet", "id"),
        "security_encryption_type": dig(managed, "securityProfile", "securityEncryptionType"),
    }
    return {k: v for k, v in found.items() if v is not None}


def _os_disk(storage: Any) -> Any:
    disk = dig(storage, "osDisk")
    if disk is None or isinstance(disk, Unknown):
        return disk
    local = block(option=dig(disk, "diffDiskSettings", "option"))
    return [{"name": dig(disk, "name"), **_disk_set(dig(disk, "managedDisk")), **({"diff_disk_settings": local} if local else {})}]


def _data_disks(storage: Any) -> Any:
    """Disks that the machine makes; those that it only attaches are resources of their own."""
    disks = dig(storage, "dataDisks")
    if not isinstance(disks, list):
        return unsure(disks)
    made = [d for d in disks if str(dig(d, "createOption")).casefold() != "attach"]
    return [{"name": dig(d, "name"), "lun": dig(d, "lun"), **_disk_set(dig(d, "managedDisk"))} for d in made]


def attached(arm: Arm) -> Any:
    """The disks that a machine attaches."""
    disks = arm.prop("storageProfile", "dataDisks")
    found = [dig(d, "managedDisk", "id") for d in disks] if isinstance(disks, list) else []
    return [one for one in found if one is not None]


def _image(storage: Any) -> Attributes:
    reference = dig(storage, "imageReference")
    return {
        "source_image_id": dig(reference, "id") or dig(reference, "sharedGalleryImageId"),
        "source_image_reference": row(reference, publisher="publisher", offer="offer", sku="sku", version="version"),
    }


def _security(profile: Any, security: Any) -> Attributes:
    return {
        "vtpm_enabled": dig(security, "uefiSettings", "vTpmEnabled"),
        "secure_boot_enabled": dig(security, "uefiSettings", "secureBootEnabled"),
        "encryption_at_host_enabled": dig(security, "encryptionAtHost"),
        "custom_data": dig(profile, "customData"),
    }


def _windows(profile: Any, storage: Any) -> bool:
    stated = str(dig(storage, "osDisk", "osType") or "").casefold() == "windows"
    return stated or (dig(profile, "windowsConfiguration") is not None and not isinstance(dig(profile, "windowsConfiguration"), Unknown))


def _machine(arm: Arm) -> Attributes:
    storage, profile = arm.prop("storageProfile"), arm.prop("osProfile")
    own = dig(storage, "osDisk", "managedDisk", "id") if str(dig(storage, "osDisk", "createOption")).casefold() == "attach" else None
    return {
        "type!": "azurerm_windows_virtual_machine" if _windows(profile, storage) else None,
        "size": arm.prop("hardwareProfile", "vmSize"),
        "network_interface_ids": listed(arm.prop("networkProfile", "networkInterfaces"), "id"),
        "os_disk": _os_disk(storage),
        "os_managed_disk_id": own,
        "data_disk": _data_disks(storage),
        "user_data": arm.prop("userData"),
        **_image(storage),
        **_security(profile, arm.prop("securityProfile")),
    }


def _scale_set(arm: Arm) -> Attributes:
    machine = arm.prop("virtualMachineProfile")
    storage, profile = dig(machine, "storageProfile"), dig(machine, "osProfile")
    flexible = str(arm.prop("orchestrationMode") or "Uniform").casefold() == "flexible"
    kind = "azurerm_orchestrated_virtual_machine_scale_set" if flexible else None
    return {
        "type!": kind or ("azurerm_windows_virtual_machine_scale_set" if _windows(profile, storage) else None),
        "sku_name" if flexible else "sku": arm.get("sku", "name"),
        "network_interface": _set_interfaces(dig(machine, "networkProfile", "networkInterfaceConfigurations")),
        "os_disk": _os_disk(storage),
        "data_disk": _data_disks(storage),
        "extension": _set_extensions(dig(machine, "extensionProfile", "extensions")),
        "user_data": dig(machine, "userData"),
        **_image(storage),
        **_security(profile, dig(machine, "securityProfile")),
    }


def _set_interfaces(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    return [
        {
            "name": dig(one, "name"),
            "network_security_group_id": dig(one, "properties", "networkSecurityGroup", "id"),
            "ip_configuration": _set_addresses(dig(one, "properties", "ipConfigurations")),
        }
        for one in value
    ]


def _set_addresses(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value) or []
    return [
        {
            "subnet_id": dig(one, "properties", "subnet", "id"),
            "public_ip_address": block(name=dig(one, "properties", "publicIPAddressConfiguration", "name")),
            "load_balancer_backend_address_pool_ids": listed(dig(one, "properties", "loadBalancerBackendAddressPools"), "id"),
            "application_security_group_ids": listed(dig(one, "properties", "applicationSecurityGroups"), "id"),
        }
        for one in value
    ]


def _set_extensions(value: Any) -> Any:
    return rows(
        value,
        name="name",
        publisher="properties.publisher",
        type="properties.type",
        settings="properties.settings",
        protected_settings="properties.protectedSettings",
    )


def _extension(arm: Arm) -> Attributes:
    return {
        "virtual_machine_id": arm.parent,
        "publisher": arm.prop("publisher"),
        "type": arm.prop("type"),
        "settings": arm.prop("settings"),
        "protected_settings": arm.prop("protectedSettings"),
    }


def _set_extension(arm: Arm) -> Attributes:
    found = _extension(arm)
    return {"virtual_machine_scale_set_id": found.pop("virtual_machine_id"), **found}


def _run_command(arm: Arm) -> Attributes:
    source = row(arm.prop("source"), script="script", script_uri="scriptUri", command_id="commandId")
    return {"virtual_machine_id": arm.parent, "source": source}


def _encryption_set(arm: Arm) -> Attributes:
    return {"key_vault_key_id": arm.prop("activeKey", "keyUrl"), "encryption_type": arm.prop("encryptionType")}


def _image_of(arm: Arm) -> Attributes:
    storage = arm.prop("storageProfile")
    disk = {"disk_encryption_set_id": "diskEncryptionSet.id", "managed_disk_id": "managedDisk.id", "blob_uri": "blobUri"}
    return {
        "source_virtual_machine_id": arm.prop("sourceVirtualMachine", "id"),
        "os_disk": row(dig(storage, "osDisk"), **disk),
        "data_disk": rows(dig(storage, "dataDisks"), **disk),
    }


def _gallery(arm: Arm) -> Attributes:
    return {"sharing": block(permission=arm.prop("sharingProfile", "permissions"))}


def _gallery_version(arm: Arm) -> Attributes:
    targets = rows(
        arm.prop("publishingProfile", "targetRegions"), name="name", disk_encryption_set_id="encryption.osDiskImage.diskEncryptionSetId"
    )
    source = arm.prop("storageProfile", "source", "id")
    return {"managed_image_id": source, "target_region": targets, "gallery_image_id": arm.parent}


_POOL: Mapping[str, str] = {
    "name": "name",
    "vm_size": "vmSize",
    "vnet_subnet_id": "vnetSubnetID",
    "pod_subnet_id": "podSubnetID",
    "node_public_ip_enabled": "enableNodePublicIP",
    "os_disk_type": "osDiskType",
    "node_labels": "nodeLabels",
    "workload_runtime": "workloadRuntime",
}


def _cluster(arm: Arm) -> Attributes:
    pools = arm.prop("agentPoolProfiles")
    addons = arm.prop("addonProfiles")
    identity = arm.prop("identityProfile", "kubeletidentity", "resourceId")
    server = arm.prop("apiServerAccessProfile")
    secrets = switched(dig(addons, "azureKeyvaultSecretsProvider", "enabled"))
    defender = dig(arm.prop("securityProfile"), "defender", "securityMonitoring", "enabled")
    return {
        "default_node_pool": rows(pools[:1], **_POOL) if isinstance(pools, list) else unsure(pools),
        "kubelet_identity": block(user_assigned_identity_id=identity),
        "disk_encryption_set_id": arm.prop("diskEncryptionSetID"),
        "local_account_disabled": arm.prop("disableLocalAccounts"),
        "run_command_enabled": not off if isinstance(off := dig(server, "disableRunCommand"), bool) else off,
        "private_cluster_enabled": dig(server, "enablePrivateCluster"),
        "api_server_access_profile": block(authorized_ip_ranges=dig(server, "authorizedIPRanges")),
        "azure_active_directory_role_based_access_control": _directory(arm.prop("aadProfile")),
        "network_profile": block(
            outbound_type=arm.prop("networkProfile", "outboundType"), network_plugin=arm.prop("networkProfile", "networkPlugin")
        ),
        "azure_policy_enabled": switched(dig(addons, "azurepolicy", "enabled")),
        "key_vault_secrets_provider": [{"secret_rotation_enabled": True}] if secrets is True else unsure(secrets),
        "microsoft_defender": [{"enabled": True}] if defender is True else unsure(defender),
        "image_integrity_enabled": dig(arm.prop("securityProfile"), "imageIntegrity", "enabled"),
        "oidc_issuer_enabled": arm.prop("oidcIssuerProfile", "enabled"),
    }


def _directory(value: Any) -> Any:
    return row(value, azure_rbac_enabled="enableAzureRBAC", admin_group_object_ids="adminGroupObjectIDs", tenant_id="tenantID")


def _pool(arm: Arm) -> Attributes:
    found = {k: arm.prop(path) for k, path in _POOL.items() if k != "name"}
    return {"kubernetes_cluster_id": arm.parent, **found}


def _cluster_extension(arm: Arm) -> Attributes:
    return {"cluster_id": arm.parent, "extension_type": arm.prop("extensionType")}


def _named(values: Any, name: str = "name", value: str = "value") -> Any:
    """A list of names and values as a map; what is secret stays out."""
    if not isinstance(values, list):
        return unsure(values)
    return {str(dig(v, name)): dig(v, value) for v in values if dig(v, value) is not None}


def _container_group(arm: Arm) -> Attributes:
    volumes = arm.prop("volumes")
    address = arm.prop("ipAddress")
    found = _group_containers(arm.prop("containers"), volumes)
    return {
        "container": found,
        "init_container": _group_containers(arm.prop("initContainers"), volumes),
        "subnet_ids": listed(arm.prop("subnetIds"), "id"),
        "network_profile_id": arm.prop("networkProfile", "id"),
        "ip_address_type": "None" if address is None else dig(address, "type"),
        "dns_name_label": dig(address, "dnsNameLabel"),
        "sku": arm.prop("sku"),
    }


def _group_containers(value: Any, volumes: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    shares = rows(volumes, name="name", share_name="azureFile.shareName", storage_account_name="azureFile.storageAccountName")
    return [
        {
            "name": dig(one, "name"),
            "image": dig(one, "properties", "image"),
            "commands": dig(one, "properties", "command"),
            "ports": rows(dig(one, "properties", "ports"), port="port"),
            "environment_variables": _named(dig(one, "properties", "environmentVariables")),
            "volume": [s for s in shares or [] if s.get("share_name")] if isinstance(shares, list | None) else [],
        }
        for one in value
    ]


def _environment(arm: Arm) -> Attributes:
    return {
        "infrastructure_subnet_id": arm.prop("vnetConfiguration", "infrastructureSubnetId"),
        "internal_load_balancer_enabled": arm.prop("vnetConfiguration", "internal"),
        "public_network_access": arm.prop("publicNetworkAccess"),
    }


def _environment_storage(arm: Arm) -> Attributes:
    own = arm.prop("azureFile")
    return {"container_app_environment_id": arm.parent, "account_name": dig(own, "accountName"), "share_name": dig(own, "shareName")}


_SECRET = {"name": "name", "key_vault_secret_id": "keyVaultUrl"}
_VARIABLE = {"name": "name", "value": "value", "secret_name": "secretRef"}
_RESTRICTION = {"name": "name", "action": "action", "ip_address_range": "ipAddressRange"}


def _app(arm: Arm) -> Attributes:
    configuration, template = arm.prop("configuration"), arm.prop("template")
    ingress = dig(configuration, "ingress")
    found = row(ingress, external_enabled="external", target_port="targetPort", client_certificate_mode="clientCertificateMode")
    if isinstance(found, list):
        restrictions = rows(dig(ingress, "ipSecurityRestrictions"), **_RESTRICTION)
        found[0].update({"ip_security_restriction": restrictions} if restrictions else {})
    return {
        "container_app_environment_id": arm.prop("managedEnvironmentId") or arm.prop("environmentId"),
        "template": template if isinstance(template, Unknown) else [_app_template(template)],
        "ingress": found,
        "secret": rows(dig(configuration, "secrets"), **_SECRET),
    }


def _app_template(template: Any) -> Attributes:
    found = {
        "container": _app_containers(dig(template, "containers")),
        "init_container": _app_containers(dig(template, "initContainers")),
        "volume": rows(dig(template, "volumes"), name="name", storage_name="storageName", storage_type="storageType"),
    }
    return {k: v for k, v in found.items() if v is not None}


def _app_containers(value: Any) -> Any:
    if not isinstance(value, list):
        return unsure(value)
    return [
        {
            "name": dig(one, "name"),
            "image": dig(one, "image"),
            "command": dig(one, "command"),
            "args": dig(one, "args"),
            "env": rows(dig(one, "env"), **_VARIABLE),
        }
        for one in value
    ]


def _batch_pool(arm: Arm) -> Attributes:
    machine = arm.prop("deploymentConfiguration", "virtualMachineConfiguration")
    network = arm.prop("networkConfiguration")
    addresses = dig(network, "publicIPAddressConfiguration", "provision")
    return {
        "account_name": arm.parent,
        "vm_size": arm.prop("vmSize"),
        "network_configuration": block(subnet_id=dig(network, "subnetId"), public_address_provisioning_type=addresses),
        "start_task": block(
            command_line=arm.prop("startTask", "commandLine"),
            common_environment_properties=_named(arm.prop("startTask", "environmentSettings")),
        ),
        "container_configuration": block(container_image_names=dig(machine, "containerConfiguration", "containerImageNames")),
        "storage_image_reference": row(
            dig(machine, "imageReference"), publisher="publisher", offer="offer", sku="sku", version="version", id="id"
        ),
    }


def _plain(_: Arm) -> Attributes:
    return {}


_C = "Microsoft.Compute"
COMPUTE: Mapping[str, tuple[str, Callable[[Arm], Attributes]]] = {
    f"{_C}/virtualMachines": ("azurerm_linux_virtual_machine", _machine),
    f"{_C}/virtualMachines/extensions": ("azurerm_virtual_machine_extension", _extension),
    f"{_C}/virtualMachines/runCommands": ("azurerm_virtual_machine_run_command", _run_command),
    f"{_C}/virtualMachineScaleSets": ("azurerm_linux_virtual_machine_scale_set", _scale_set),
    f"{_C}/virtualMachineScaleSets/extensions": ("azurerm_virtual_machine_scale_set_extension", _set_extension),
    f"{_C}/diskEncryptionSets": ("azurerm_disk_encryption_set", _encryption_set),
    f"{_C}/diskAccesses": ("azurerm_disk_access", _plain),
    f"{_C}/images": ("azurerm_image", _image_of),
    f"{_C}/galleries": ("azurerm_shared_image_gallery", _gallery),
    f"{_C}/galleries/images": ("azurerm_shared_image", _plain),
    f"{_C}/galleries/images/versions": ("azurerm_shared_image_version", _gallery_version),
    "Microsoft.ContainerService/managedClusters": ("azurerm_kubernetes_cluster", _cluster),
    "Microsoft.ContainerService/managedClusters/agentPools": ("azurerm_kubernetes_cluster_node_pool", _pool),
    "Microsoft.KubernetesConfiguration/extensions": ("azurerm_kubernetes_cluster_extension", _cluster_extension),
    "Microsoft.ContainerInstance/containerGroups": ("azurerm_container_group", _container_group),
    "Microsoft.App/managedEnvironments": ("azurerm_container_app_environment", _environment),
    "Microsoft.App/managedEnvironments/storages": ("azurerm_container_app_environment_storage", _environment_storage),
    "Microsoft.App/containerApps": ("azurerm_container_app", _app),
    "Microsoft.App/jobs": ("azurerm_container_app_job", _app),
    "Microsoft.Batch/batchAccounts/pools": ("azurerm_batch_pool", _batch_pool),
}
