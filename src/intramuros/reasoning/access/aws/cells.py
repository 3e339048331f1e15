# SPDX-License-Identifier: Apache-2.0
"""The contexts that a caller can bring about: what follows from who and where he is, times what he chooses himself.

A condition key is either told (it follows from the caller, the resource or the day), or chosen by the caller
(`aws:Referer`, `sts:ExternalId`, …: one context for each value that a live statement asks for, so that an Allow and
a Deny are always judged in one and the same context), or else not known, and then conditions on it hold "maybe".
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable, Iterator
from itertools import islice, product
from math import prod

from intramuros.estate.access import Identity
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import symbol
from intramuros.reasoning.access.aws.arrivals import OF_ENDPOINTS, arrivals
from intramuros.reasoning.access.aws.context import Context, Values, folded, witness
from intramuros.reasoning.access.aws.globs import STRANGER, overlap
from intramuros.reasoning.access.aws.statements import Policy, Test
from intramuros.reasoning.access.aws.world import Actor, World

_CHOSEN = (
    "aws:referer",
    "aws:useragent",
    "aws:securetransport",
    "aws:multifactorauth",
    "aws:tokenissuetime",
    "aws:sourceidentity",
    "aws:requesttag/",
    "aws:tagkeys",
    "aws:sourceip",
    "sts:",
    "s3:prefix",
    "s3:delimiter",
    "s3:max-keys",
    "s3:versionid",
    "s3:x-amz-",
    "s3:authtype",
    "s3:signature",
    "s3:tlsversion",
    "kms:grant",
    "kms:requestalias",
    "kms:encryptioncontext",
    "kms:viaservice",
    "secretsmanager:version",
    "iam:policyarn",
    "dynamodb:select",
    "dynamodb:attributes",
    "dynamodb:leadingkeys",
    "ec2:",
    "lambda:",
)
"""Keys (or their beginnings) whose values the caller picks or can arrange."""
_TAGS = "aws:principaltag/"
_CHOSEN_ABROAD = ("aws:principaltag/", "aws:userid", "aws:username", "aws:principaltype", "aws:principalarn")
"""Keys that the administrators of another account arrange for their principals."""
_MOST_CONTEXTS = 96
"""Beyond this product the remaining choices are left unknown."""
_SOMEWHERE = ("198.51.100.77", "203.0.113.77", "192.0.2.77", "93.184.215.77", "2.16.0.77")
"""Addresses of the internet at large; one is taken that lies in none of the ranges that the policies name."""
_PRIVATE = tuple(
    ipaddress.ip_network(n) for n in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "fc00::/7")
)
"""`aws:SourceIp` is never one of these: private addresses arrive through endpoints, where the key is absent."""


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Place:
    """One way for requests to arrive: over the internet, or through an endpoint of one of our networks."""

    __slots__ = ("endpoint", "policies", "told")

    def __init__(self, told: dict[str, Values], policies: tuple[Policy, ...] = (), endpoint: str = "") -> None:
        self.told, self.policies, self.endpoint = told, policies, endpoint


def places(world: World, actor: Actor, service: str) -> Iterator[Place]:
    """The direct way, then each endpoint for the service in the networks where the actor works."""
    yield Place(dict.fromkeys(OF_ENDPOINTS))
    for endpoint in world.endpoints:
        inside = isinstance(endpoint.network, str) and endpoint.network in actor.networks
        if inside and isinstance(endpoint.service, str) and endpoint.service.rsplit(".", 1)[-1] == service:
            told: dict[str, Values] = {"aws:SourceVpce": endpoint.ids[:1] or (endpoint.address,), "aws:SourceIp": None}
            network = world.estate.by_address.get(str(endpoint.network))
            told["aws:SourceVpc"] = (network.ids[:1] or (network.address,)) if network is not None else None
            yield Place(told, world.policies(endpoint.policies, "endpoint policy"), endpoint.address)


def told_of(world: World, resource: Resource) -> dict[str, Values]:
    """Keys that follow from the resource and from the day."""
    account = world.account_of(resource)
    noon = dt.datetime.combine(world.bounds.today, dt.time(12), dt.UTC)
    told: dict[str, Values] = {
        "aws:ResourceAccount": (account,),
        "s3:ResourceAccount": (account,),
        "aws:CurrentTime": (noon.isoformat(),),
        "aws:EpochTime": (str(int(noon.timestamp())),),
    }
    if isinstance(resource.region, str):
        told["aws:RequestedRegion"] = (resource.region,)
    organization = world.organization_of(account)
    if not isinstance(organization, str):
        told["aws:ResourceOrgID"] = organization
    return told


def resource_tags(resource: Resource, keys: Iterable[str]) -> dict[str, Values]:
    """The resource's tags under the keys that are asked for; a tag that is known to be missing is absent."""
    told: dict[str, Values] = {}
    for key in keys:
        _, slash, tag = key.partition("/")
        if not slash or not key.casefold().startswith(
            ("aws:resourcetag/", "s3:buckettag/", "secretsmanager:resourcetag/", "ssm:resourcetag/")
        ):
            continue
        if isinstance(resource.tags, dict):
            value = resource.tags.get(tag)
            if value is None or isinstance(value, str):
                told[key] = None if value is None else (value,)
    return told


def contexts(world: World, actor: Actor, base: dict[str, Values], tests: Iterable[Test]) -> Iterator[Context]:
    """Every context worth trying: what is told, times the choices that the live statements' conditions offer."""
    by_key: dict[str, list[Test]] = {}
    for test in tests:
        by_key.setdefault(test.key.casefold(), []).append(test)
    if not by_key:
        yield Context(base, open_world=True)
        return
    told = folded({**base, **_missing_tags(actor, by_key)})
    known = Context.of_folded(told)
    free = [k for k in by_key if _chooses(actor, k) and (k not in told or (actor.tagged and k.startswith(_TAGS)))]
    chosen = {k: _choices(world, actor, k, by_key[k], known) for k in free}
    varied = (arrivals(actor, told, by_key), _memberships(told, by_key), _attestations(by_key))
    ways = [{**way, **member, **attested} for way, member, attested in product(*varied)]
    for combination in islice(product(*chosen.values()), _MOST_CONTEXTS):
        for way in ways:
            yield Context.of_folded({**told, **dict(zip(chosen, combination, strict=True)), **way})
    if prod(len(c) for c in chosen.values()) > _MOST_CONTEXTS:
        yield known  # what was not tried is not known


_MEMBER = ("aws:principalorgid", "aws:principalorgpaths")


def _memberships(told: dict[str, Values], asked: Iterable[str]) -> tuple[dict[str, Values], ...]:
    """A stranger's account may belong to some organisation or to none; then both keys are absent.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid ("only if
    the principal is a member of an organization")
    """
    of_some = str((told.get(_MEMBER[0]) or ("",))[0]).startswith(f"o-{STRANGER}")
    return ({}, dict.fromkeys(_MEMBER)) if of_some and any(k in asked for k in _MEMBER) else ({},)


def _missing_tags(actor: Actor, keys: Iterable[str]) -> dict[str, Values]:
    """Tags that a principal of ours certainly lacks."""
    asked = () if actor.foreign or actor.doubt else [k for k in keys if k.startswith("aws:principaltag/")]
    told = {k.casefold() for k in actor.told} if asked else set()
    return {k: None for k in asked if k not in told}


def _attestations(asked: Iterable[str]) -> tuple[dict[str, Values], ...]:
    """Whoever bears an identity brings no attestation document, or one of an enclave of his own: of other code, or in debug mode.

    In debug mode every measurement is zero. Of the registers that do not measure code (the parent's role and machine, what the
    enclave itself extends) it is not known what another enclave has there.
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-nitro-enclaves.html
    https://docs.aws.amazon.com/enclaves/latest/user/set-up-attestation.html
    """
    keys = [k for k in asked if k.startswith("kms:recipientattestation:")]
    if not keys:
        return ({},)
    other: dict[str, Values] = {k: (STRANGER,) for k in keys if k.rpartition(":")[2] in _MEASURES_CODE}
    return dict.fromkeys(keys), other, dict.fromkeys(keys, (_ZEROS,))


_MEASURES_CODE = ("imagesha384", "pcr0", "pcr1", "pcr2", "pcr8")
"""The image, its kernel, its applications, who signed it."""
_ZEROS = "0" * 96
"""A SHA-384 digest that measures nothing."""


def _chooses(actor: Actor, key: str) -> bool:
    return key.startswith(_CHOSEN) or (actor.foreign and key.startswith(_CHOSEN_ABROAD)) or (actor.tagged and key.startswith(_TAGS))


def _choices(world: World, actor: Actor, key: str, tests: list[Test], known: Context) -> list[Values]:
    if key == "aws:sourceip":
        return [(a,) for a in _addresses(world, actor, tests)]
    if key.startswith("aws:multifactorauth") and not actor.abroad and works_only(world, actor):
        return [("false",), None] if key.endswith("present") else [None]  # nobody signed in to get the credentials of a machine
    if key == "aws:securetransport":
        return [("true",), ("false",)]
    if key == "aws:principalarn":
        home = f"arn:aws:iam::{actor.caller.account}:*"
        found = [overlap(v, home) for t in tests for v in t.values]
        return [*dict.fromkeys((f,) for f in found if f is not None), (f"arn:aws:iam::{actor.caller.account}:role/{STRANGER}",)]
    if key == "aws:tokenissuetime":
        return [known.get("aws:CurrentTime"), None]  # credentials of today, or long-lived ones that bear no date
    found_values = [w for t in tests for v in t.values for w in _asked(t, v, known)]
    other: list[Values] = [] if all(_MEASURED.search(t.operator) for t in tests) else [(STRANGER,)]
    return [*dict.fromkeys((v,) for v in found_values), known.get(key), *other]  # what he brings anyway, if anything


_MEASURED = lazy(r"numeric|date|bool", re.IGNORECASE)
"""Operators whose keys hold numbers, dates or booleans: a text that nobody named is none of these."""


def _asked(test: Test, value: str, known: Context) -> list[str]:
    """Values on either side of what a test asks for."""
    operator = test.operator.casefold()
    if operator == "null":
        return []
    if "numeric" in operator and value.lstrip("-").isdigit():
        return [value, str(int(value) - 1), str(int(value) + 1)]
    if operator.endswith(("bool", "boolifexists")):
        return ["true", "false"]
    found = witness(value, known)
    return [value] if found is None else [found]


def _addresses(world: World, actor: Actor, tests: list[Test]) -> list[str]:
    """An address of each range that the caller may call from, and one that is in no range at all.

    Anybody's: only ranges broader than /8 (IPv6: /32), which S3 too takes for the public
    (https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status).
    A named foreign principal's (or one of ours whose identity a stranger bears): also narrower ones, unless they are private
    or the charter's own networks. A role that services alone assume calls from where its workloads stand: a range that somebody
    wrote down is not that of a network gateway, unless it is a single address, which may be.
    """
    ranges = [n for t in tests for v in t.values if (n := _network(v)) is not None]
    broad = [n for n in _collapsed(ranges) if n.prefixlen < (8 if n.version == 4 else 32)]
    at_work = not actor.abroad and works_only(world, actor)
    if actor.who == "anonymous" or actor.principal == "account:*" or at_work:
        reachable = broad
    elif actor.abroad or (actor.foreign and actor.who == "foreign"):
        reachable = [*broad, *(n for n in ranges if not _is_private(n) and not world.bounds.trusts_address(str(n)))]
    else:
        reachable = [*broad, *(n for n in ranges if not _is_private(n))]
    inside = [str(n[min(77, n.num_addresses - 1)]) for n in reachable]
    if at_work and any(n.num_addresses == 1 and not _is_private(n) for n in ranges):
        return [*dict.fromkeys(inside), symbol(actor.principal, "public address")]
    outside = next((a for a in _SOMEWHERE if not any(ipaddress.ip_address(a) in n for n in ranges)), _SOMEWHERE[0])
    return [*dict.fromkeys(inside), outside]


def works_only(world: World, actor: Actor) -> bool:
    """Whether an identity is a role that services alone may assume."""
    identity = world.estate.find(actor.principal, Identity)
    if identity is None or identity.kind != "role" or identity.trust is None:
        return False
    policy = world.policy(identity.trust, "trust policy")
    trusted = [s.principal for s in policy.statements if s.effect == "Allow"]
    return not policy.fault and bool(trusted) and all(p is not None and not p.everyone and not p.arns and not p.federated for p in trusted)


def _is_private(network: Network) -> bool:
    return any(network.version == p.version and network.subnet_of(p) for p in _PRIVATE)  # type: ignore[arg-type]  # same version


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _collapsed(ranges: list[Network]) -> list[Network]:
    fourth = [n for n in ranges if isinstance(n, ipaddress.IPv4Network)]
    sixth = [n for n in ranges if isinstance(n, ipaddress.IPv6Network)]
    return [*ipaddress.collapse_addresses(fourth), *ipaddress.collapse_addresses(sixth)]
