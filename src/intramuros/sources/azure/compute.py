# SPDX-License-Identifier: Apache-2.0
"""Virtual machines and scale sets: where they stand, as whom they run, on which disks, and whether in a trusted environment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.resource import Resource
from intramuros.estate.stores import Seal
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Attachment, InlineDisk, Workload
from intramuros.sources.attributes import block, blocks, text, unknown_in
from intramuros.sources.azure import confidential
from intramuros.sources.azure.common import first, head
from intramuros.sources.azure.filters import ASG, GROUP
from intramuros.sources.azure.hosts import data_disks, decoded, extension_commands, images_of, os_disk
from intramuros.sources.azure.network import addresses_of, asgs_of, groups_of_interface, has_public_ip
from intramuros.sources.azure.pools import behind_public_balancer, pool_of_interface
from intramuros.sources.azure.principals import identities_of
from intramuros.sources.azure.uses import uses_of
from intramuros.sources.azure.wiring import INTERFACE, denote, denoted, given, line_of, many, several, subnet_at
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

MACHINES = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine", "azurerm_virtual_machine")
SCALE_SETS = (
    "azurerm_linux_virtual_machine_scale_set",
    "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set",
    "azurerm_virtual_machine_scale_set",
)
DISK = "azurerm_managed_disk"
ATTACHMENT = "azurerm_virtual_machine_data_disk_attachment"
IMPLICIT_DISK = "azurerm_virtual_machine_implicit_data_disk_from_source"
EXTENSION = "azurerm_virtual_machine_extension"
RUN_COMMAND = "azurerm_virtual_machine_run_command"
SET_EXTENSION = "azurerm_virtual_machine_scale_set_extension"


def lower_machines(book: Book) -> Iterator[Resource]:
    """Single machines of both provider generations."""
    for d in book.of(*MACHINES):
        size = text(first(d.attrs, "size", "vm_size"))
        sealed_in_use, why = confidential.of_machine(size, d.attrs)
        commands = tuple(_commands(book, d))
        yield Workload(
            **head(book, d),
            kind="vm",
            identities=identities_of(book, d),
            attachments=tuple(_attachments(book, d)),
            disks=tuple(_machine_disks(book, d)),
            volumes=tuple(_volumes(book, d)),
            images=images_of(book, d.attrs),
            commands=commands,
            veiled_commands=tuple(_veiled(book, d)),
            uses=uses_of(book, commands, (), line_of(d, "custom_data")),
            size=size,
            confidential=sealed_in_use,
            confidential_why=why,
            entra_login=_entra_login(book, d),
        )


def _entra_login(book: Book, d: Declared) -> bool:
    """learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux: the login roles ask for the extension."""
    kinds = (str(e.attrs.get("type")) for e in book.pointing((EXTENSION,), "virtual_machine_id", d.address))
    return any(k in ("AADSSHLoginForLinux", "AADLoginForLinux", "AADLoginForWindows") for k in kinds)


def _attachments(book: Book, d: Declared) -> Iterator[Attachment]:
    named = several(book, d, d.attrs.get("network_interface_ids"), "network_interface_ids", INTERFACE)
    for interface in named or (Unknown(f"the interfaces of `{d.address}` are not stated"),):
        own = book.by_address.get(interface) if isinstance(interface, str) else None
        if own is not None and own.mode == "managed":
            yield attachment_of(book, own)
        else:
            why = interface if isinstance(interface, Unknown) else Unknown(f"the interface `{interface}` is not declared")
            origin = line_of(d, "network_interface_ids")
            yield Attachment(subnet=why, rule_sets=(why,), public_ip=why, address=d.address, origin=origin)


def attachment_of(book: Book, d: Declared) -> Attachment:
    """Where a network interface puts the machine that carries it."""
    own = blocks(d.attrs, "ip_configuration")
    subnet = next((s for b in own if (s := subnet_at(book, d, b.get("subnet_id"), "ip_configuration")) is not None), None)
    public = has_public_ip(book, d)
    return Attachment(
        subnet=subnet if subnet is not None else unknown_in(d.attrs, "ip_configuration") or Unknown(f"`{d.address}` names no subnet"),
        rule_sets=groups_of_interface(book, d),
        public_ip=public if public is not False else behind_public_balancer(book, pool_of_interface(book, d)),
        groups=asgs_of(book, d),
        ips=addresses_of(d),
        address=d.address,
        origin=d.origin,
    )


def _machine_disks(book: Book, d: Declared) -> Iterator[InlineDisk]:
    if d.attrs.get("os_managed_disk_id"):
        return  # the disk is a resource of its own and judged there
    yield from os_disk(book, d)
    for key in ("storage_os_disk", "storage_data_disk"):
        for index, own in enumerate(blocks(d.attrs, key)):
            if not own.get("managed_disk_id"):
                why = "the legacy resource has no way to name a disk encryption set"
                seal = Seal(state="provider-key", address=d.address, origin=line_of(d, key, index), why=why)
                yield InlineDisk(name=f"{key}[{index}]", seal=seal)


def _volumes(book: Book, d: Declared) -> Iterator[Fact[str]]:
    yield from many(book, d.attrs.get("os_managed_disk_id"), DISK)
    for key in ("storage_os_disk", "storage_data_disk"):
        for own in blocks(d.attrs, key):
            yield from many(book, own.get("managed_disk_id"), DISK)
    for link in book.pointing((ATTACHMENT,), "virtual_machine_id", d.address):
        yield from given((denote(book, link, "managed_disk_id", DISK),))


def _commands(book: Book, d: Declared) -> Iterator[Fact[str]]:
    profile = block(d.attrs, "os_profile")
    for value in (d.attrs.get("custom_data"), d.attrs.get("user_data"), d.attrs.get("user_data_base64"), profile.get("custom_data")):
        yield from given((decoded(value),))
    for extension in book.pointing((EXTENSION,), "virtual_machine_id", d.address):
        yield from extension_commands(extension.attrs)
    for command in book.pointing((RUN_COMMAND,), "virtual_machine_id", d.address):
        source = block(command.attrs, "source")
        yield from given(text(source.get(k)) for k in ("script", "script_uri", "command_id"))


def _veiled(book: Book, d: Declared) -> Iterator[Fact[str]]:
    """Protected settings are decrypted on the machine alone (learn.microsoft.com/azure/virtual-machines/extensions/features-linux)."""
    apart = (
        *book.pointing((EXTENSION,), "virtual_machine_id", d.address),
        *book.pointing((SET_EXTENSION,), "virtual_machine_scale_set_id", d.address),
    )
    for attrs in (*(e.attrs for e in apart), *blocks(d.attrs, "extension")):
        yield from extension_commands(attrs, "protected_settings")


def lower_scale_sets(book: Book) -> Iterator[Resource]:
    """Scale sets of every kind; their interfaces and disks are declared inside."""
    for d in book.of(*SCALE_SETS):
        size = _set_size(d)
        sealed_in_use, why = confidential.of_machine(size, d.attrs)
        commands = tuple(_set_commands(book, d))
        yield Workload(
            **head(book, d),
            kind="scale-set",
            identities=identities_of(book, d),
            attachments=tuple(_set_attachments(book, d)),
            disks=(*os_disk(book, d), *data_disks(book, d), *_legacy_disks(d)),
            images=images_of(book, d.attrs) + images_of(book, {"source_image_reference": d.attrs.get("storage_profile_image_reference")}),
            commands=commands,
            veiled_commands=tuple(_veiled(book, d)),
            uses=uses_of(book, commands, (), line_of(d, "custom_data")),
            size=size,
            confidential=sealed_in_use,
            confidential_why=why,
        )


def _set_size(d: Declared) -> Fact[str | None]:
    legacy = block(d.attrs, "sku").get("name")
    stated = first(d.attrs, "sku_name") or legacy or d.attrs.get("sku")
    return text(stated) if not isinstance(stated, list | dict) else None


def _legacy_disks(d: Declared) -> Iterator[InlineDisk]:
    for key in ("storage_profile_os_disk", "storage_profile_data_disk"):
        for index, _ in enumerate(blocks(d.attrs, key)):
            why = "the legacy resource has no way to name a disk encryption set"
            yield InlineDisk(
                name=f"{key}[{index}]", seal=Seal(state="provider-key", address=d.address, origin=line_of(d, key, index), why=why)
            )


def _set_attachments(book: Book, d: Declared) -> Iterator[Attachment]:
    for key in ("network_interface", "network_profile"):
        missing = unknown_in(d.attrs, key)
        if missing:
            yield Attachment(subnet=missing, rule_sets=(missing,), public_ip=missing, address=d.address, origin=line_of(d, key))
        for index, interface in enumerate(blocks(d.attrs, key)):
            for config in blocks(interface, "ip_configuration"):
                yield _set_attachment(book, d, interface, config, (key, index))


def _set_attachment(book: Book, d: Declared, interface: dict[str, Any], config: dict[str, Any], at: tuple[str, int]) -> Attachment:
    key, index = at
    public = any(blocks(config, k) for k in ("public_ip_address", "public_ip_address_configuration"))
    pools = many(book, config.get("load_balancer_backend_address_pool_ids"))
    return Attachment(
        subnet=subnet_at(book, d, config.get("subnet_id"), key),
        rule_sets=given((denoted(book, d, interface.get("network_security_group_id"), key, GROUP),)),
        public_ip=public or behind_public_balancer(book, pools),
        groups=many(book, config.get("application_security_group_ids"), ASG),
        address=d.address,
        origin=line_of(d, key, index),
    )


def _set_commands(book: Book, d: Declared) -> Iterator[Fact[str]]:
    yield from _commands(book, d)
    for profile in blocks(d.attrs, "os_profile"):
        for system in ("linux_configuration", "windows_configuration"):
            yield from given((decoded(block(profile, system).get("custom_data")),))
    for extension in blocks(d.attrs, "extension"):
        yield from extension_commands(extension)
    for separate in book.pointing((SET_EXTENSION,), "virtual_machine_scale_set_id", d.address):
        yield from extension_commands(separate.attrs)


LOWERINGS = (
    (frozenset(MACHINES), lower_machines),
    (frozenset(SCALE_SETS), lower_scale_sets),
)
SUB_RESOURCES = frozenset({ATTACHMENT, IMPLICIT_DISK, EXTENSION, RUN_COMMAND, SET_EXTENSION})
