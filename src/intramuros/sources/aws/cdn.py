# SPDX-License-Identifier: Apache-2.0
"""CloudFront and Global Accelerator: doors at the edge of the network, and copies that CloudFront keeps there.

CloudFront caches in edge locations all over the world; a price class leaves out the dearer ones and does not confine it to a jurisdiction
(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html). Nothing is kept with the managed policy
CachingDisabled (…/using-managed-cache-policies.html) or with all TTLs at zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.stores import Place
from intramuros.estate.values import Fact, Unknown, sole_symbol, symbol, symbols
from intramuros.sources.attributes import blocks, number, switch, text, texts
from intramuros.sources.aws.apis import behind
from intramuros.sources.aws.common import head, owner
from intramuros.sources.aws.web_firewalls import ACL, CLASSIC, firewalls_of, one_list
from intramuros.sources.aws.wiring import denoted, given, line_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

DISTRIBUTION: Final = "aws_cloudfront_distribution"
CACHE_POLICY: Final = "aws_cloudfront_cache_policy"
ACCELERATOR: Final = "aws_globalaccelerator_accelerator"
CACHING_DISABLED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
BUCKET: Final = "aws_s3_bucket"
_BEHAVIOURS: Final = ("default_cache_behavior", "ordered_cache_behavior")
_ORIGINS: Final = (
    BUCKET,
    "aws_lb",
    "aws_alb",
    "aws_elb",
    "aws_api_gateway_rest_api",
    "aws_apigatewayv2_api",
    "aws_lambda_function_url",
    "aws_instance",
)


def distributions(book: Book) -> Iterator[Resource]:
    """CloudFront distributions."""
    for d in book.of(DISTRIBUTION):
        targets = given(t for o in blocks(d.attrs, "origin") for t in _targets(book, o))
        asks, why = _asks(d, of_buckets=_buckets(book, targets))
        own = denoted(book, d, d.attrs.get("web_acl_id"), "web_acl_id", ACL, *CLASSIC) if d.attrs.get("web_acl_id") else None
        yield Endpoint(
            **head(book, d),
            kind="cdn",
            public=switch(d.attrs.get("enabled"), True),
            public_why="distributions face the internet",
            firewalls=one_list(given((own, *firewalls_of(book, d.address)))),
            authenticates=asks,
            auth_why=why,
            targets=targets,
            places=tuple(_caches(book, d)),
            host_names=(symbol(d.address, "domain_name"), *texts(d.attrs.get("aliases"))),
        )


def _buckets(book: Book, targets: tuple[Fact[str], ...]) -> bool:
    """Whether buckets of ours are all that is behind it."""
    found = [book.by_address.get(t) if isinstance(t, str) else None for t in targets]
    return bool(found) and all(d is not None and d.type == BUCKET for d in found)


def _asks(d: Declared, *, of_buckets: bool) -> tuple[Fact[bool | None], str]:
    """Signed URLs and cookies on every behaviour are credentials; code at the edge may ask, which cannot be seen."""
    behaviours = [b for k in _BEHAVIOURS for b in blocks(d.attrs, k)]
    if behaviours and all(b.get("trusted_key_groups") or b.get("trusted_signers") for b in behaviours):
        return True, "every behaviour asks for a signed URL or cookie"
    coded = [f for b in behaviours for k in ("lambda_function_association", "function_association") for f in blocks(b, k)]
    if any(str(f.get("event_type")).startswith("viewer-request") for f in coded):
        return None, "a function looks at every request; whether it asks for credentials cannot be seen"
    if of_buckets:
        return False, "CloudFront asks nobody, and a bucket asks CloudFront alone"
    return None, "CloudFront asks nobody; whether the origin does cannot be seen"


def _targets(book: Book, origin: Mapping[str, Any]) -> Iterator[Fact[str]]:
    inner = next((b for b in blocks(origin, "vpc_origin_config")), None)
    if inner is not None:
        link = book.by_address.get(owner(book, inner.get("vpc_origin_id"), "aws_cloudfront_vpc_origin") or "")
        yield from (t for b in (blocks(link.attrs, "vpc_origin_endpoint_config") if link else ()) for t in behind(book, b.get("arn")))
        return
    yield from given((origin_of(book, origin.get("domain_name")),))


def origin_of(book: Book, value: Any) -> Fact[str | None]:
    """The resource behind an origin's host name, else the name."""
    if isinstance(value, str):
        named = [a for a, _ in symbols(value) if a in book.by_address and book.by_address[a].type in _ORIGINS]
        if named:
            return named[0]
        found = book.resolve(value, *_ORIGINS)
        if isinstance(found, str) and found not in book.by_address and ".s3." in found:
            return book.resolve(found.split(".s3.", 1)[0], BUCKET)
        return found
    return text(value)


def _caches(book: Book, d: Declared) -> Iterator[Place]:
    """One place for each behaviour that keeps copies."""
    for key in _BEHAVIOURS:
        for index, behaviour in enumerate(blocks(d.attrs, key)):
            kept = _keeps(book, d, behaviour)
            if kept is False:
                continue
            place: Fact[str] = kept if isinstance(kept, Unknown) else "global"
            path = behaviour.get("path_pattern") or "*"
            why = f"CloudFront keeps copies of {path} in its edge locations all over the world"
            yield Place(kind="cache", where=place, address=d.address, origin=line_of(d, key, index), why=why)


def _keeps(book: Book, d: Declared, behaviour: Mapping[str, Any]) -> Fact[bool]:
    policy = behaviour.get("cache_policy_id")
    if policy not in (None, ""):
        return _policy_keeps(book, d, policy)
    ceiling, usual, floor = (number(behaviour.get(k)) for k in ("max_ttl", "default_ttl", "min_ttl"))
    missing = next((t for t in (ceiling, usual, floor) if isinstance(t, Unknown)), None)
    if missing:
        return missing
    forwarded = next(iter(blocks(behaviour, "forwarded_values")), None)
    if forwarded is not None and "*" in texts(forwarded.get("headers")):
        return False  # every header forwarded: CloudFront does not cache (provider and AWS documentation of forwarded values)
    return not (ceiling == 0 and not usual and not floor)


def _policy_keeps(book: Book, d: Declared, value: Any) -> Fact[bool]:
    if isinstance(value, str) and value.casefold() == CACHING_DISABLED:
        return False
    named = sole_symbol(value)
    found = book.by_address.get(named[0]) if named else book.by_address.get(owner(book, value, CACHE_POLICY) or "")
    if found is None:
        known = isinstance(value, str) and named is None
        return True if known else Unknown(f"whether the cache policy of {d.address} keeps copies")
    if found.mode == "data":
        name = str(found.attrs.get("name") or "")
        disabled = name.endswith("CachingDisabled") or str(found.attrs.get("id") or "").casefold() == CACHING_DISABLED
        return not disabled
    ceiling = number(found.attrs.get("max_ttl"))
    return ceiling if isinstance(ceiling, Unknown) else ceiling != 0


def caches_of(book: Book, bucket: str) -> Iterator[Place]:
    """Where CloudFront keeps copies of a bucket's objects, for the bucket's own list of places."""
    for d in book.of(DISTRIBUTION):
        origins = {o.get("origin_id") for o in blocks(d.attrs, "origin") if origin_of(book, o.get("domain_name")) == bucket}
        for key in _BEHAVIOURS:
            for index, behaviour in enumerate(blocks(d.attrs, key)):
                kept = _keeps(book, d, behaviour)
                if behaviour.get("target_origin_id") in origins and kept is not False:
                    place: Fact[str] = kept if isinstance(kept, Unknown) else "global"
                    why = f"{d.address} keeps copies in edge locations all over the world"
                    yield Place(kind="cache", where=place, address=d.address, origin=line_of(d, key, index), why=why)


def accelerators(book: Book) -> Iterator[Resource]:
    """Global accelerators: addresses on the internet that lead to balancers and machines, internal ones too."""
    for d in book.of(ACCELERATOR):
        listeners = book.pointing(("aws_globalaccelerator_listener",), "accelerator_arn", d.address)
        groups = [g for x in listeners for g in book.pointing(("aws_globalaccelerator_endpoint_group",), "listener_arn", x.address)]
        ends = [(g, b) for g in groups for b in blocks(g.attrs, "endpoint_configuration")]
        on = switch(d.attrs.get("enabled"), True)
        yield Endpoint(
            **head(book, d),
            kind="load-balancer",
            public=on if ends else False,
            public_why="accelerators have addresses on the internet" if ends else "no listener leads anywhere",
            auth_why="an accelerator passes packets on and asks nobody",
            firewalls=one_list(given(f for _, b in ends for t in (owner(book, b.get("endpoint_id")),) if t for f in firewalls_of(book, t))),
            targets=given(denoted(book, g, b.get("endpoint_id"), "endpoint_configuration") for g, b in ends),
        )


LOWERINGS = (
    (frozenset({DISTRIBUTION}), distributions),
    (frozenset({ACCELERATOR}), accelerators),
)
SUB_RESOURCES = frozenset(
    (
        f"{CACHE_POLICY} aws_cloudfront_origin_access_control aws_cloudfront_origin_access_identity aws_cloudfront_vpc_origin "
        "aws_cloudfront_origin_request_policy aws_cloudfront_response_headers_policy aws_cloudfront_function aws_cloudfront_public_key "
        "aws_cloudfront_key_group aws_cloudfront_monitoring_subscription aws_cloudfront_realtime_log_config aws_cloudfront_key_value_store "
        "aws_globalaccelerator_listener aws_globalaccelerator_endpoint_group"
    ).split()
)
