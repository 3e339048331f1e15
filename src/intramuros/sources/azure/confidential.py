# SPDX-License-Identifier: Apache-2.0
"""Which VM sizes compute inside a trusted execution environment, and what else a machine needs to be a confidential one.

Sizes by the documented naming (Microsoft Learn, "Virtual machine naming conventions": sub-family C is confidential for the DC,
EC and NCC series, but compute intensive for NC; the additive feature `e` stands for TDX). A confidential VM is one whose security
type is `ConfidentialVM`; the provider sets it when the OS disk names a `security_encryption_type`, which needs a vTPM
(azurerm `linux_virtual_machine`). SGX sizes are no confidential VMs: they offer enclaves to applications made for them, and what
runs outside of one, as a model server does, is in the clear (Microsoft Learn, "Intel SGX-enabled virtual machines").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import block, switch, text

Technology = Literal["SGX", "SEV-SNP", "TDX", "GPU", "child"]

_SERIES: tuple[tuple[re.Pattern[str], Technology], ...] = (
    (lazy(r"standard_(dc|ec)\d+(-\d+)?i?ad?s_cc_v5", re.I), "child"),
    (lazy(r"standard_dc\d+s(_v[23])?|standard_dc\d+ds_v3", re.I), "SGX"),
    (lazy(r"standard_(dc|ec)\d+(-\d+)?i?ad?s_v[5-9]", re.I), "SEV-SNP"),
    (lazy(r"standard_(dc|ec)\d+(-\d+)?i?ed?s_v[5-9]|standard_(dc|ec)\d+(-\d+)?ei?d?s_v[5-9]", re.I), "TDX"),
    (lazy(r"standard_ncc\d+[a-z]*_[a-z0-9]+_v[5-9]", re.I), "GPU"),
)


def technology(size: str) -> Technology | None:
    """The trusted execution environment of a VM size; None for an ordinary one."""
    return next((tech for pattern, tech in _SERIES if pattern.fullmatch(size.strip())), None)


def of_machine(size: Fact[str | None], attrs: Mapping[str, Any]) -> tuple[Fact[bool], str]:
    """Whether a machine or scale set of this size and these settings is confidential, and why."""
    known = _by_size(size)
    if known is not None:
        return known
    kind = technology(str(size))
    encryption = text(block(attrs, "os_disk").get("security_encryption_type"))
    missing = next((v for v in (encryption, attrs.get("vtpm_enabled"), attrs.get("secure_boot_enabled")) if isinstance(v, Unknown)), None)
    if missing:
        return missing, missing.why
    return _settings(str(size), f"{kind}", encryption, attrs)


def _settings(size: str, kind: str, encryption: Fact[str | None], attrs: Mapping[str, Any]) -> tuple[Fact[bool], str]:
    if encryption is None:
        return False, f"{size} could be a confidential VM ({kind}), but os_disk.security_encryption_type is not set"
    if switch(attrs.get("vtpm_enabled"), default=False) is not True:
        return False, f"{size} could be a confidential VM ({kind}), but vtpm_enabled is not true"
    if encryption == "DiskWithVMGuestState" and switch(attrs.get("secure_boot_enabled"), default=False) is not True:
        return False, f"{size} could be a confidential VM ({kind}), but secure_boot_enabled is not true"
    return True, f"{size} is a confidential VM size ({kind}), security_encryption_type = {encryption}, with a vTPM"


def of_nodes(size: Fact[str | None], runtime: Fact[str | None] = None) -> tuple[Fact[bool], str]:
    """Whether a cluster's node pool is confidential: AKS itself makes nodes of a confidential size confidential VMs."""
    if isinstance(size, str) and technology(size) == "child":
        kata = isinstance(runtime, str) and runtime.casefold().startswith("kata")
        return kata, f"{size} is no confidential VM itself; it carries confidential child VMs for Kata pods" + (
            "" if kata else ", which are off"
        )
    known = _by_size(size)
    return known if known is not None else (True, f"{size} nodes are confidential VMs ({technology(str(size))})")


def _by_size(size: Fact[str | None]) -> tuple[Fact[bool], str] | None:
    """The answer where the size alone gives it; None where the settings decide."""
    if isinstance(size, Unknown):
        return size, size.why
    if size is None:
        return False, "no size is stated"
    if is_symbolic(size):
        why = f"the size `{readable(size)}` is known only after apply"
        return Unknown(why), why
    kind = technology(size)
    if kind is None:
        return False, f"{size} is no confidential size"
    if kind == "child":
        return False, f"{size} is no confidential VM itself; it only carries confidential child VMs"
    return (False, f"{size} is no confidential VM; it only offers SGX enclaves to applications made for them") if kind == "SGX" else None
