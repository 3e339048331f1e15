# SPDX-License-Identifier: Apache-2.0
"""Private doors to S3 whose policy lets data into buckets of strangers (AWS: VPC endpoint policies)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.network import PrivateEndpoint, RouteTable, Subnet
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, either, is_symbolic
from intramuros.reasoning.network.gates import Passage
from intramuros.reasoning.network.peers import PRIVATE, S3
from intramuros.reasoning.network.space import END, TCP, Box, addresses, cidr_range, intersect, subtract

_HTTPS: Final = (Box(TCP, 443, 443, 0, END),)
_WIDE: Final = 1 << 24
"""A range beyond a /8 holds some of S3's addresses, whatever it was meant for."""
_CONFINING: Final = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "s3:resourceaccount"})


def leaky(estate: Estate, subnet: Subnet, filtered: Passage, bounds: Bounds) -> Iterator[tuple[PrivateEndpoint, Fact[bool]]]:
    """S3 endpoints that a subnet reaches and whose policy admits foreign buckets (True) or may (Unknown)."""
    if subnet.cloud != "aws" or not intersect(filtered.may, _HTTPS):
        return
    for door in estate.all(PrivateEndpoint):
        if door.cloud == "aws" and _is_s3(door) and _reached(estate, subnet, door) and lets_https(estate, door, filtered):
            admits = admits_strangers(door, bounds)
            if admits is not False:
                yield door, admits


_SPELLED: Final[Mapping[str, tuple[str, ...]]] = {"kinesis": ("kinesis-streams",), "ecr": ("ecr.api", "ecr.dkr")}
"""Services whose endpoints are named otherwise than their ARNs."""
_REGIONAL: Final = frozenset({"s3", "dynamodb", "sqs", "sns", "kinesis", "firehose", "ecr", "secretsmanager", "kms", "logs", "bedrock"})
"""Services whose endpoint is on the internet for everybody who is somebody (AWS General Reference, "Service endpoints and quotas")."""


def service_of(thing: Resource) -> str:
    """The regional AWS service that serves a resource, as its ARN says; '' for what stands in a network, or is of another cloud."""
    arn = next((i for i in thing.ids if i.startswith("arn:")), "").split(":")
    return arn[2] if thing.cloud == "aws" and len(arn) > 2 and arn[2] in _REGIONAL else ""


def is_served(door: PrivateEndpoint, thing: Resource) -> bool:
    """Whether an interface endpoint is one of the resource's service."""
    service = service_of(thing)
    names = _SPELLED.get(service, (service,))
    return (
        bool(service)
        and door.kind == "interface"
        and isinstance(door.service, str)
        and door.service.endswith(tuple(f".{n}" for n in names))
    )


def gateways_to(estate: Estate, subnet: Subnet, thing: Resource) -> Iterator[PrivateEndpoint]:
    """Gateway endpoints of the resource's service that the subnet's route table leads to."""
    service = service_of(thing)
    for door in estate.all(PrivateEndpoint) if service else ():
        named = isinstance(door.service, str) and door.service.endswith(f".{service}")
        if door.kind == "gateway" and named and _reached(estate, subnet, door):
            yield door


def _is_s3(door: PrivateEndpoint) -> bool:
    return isinstance(door.service, str) and door.service.endswith(".s3")


def _reached(estate: Estate, subnet: Subnet, door: PrivateEndpoint) -> bool:
    if door.kind == "interface":
        return door.network == subnet.network
    own = subnet.route_table if isinstance(subnet.route_table, str) else None
    main = next((t.address for t in estate.all(RouteTable) if t.main and t.network == subnet.network), None)
    return (own or main) in door.route_tables


def lets_https(estate: Estate, door: PrivateEndpoint, filtered: Passage) -> bool:
    """Whether filters let HTTPS pass to an endpoint.

    An interface has addresses of its subnets; a gateway keeps S3's public ones, which a small public range does not hold.
    """
    if door.kind == "interface":
        near = (cidr_range(c) for a in door.subnets if (s := estate.find(a, Subnet)) for c in s.cidrs if isinstance(c, str))
        wanted = addresses(r for r in near if r)
        return not wanted or bool(intersect(intersect(filtered.may, _HTTPS), wanted))
    public = subtract(intersect(filtered.may, _HTTPS), addresses(PRIVATE))
    return any(b.first <= S3[0][0] <= b.last or b.last - b.first > _WIDE for b in public)


def admits_strangers(door: PrivateEndpoint, bounds: Bounds) -> Fact[bool]:
    """Whether the endpoint policy lets requests to buckets of other accounts pass; no policy is full access."""
    if not door.policies:
        return True
    return either(*(_document_admits(p.document, bounds) for p in door.policies))


def _document_admits(document: Fact[dict[str, Any]], bounds: Bounds) -> Fact[bool]:
    if isinstance(document, Unknown):
        return document
    found = document.get("Statement", [])
    statements = [s for s in (found if isinstance(found, list) else [found]) if isinstance(s, Mapping)]
    if any(s.get("Effect") == "Deny" and _confines(s.get("Condition"), negated=True, bounds=bounds) for s in statements):
        return False
    return any(
        s.get("Effect") == "Allow" and _any_bucket(s) and not _confines(s.get("Condition"), negated=False, bounds=bounds)
        for s in statements
    )


def _any_bucket(statement: Mapping[str, Any]) -> bool:
    actions = [str(a).casefold() for a in _many(statement.get("Action"))] or ["*"]
    writes = any(a in ("*", "s3:*") or a.startswith(("s3:put", "s3:p*", "s3:*object")) for a in actions)
    if statement.get("NotResource") is not None:
        return writes
    resources = [str(r) for r in _many(statement.get("Resource"))]
    return writes and any(r == "*" or (not is_symbolic(r) and r.split(":::")[-1].split("/")[0] in ("*", "")) for r in resources)


def _confines(condition: Any, *, negated: bool, bounds: Bounds) -> bool:
    """A condition that ties the bucket to our own accounts or organisation."""
    if not isinstance(condition, Mapping):
        return False
    for operator, keys in condition.items():
        low = str(operator).casefold()
        if "ifexists" in low or low.startswith("foranyvalue") or ("not" in low) is not negated or not isinstance(keys, Mapping):
            continue
        if any(str(k).casefold() in _CONFINING and _ours(v, bounds) for k, v in keys.items()):
            return True
    return False


def _ours(value: Any, bounds: Bounds) -> bool:
    trusted = bounds.trusted_accounts | bounds.trusted_organizations
    return all(is_symbolic(v) or str(v).split("/")[0] in trusted or str(v).startswith("${aws:") for v in _many(value))


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
