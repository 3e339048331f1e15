# SPDX-License-Identifier: Apache-2.0
"""Jurisdictions as sets of countries, and the regions and data boundaries that lie wholly within them.

Membership as of 2026-11. EU: Treaty on European Union, the 27 member states
(https://european-union.europa.eu/principles-countries-history/eu-countries_en). EEA: Agreement on the
European Economic Area, Art. 126 (EU plus Iceland, Liechtenstein, Norway).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from intramuros.estate.places import regions, regions_in

EU: Final = frozenset("AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split())
EEA: Final = EU | {"IS", "LI", "NO"}

_OTHERS: Final = frozenset("CH GB US CA AU NZ JP KR SG IN IL AE QA SA ZA BR MX CL HK TW ID MY TH CN".split())

ZONES: Final[Mapping[str, frozenset[str]]] = {
    "eu": EU,
    "eea": EEA,
    "efta": frozenset({"CH", "IS", "LI", "NO"}),
    "dach": frozenset({"DE", "AT", "CH"}),
    "nordics": frozenset({"DK", "FI", "IS", "NO", "SE"}),
    "benelux": frozenset({"BE", "NL", "LU"}),
    "uk": frozenset({"GB"}),
    **{c.lower(): frozenset({c}) for c in sorted(EEA | _OTHERS)},
}
"""Every zone a charter may name; a country is its ISO 3166-1 code in small letters."""

GEOGRAPHIES: Final[Mapping[str, frozenset[str]]] = {
    "europe": EU,
    "france": frozenset({"FR"}),
    "germany": frozenset({"DE"}),
    "norway": frozenset({"NO"}),
    "switzerland": frozenset({"CH"}),
    "uk": frozenset({"GB"}),
    "united kingdom": frozenset({"GB"}),
    "ireland": frozenset({"IE"}),
    "netherlands": frozenset({"NL"}),
    "sweden": frozenset({"SE"}),
    "italy": frozenset({"IT"}),
    "spain": frozenset({"ES"}),
    "poland": frozenset({"PL"}),
    "united states": frozenset({"US"}),
    "usgov": frozenset({"US"}),
    "canada": frozenset({"CA"}),
    "australia": frozenset({"AU"}),
    "brazil": frozenset({"BR"}),
    "india": frozenset({"IN"}),
    "japan": frozenset({"JP"}),
    "korea": frozenset({"KR"}),
    "uae": frozenset({"AE"}),
    "africa": frozenset({"ZA"}),
    "asia pacific": frozenset({"SG", "HK"}),
}
"""Data boundaries of services that take a geography instead of a region (Azure Communication Services `data_location`)."""

_WHOLE: Final[Mapping[str, frozenset[str]]] = {
    "zone:eu": EU,
    "zone:us": frozenset({"US"}),
    "zone:apac": frozenset({"JP", "KR", "SG", "IN", "AU", "ID", "HK", "MY", "TH", "TW", "NZ"}),
    "zone:uk": frozenset({"GB"}),
    "zone:ca": frozenset({"CA"}),
    "zone:au": frozenset({"AU"}),
    "zone:jp": frozenset({"JP"}),
}


def countries_of(jurisdiction: Iterable[str]) -> frozenset[str]:
    """The union of the countries of the zones named; single regions add no country."""
    return frozenset(c for name in jurisdiction for c in ZONES.get(name.casefold(), ()))


def region_of(name: str) -> str | None:
    """The region that `aws:eu-central-1`, `azure:westeurope` or a bare region id names; None for a zone or nonsense."""
    bare = name.partition(":")[2] or name
    return bare if bare in regions() else None


def approved_regions(jurisdiction: Iterable[str]) -> frozenset[str]:
    """Every region in which data may be."""
    names = tuple(jurisdiction)
    single = {r for n in names if (r := region_of(n))}
    return regions_in(countries_of(names)) | single


def approved_zones(jurisdiction: Iterable[str]) -> frozenset[str]:
    """Processing zones and geographies that lie wholly inside, as `Place.where` writes them."""
    countries = countries_of(jurisdiction)
    zones = {z for z, members in _WHOLE.items() if members <= countries}
    return frozenset(zones | {f"geo:{g}" for g, members in GEOGRAPHIES.items() if members <= countries})
