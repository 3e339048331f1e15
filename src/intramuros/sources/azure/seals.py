# SPDX-License-Identifier: Apache-2.0
"""How Azure stores are sealed and gated: customer keys, TLS floors, replication and the firewall before a data plane.

Azure encrypts every store with a key of its own where none is named, so the least state is `provider-key`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.gate import Gate
from intramuros.estate.places import azure_pair
from intramuros.estate.stores import Place, PlaceKind, Seal, Transport
from intramuros.estate.values import Fact, Unknown, both, either, known, readable
from intramuros.sources.attributes import text
from intramuros.sources.azure.arm import switched
from intramuros.sources.azure.common import addresses, first, region, where
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

KEY_TYPES = ("azurerm_key_vault_key", "azurerm_key_vault_managed_hardware_security_module_key")
VAULT_TYPES = ("azurerm_key_vault", "azurerm_key_vault_managed_hardware_security_module")
ANYWHERE = ("0.0.0.0/0", "*", "0.0.0.0-255.255.255.255")


def key_address(book: Book, value: Any) -> Fact[str | None]:
    """The address of a key by reference or by URI, with or without version; the URI where the estate does not hold it."""
    found = book.resolve(value, *KEY_TYPES) if value != "" else None
    if not isinstance(found, str) or found in book.by_address:
        return found
    wanted = found.casefold()
    for key in (*book.of(*KEY_TYPES), *book.data(*KEY_TYPES)):
        own = book.names(key.address)
        base = (own.get("versionless_id") or own.get("id", "")).casefold()
        if base and (wanted == base or wanted.startswith(f"{base}/")):
            return key.address
    return found


def key_in_vault(book: Book, vault: Any, name: Any) -> Fact[str | None]:
    """The address of a key by its vault and its name."""
    home, wanted = book.resolve(vault, *VAULT_TYPES), text(book.spell(name))
    for key in (*book.of(*KEY_TYPES), *book.data(*KEY_TYPES)):
        holds = book.resolve(key.attrs.get("key_vault_id") or key.attrs.get("managed_hsm_id"), *VAULT_TYPES)
        if known(wanted) and book.spell(key.attrs.get("name")) == wanted and holds == home:
            return key.address
    return f"{readable(str(vault))}/keys/{readable(str(wanted))}" if known(wanted) else wanted


def seal(book: Book, declared: Declared, value: Any, spelling: str, *, by: Declared | None = None) -> Seal:
    """Sealed with the customer's key where `value` names one, with Microsoft's where it is left out, unknown otherwise."""
    at = by or declared
    key = key_address(book, value)
    if key is None:
        why = f"no {spelling}: a key that Microsoft holds"
        return Seal(state="provider-key", address=declared.address, origin=declared.origin, why=why)
    if isinstance(key, Unknown):
        state = Unknown(f"`{at.address}.{spelling}`: {key.why}")
        return Seal(state=state, address=at.address, origin=where(at, spelling), key=key, why=key.why)
    why = f"{spelling} of {at.address} is {key if key in book.by_address else readable(key)}"
    return Seal(state="customer-key", address=at.address, origin=where(at, spelling), key=key, why=why)


def unknown_seal(declared: Declared, spelling: str, missing: Unknown) -> Seal:
    """A seal whose block is there but cannot be read."""
    return Seal(state=missing, address=declared.address, origin=where(declared, spelling), why=missing.why)


def transport(declared: Declared, refuses: Fact[bool], why: str, *keys: str) -> Transport:
    """Whether plain connections are refused, as `declared` says it."""
    return Transport(refuses_plain=refuses, address=declared.address, origin=where(declared, *keys), why=why)


def modern_tls(value: Any, default: str) -> Fact[bool]:
    """Whether a TLS floor is 1.2 or higher, in any of Azure's spellings (`TLS1_2`, `1.2`, `Tls12`, `TLS12`)."""
    floor = text(value, default)
    if isinstance(floor, Unknown):
        return floor
    digits = "".join(c for c in str(floor) if c.isdigit())
    if not digits:
        disabled = str(floor).casefold() in ("disabled", "tlsenforcementdisabled", "")
        return False if disabled else Unknown(f"TLS floor `{readable(str(floor))}` is not known")
    return digits >= "12"


def denies(action: Any, default: str = "Allow") -> Fact[bool]:
    """Whether a firewall's default action is to deny."""
    found = text(action, default)
    return found if isinstance(found, Unknown) else str(found).casefold() == "deny"


def public_access(declared: Declared) -> Any:
    """Whether the public endpoint is on: a switch, or a word, of which `SecuredByPerimeter` alone lets nobody in.

    learn.microsoft.com/azure/private-link/network-security-perimeter-transition, "Not associated".
    """
    stated = first(declared.attrs, "public_network_access_enabled", "public_network_access")
    return switched(stated)


def gate(
    book: Book,
    declared: Declared,
    *,
    public: Fact[bool],
    opens: Fact[bool],
    rules: dict[str, Any] | None = None,
    by: Declared | None = None,
) -> Gate:
    """A data plane's network gate; `rules` holds `addresses`, `segments` (subnet ids), `instances` (resource ids) and `trusted`."""
    found = rules or {}
    admitted = tuple(t for a in found.get("addresses", ()) if (t := text(book.spell(a))) is not None)
    everyone = any(a in ANYWHERE for a in admitted)
    at = by or declared
    return Gate(
        public=public,
        open=both(public, True if everyone else opens),
        addresses=admitted,
        segments=addresses(book, list(found.get("segments", ())), "azurerm_subnet"),
        trusted_services=found.get("trusted", False),
        instances=addresses(book, list(found.get("instances", ()))),
        address=at.address,
        origin=where(at, "public_network_access_enabled", "network_rules", "network_acls", "network_rule_set"),
        why=_gate_why(public, either(opens, everyone)),
    )


def _gate_why(public: Fact[bool], opens: Fact[bool]) -> str:
    if public is False:
        return "public network access is off"
    if opens is True:
        return "the public endpoint takes every address"
    return "the firewall denies by default" if opens is False else "the firewall is not known"


def pair_place(book: Book, declared: Declared, kind: PlaceKind, why: str, *keys: str, location: Any = None) -> Place:
    """The copy that Azure keeps in the paired region."""
    home = region(book, location if location is not None else declared.attrs.get("location"))
    return Place(kind=kind, where=paired(home), address=declared.address, origin=where(declared, *keys), why=why)


def paired(home: Fact[str | None]) -> Fact[str]:
    """The region that geo-redundant services of a region copy to."""
    if isinstance(home, Unknown):
        return home
    pair = azure_pair(home) if home else None
    return pair or Unknown(f"the paired region of `{home}` is not known")


def regional_places(book: Book, at: Declared, locations: list[Any], kind: PlaceKind, why: str, key: str = "location") -> Iterator[Place]:
    """One place for each location named."""
    for value in locations:
        found = region(book, value)
        if found is not None:
            yield Place(kind=kind, where=found, address=at.address, origin=where(at, key), why=why)
