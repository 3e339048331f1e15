# SPDX-License-Identifier: Apache-2.0
"""What AWS will call each declared resource: ARNs, ids and names; parts that only the cloud knows stay symbols.

Two ways of naming one thing (a reference, a spelled-out ARN) so meet in the same string.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from intramuros.estate.patterns import lazy
from intramuros.estate.values import is_symbolic, sole_symbol, symbol
from intramuros.sources.aws.arns import ARN_IDS, ARNS, IDS, OUTPUTS
from intramuros.sources.declared import Declared

_FIELD = lazy(r"\{([/!]?)([a-z_|]+)\}")
_STATED = ("arn", "id", "key_id", "unique_id")
ACCOUNT = symbol("provider.aws", "account_id")
"""The account of every provider that does not say where it works: one, since they share their credentials."""


def account_text(declared: Declared, default_account: str | None) -> str:
    """The account id of a resource; the common symbol where nothing states it."""
    account = declared.home.account
    return account if isinstance(account, str) else default_account or ACCOUNT


def region_text(declared: Declared) -> str:
    """The region of a resource: its own `region` (provider 6), else its provider's, else a symbol."""
    for stated in (declared.attrs.get("region") if declared.type != "aws_region" else None, declared.home.region):
        if isinstance(stated, str) and stated:
            return stated
    return symbol(f"provider.{declared.home.name or 'aws'}", "region")


def partition_of(region: str) -> str:
    """The partition that a region belongs to (docs.aws.amazon.com, "Amazon Resource Names: partition")."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def names(declared: Declared, default_account: str | None) -> Mapping[str, str]:
    """Attribute → the string it will have in the cloud (`arn`, `id`, `name`, …)."""
    arn = _fill(declared, ARNS.get(declared.type, "{arn}"), default_account)
    own_id = arn if declared.type in ARN_IDS else _fill(declared, IDS.get(declared.type, "{id}"), default_account)
    outputs = {k: _fill(declared, t, default_account) for k, t in OUTPUTS.get(declared.type, {}).items()}
    told = _STATED if declared.mode == "managed" else _STATED[:1]  # a data source may be asked for a key by its alias
    stated = {k: v for k in told if isinstance(v := declared.attrs.get(k), str) and v}
    if "arn" in stated and declared.type in ARN_IDS:
        own_id = stated["arn"]
    return {"id": own_id, "arn": arn} | outputs | stated


def _fill(declared: Declared, template: str, default_account: str | None) -> str:
    def value(match: re.Match[str]) -> str:
        found = _field(declared, match[2], default_account)
        if match[1] == "!":  # an OpenID provider's ARN carries its address without the scheme
            return found.removeprefix("https://")
        return "/" + found if match[1] == "/" and not found.startswith("/") else found

    return _FIELD.sub(value, template)


def _field(declared: Declared, name: str, default_account: str | None) -> str:
    if name == "account":
        return account_text(declared, default_account)
    if name in ("region", "partition"):
        region = region_text(declared)
        return region if name == "region" else partition_of(region)
    wanted = name.split("|")
    stated = next((t for k in wanted if (t := _text(declared.attrs.get(k)))), None)
    return stated or ("/" if name == "path" else _generated(declared, wanted[0]))


def _generated(declared: Declared, name: str) -> str:
    """A name that Terraform makes up: its prefix is known, its end is not."""
    if name == "key_id":
        return _replicated(declared) if declared.type in _REPLICAS else symbol(declared.address, "key_id")
    prefix = _text(declared.attrs.get(f"{name}_prefix"))
    return prefix + symbol(declared.address, f"{name}_suffix") if prefix else symbol(declared.address, name)


_REPLICAS = ("aws_kms_replica_key", "aws_kms_replica_external_key")


def _replicated(declared: Declared) -> str:
    """A replica has the id of its primary key (docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html)."""
    primary = declared.attrs.get("primary_key_arn")
    named = sole_symbol(primary)
    if named is not None:
        return symbol(named[0], "key_id")
    told = _text(primary)
    return told.rpartition("/")[2] if told and not is_symbolic(told) else symbol(declared.address, "primary_key_id")


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def denotes(text: str, address: str) -> bool:
    """Whether a name denotes one thing alone in its cloud: an ARN, or a symbol of its own; plain names may be shared by types."""
    named = sole_symbol(text)
    return text.startswith("arn:") or (named is not None and named[0] == address) or (is_symbolic(text) and text.startswith("https://"))
