# SPDX-License-Identifier: Apache-2.0
"""What only the cloud, or whoever deploys, will know: kept as a path until it is used, then a symbol or an unknown."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Unknown, is_symbolic, readable, symbol
from intramuros.sources.nodes import Node

_MAX_SHOWN: Final = 90
ROOM: Final = "resourceGroup()"
"""Under this address stand the name and the location of the group that a template is deployed to."""
SUBSCRIPTION: Final = symbol("provider.azurerm", "subscription_id")
TENANT: Final = symbol("provider.azurerm", "tenant_id")
GROUP: Final = symbol(ROOM, "name")
_ATOMS: Final = ("provider.azurerm", ROOM, "uniqueString", "guid")
"""Symbols that hold no slash, bar or comma."""


MAX_PARTS: Final = 300_000
"""Objects, arrays and values in one value."""


class TooMuch(Exception):
    """A template would take more work than any that Azure admits."""


class Opaque(Exception):
    """A function met a text of which a part is a symbol, and cannot look at its characters."""


class Later(Struct, frozen=True):
    """A value that is not known, and the properties that were taken of it."""

    address: str
    path: tuple[str, ...] = ()
    textual: bool = False
    """Whether it may stand as text (what a resource gives back); else nothing is known of its kind."""
    why: str = ""
    kind: str = ""
    """ARM type of the resource, in small letters."""

    def below(self, key: Any) -> Later:
        """A property or an item of it."""
        return Later(self.address, (*self.path, str(key)), self.textual, self.why, self.kind)

    @property
    def text(self) -> str:
        """The symbol that stands for it inside a text."""
        return symbol(self.address, attribute(self.kind, self.path))

    @property
    def settled(self) -> Any:
        """It as a value of its own."""
        below = f"`{'.'.join(self.path)}` of it" if self.path else ""
        return self.text if self.textual else Unknown(" ".join(filter(None, (below and f"{below}:", self.why))))


def settle(value: Any) -> Any:
    """A value, at any depth, without anything that waits to be used.

    Raises:
        TooMuch: it is made of more parts than a template could be.

    """
    return _Settling().of(value) if isinstance(value, Later | Mapping | list) else value


class _Settling:
    def __init__(self) -> None:
        self._left = MAX_PARTS

    def of(self, value: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise TooMuch
        if isinstance(value, Later):
            return value.settled
        if isinstance(value, Mapping):
            found = {k: self.of(v) for k, v in value.items()}
            return value.like(found) if isinstance(value, Node) else found
        return [self.of(v) for v in value] if isinstance(value, list) else value


def uncertain(value: Any) -> Unknown | None:
    """Why a value as a whole is not known; None where it is."""
    if isinstance(value, Later):
        return Unknown(value.why or f"`{readable(value.text)}` is known only after deployment")
    return value if isinstance(value, Unknown) else None


def plain(value: Any) -> str:
    """Text whose characters may be looked at.

    Raises:
        Opaque: a part of it is a symbol.

    """
    if is_symbolic(value):
        raise Opaque
    return str(value)


def told(value: Any) -> str:
    """A value in a few words, equal for equal values."""
    if isinstance(value, Later):
        return readable(value.text)
    if isinstance(value, str):
        return readable(value) if is_symbolic(value) else f"'{value}'"
    return value.why if isinstance(value, Unknown) else str(value)


def opaque(function: str, *args: Any) -> str:
    """The symbol for a text that a function would make; equal where the arguments are."""
    words = f"{function}({', '.join(map(told, args))})"
    for long, short in ((f"/subscriptions/{readable(SUBSCRIPTION)}", "…"), (f"…/resourceGroups/{readable(GROUP)}", "resourceGroup().id")):
        words = words.replace(long, short)
    words = words.replace("${", "{").replace("/", ":")  # no slash, so that an id can be cut at its own
    if len(words) > _MAX_SHOWN:
        words = f"{words[:_MAX_SHOWN]}…{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    return symbol(words)


def atomic(address: str) -> bool:
    """Whether a symbol stands for one word."""
    return address.startswith(_ATOMS)


_USUAL: Final[Mapping[str, str]] = {
    "identity.principalid": "identity.0.principal_id",
    "identity.tenantid": "identity.0.tenant_id",
    "loginserver": "login_server",
    "vaulturi": "vault_uri",
    "hsmuri": "hsm_uri",
    "keyuri": "versionless_id",
    "keyuriwithversion": "id",
    "secreturi": "versionless_id",
    "secreturiwithversion": "id",
    "customerid": "workspace_id",
    "fullyqualifieddomainname": "fully_qualified_domain_name",
    "documentendpoint": "endpoint",
    "defaulthostname": "default_hostname",
    "ipaddress": "ip_address",
    "connectionstring": "connection_string",
    "instrumentationkey": "instrumentation_key",
    **{f"primaryendpoints.{part}": f"primary_{part}_endpoint" for part in ("blob", "dfs", "file", "queue", "table", "web")},
    "identityprofile.kubeletidentity.objectid": "kubelet_identity.0.object_id",
    "identityprofile.kubeletidentity.clientid": "kubelet_identity.0.client_id",
    "addonprofiles.azurekeyvaultsecretsprovider.identity.objectid": "key_vault_secrets_provider.0.secret_identity.0.object_id",
    "addonprofiles.ingressapplicationgateway.identity.objectid": "ingress_application_gateway.0.ingress_application_gateway_identity.0.object_id",
    "addonprofiles.omsagent.identity.objectid": "oms_agent.0.oms_agent_identity.0.object_id",
}
"""What a resource gives back, in ARM's words and in azurerm's."""
_OF_TYPE: Final[Mapping[str, Mapping[str, str]]] = {
    "microsoft.managedidentity/userassignedidentities": {"principalid": "principal_id", "clientid": "client_id", "tenantid": "tenant_id"},
    "microsoft.dbforpostgresql/flexibleservers": {"fullyqualifieddomainname": "fqdn"},
    "microsoft.dbformysql/flexibleservers": {"fullyqualifieddomainname": "fqdn"},
    "microsoft.cache/redis": {"hostname": "hostname"},
}


LISTED: Final = "list"
"""Stands for the type where a value is one that `list…()` gives."""
_SECRETS: Final = (
    (lazy(r"keys\.1\.|key2|secondary.*key", re.IGNORECASE), "secondary_access_key"),
    (lazy(r"readonly", re.IGNORECASE), "primary_readonly_key"),
    (lazy(r"connectionstring", re.IGNORECASE), "primary_connection_string"),
    (lazy(r"passwords", re.IGNORECASE), "admin_password"),
    (lazy(r"^$|^keys\.|^key1$|primary.*key|sastoken", re.IGNORECASE), "primary_access_key"),
)
"""What `list…()` gives, and how azurerm calls what opens a store; a signature counts as a key."""


def attribute(kind: str, path: tuple[str, ...]) -> str:
    """The azurerm attribute for a path of properties; the path itself where none is known."""
    words = ".".join(path)
    if kind == LISTED:
        return next((name for form, name in _SECRETS if form.search(words)), words)
    folded = words.removeprefix("properties.").casefold()
    return _OF_TYPE.get(kind, {}).get(folded) or _USUAL.get(folded) or words
