# SPDX-License-Identifier: Apache-2.0
"""Where a provider configuration works: account, tenant, region, default tags; and what well-known data sources then say.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs#argument-reference,
https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs#argument-reference
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable
from intramuros.sources.attributes import blocks, text, texts
from intramuros.sources.declared import Home

_ROLE_ACCOUNT: Final = lazy(r"arn:[a-z0-9-]+:iam::(\d{12}):role/")
_PARTITIONS: Final = (
    ("cn-", "aws-cn", "amazonaws.com.cn", "cn.com.amazonaws"),
    ("us-gov-", "aws-us-gov", "amazonaws.com", "com.amazonaws"),
    ("us-iso-", "aws-iso", "c2s.ic.gov", "gov.ic.c2s"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov", "gov.sgov.sc2s"),
    ("eusc-", "aws-eusc", "amazonaws.eu", "eu.amazonaws"),
)
"""Region prefix, partition, DNS suffix, reverse DNS prefix; every other region belongs to `aws`."""


def home_of(kind: str, attrs: Mapping[str, Any], *, name: str, version: str) -> Home:
    """The home that a provider block gives to the resources that use it; `kind` is `aws`, `azurerm` and so on."""
    if kind == "aws":
        return _aws(attrs, name, version)
    return Home(account=_plain(attrs.get("subscription_id")), tenant=_plain(attrs.get("tenant_id")), version=version, name=name)


def moved(home: Home, attrs: Mapping[str, Any], kind: str) -> Home:
    """The home of one resource: version 6 of the AWS provider lets each resource name its region."""
    region = attrs.get("region")
    return msgspec.structs.replace(home, region=_plain(region)) if kind == "aws" and region is not None else home


def _aws(attrs: Mapping[str, Any], name: str, version: str) -> Home:
    region = _plain(attrs.get("region"))
    if region is None:
        region = Unknown(f"provider `{name}` names no region: it comes from the environment of whoever runs Terraform")
    return Home(account=_aws_account(attrs), region=region, default_tags=_default_tags(attrs), version=version, name=name)


def _aws_account(attrs: Mapping[str, Any]) -> Fact[str | None]:
    allowed = texts(attrs.get("allowed_account_ids"))
    if len(allowed) == 1:
        return _plain(allowed[0])
    role = next((text(b.get("role_arn")) for b in reversed(blocks(attrs, "assume_role"))), None)
    if role is None or isinstance(role, Unknown):
        return role
    found = _ROLE_ACCOUNT.match(role)
    return found[1] if found else Unknown(f"the account of role `{readable(role)}` is not written down")


def _default_tags(attrs: Mapping[str, Any]) -> Fact[Mapping[str, Fact[str]]]:
    given = attrs.get("default_tags")
    if isinstance(given, Unknown):
        return given
    made: dict[str, Fact[str]] = {}
    for block in blocks(attrs, "default_tags"):
        tags = block.get("tags")
        if isinstance(tags, Unknown):
            return tags
        made.update({str(k): t for k, v in (tags.items() if isinstance(tags, Mapping) else ()) if (t := text(v)) is not None})
    return made


def _plain(value: Any) -> Fact[str | None]:
    """A text that must be written down; a reference to something that does not exist yet is unknown."""
    found = text(value)
    return Unknown(f"`{readable(found)}` is known only after apply") if is_symbolic(found) else found


def partition(region: Fact[str | None]) -> tuple[str, str, str]:
    """Partition, DNS suffix and reverse DNS prefix of a region; `aws` where the region is not known, as ARNs in the same source have it."""
    if isinstance(region, str):
        for prefix, name, suffix, reverse in _PARTITIONS:
            if region.startswith(prefix):
                return name, suffix, reverse
    return "aws", "amazonaws.com", "com.amazonaws"


def computed(declared_type: str, home: Home, attrs: Mapping[str, Any]) -> dict[str, Any]:
    """What a well-known data source answers, as far as its provider configuration says; {} for any other type."""
    known = _DATA.get(declared_type)
    return {k: v for k, v in known(home, attrs).items() if isinstance(v, str)} if known else {}


_ARN: Final = lazy(r"arn:[a-z0-9-]+:[a-z0-9-]+:([a-z0-9-]*):(\d{12})?:")
_SUBSCRIPTION: Final = lazy(r"/subscriptions/([0-9a-fA-F-]{36})(?:/|$)")


def observed(attrs: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Account and region that a resource's own ARN or id tells, where it exists already."""
    arn = attrs.get("arn")
    found = _ARN.match(arn) if isinstance(arn, str) else None
    if found:
        return found[2] or None, found[1] or None
    own = attrs.get("id")
    subscription = _SUBSCRIPTION.match(own) if isinstance(own, str) else None
    return (subscription[1] if subscription else None), None


def settled(home: Home, attrs: Mapping[str, Any]) -> Home:
    """`home` with what is unknown or unsaid in it taken from the resource's own ARN or id."""
    if isinstance(home.account, str) and isinstance(home.region, str):
        return home
    account, region = observed(attrs)
    new_account = account if account and not isinstance(home.account, str) else home.account
    new_region = region if region and not isinstance(home.region, str) else home.region
    return msgspec.structs.replace(home, account=new_account, region=new_region)


def _region(home: Home, attrs: Mapping[str, Any]) -> dict[str, Any]:
    region = attrs.get("name") or attrs.get("region") or home.region
    return {"name": region, "id": region, "region": region}


def _partition(home: Home, _: Mapping[str, Any]) -> dict[str, Any]:
    name, suffix, reverse = partition(home.region)
    return {"partition": name, "id": name, "dns_suffix": suffix, "reverse_dns_prefix": reverse}


def _caller(home: Home, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"account_id": home.account, "id": home.account}


def _client(home: Home, _: Mapping[str, Any]) -> dict[str, Any]:
    return {"subscription_id": home.account, "tenant_id": home.tenant}


def _subscription(home: Home, attrs: Mapping[str, Any]) -> dict[str, Any]:
    subscription = attrs.get("subscription_id") or home.account
    if not isinstance(subscription, str):
        return {"tenant_id": home.tenant}
    return {"subscription_id": subscription, "id": f"/subscriptions/{subscription}", "tenant_id": home.tenant}


_DATA: Final[dict[str, Callable[[Home, Mapping[str, Any]], dict[str, Any]]]] = {
    "aws_region": _region,
    "aws_partition": _partition,
    "aws_caller_identity": _caller,
    "azurerm_client_config": _client,
    "azurerm_subscription": _subscription,
    "azuread_client_config": _client,
    "azapi_client_config": _client,
}
WELL_KNOWN: Final = frozenset(_DATA)
"""Data sources that `computed` knows."""
