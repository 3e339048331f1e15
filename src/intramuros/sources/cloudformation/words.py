# SPDX-License-Identifier: Apache-2.0
"""CloudFormation's names in the provider's spelling: `VPCSecurityGroups` is `vpc_security_groups`."""

from __future__ import annotations

from functools import cache
from typing import Final

from intramuros.estate.patterns import lazy

_EDGE: Final = lazy(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@cache
def snake(name: str) -> str:
    """A property's name as Terraform's providers write it."""
    return (
        _EDGE.sub("_", name.replace("IDs", "Ids").replace("ARNs", "Arns").replace("IPv", "Ipv").replace("IPs", "Ips"))
        .lower()
        .replace("-", "_")
    )
