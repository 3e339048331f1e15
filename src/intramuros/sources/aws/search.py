# SPDX-License-Identifier: Apache-2.0
"""OpenSearch domains and collections, Kendra indexes.

Defaults: docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainEndpointOptions.html (a domain without endpoint options
takes plain HTTP; its oldest TLS policy admits TLS 1.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.globs import matches
from intramuros.estate.stores import DataStore, Seal, Transport
from intramuros.estate.values import Fact, Unknown, both
from intramuros.sources.attributes import block, blocks, switch, text, unknown_in
from intramuros.sources.aws.common import Parts, documents, head
from intramuros.sources.aws.gates import in_vpc, service_gate
from intramuros.sources.aws.seals import keyed, provided, transport, unknown_seal, unsealed
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

DOMAINS: Final = ("aws_opensearch_domain", "aws_elasticsearch_domain")
POLICIES: Final = ("aws_opensearch_domain_policy", "aws_elasticsearch_domain_policy")
COLLECTION, SECURITY = "aws_opensearchserverless_collection", "aws_opensearchserverless_security_policy"


def domains(book: Book) -> Iterator[DataStore]:
    """Every OpenSearch or Elasticsearch domain."""
    parts = Parts(book, dict.fromkeys(POLICIES, "domain_name"), *DOMAINS)
    for d in book.of(*DOMAINS):
        subnets, groups = in_vpc(book, "vpc_options", d.attrs)
        separate = (p for s in parts.of(d.address, *POLICIES) for p in documents(book, s, "access_policies"))
        public: Fact[bool] = unknown_in(d.attrs, "vpc_options") or not blocks(d.attrs, "vpc_options")
        yield DataStore(
            **head(book, d),
            kind="search-index",
            seal=_domain_seal(book, d),
            transport=_domain_transport(d),
            gate=service_gate(
                d, public, "no vpc_options: its endpoint is public" if public is True else "it stands in a VPC", "vpc_options"
            ),
            policies=(*documents(book, d, "access_policies"), *separate),
            subnets=subnets,
            rule_sets=groups,
        )


def _domain_seal(book: Book, d: Declared) -> Seal:
    if missing := unknown_in(d.attrs, "encrypt_at_rest"):
        return unknown_seal(d, missing, "encrypt_at_rest")
    inner = block(d.attrs, "encrypt_at_rest")
    on = switch(inner.get("enabled"), False)
    if isinstance(on, Unknown):
        return unknown_seal(d, on, "encrypt_at_rest")
    if not on:
        return unsealed(d, "encrypt_at_rest is not enabled", "encrypt_at_rest")
    return keyed(book, d, inner.get("kms_key_id"), "no kms_key_id: aws/es", at=("encrypt_at_rest",), provider_kms=True)


def _domain_transport(d: Declared) -> Transport:
    found = blocks(d.attrs, "domain_endpoint_options")
    if not found:
        missing = unknown_in(d.attrs, "domain_endpoint_options")
        return transport(d, missing or False, "no domain_endpoint_options: plain HTTP is taken", "domain_endpoint_options")
    https = switch(found[0].get("enforce_https"), True)
    policy = text(found[0].get("tls_security_policy"), "Policy-Min-TLS-1-0-2019-07")
    modern: Fact[bool] = policy if isinstance(policy, Unknown) else "TLS-1-0" not in str(policy)
    why = f"enforce_https = {https if isinstance(https, bool) else 'not known'}, {policy if isinstance(policy, str) else 'TLS policy not known'}"
    return transport(d, both(https, modern), why, "domain_endpoint_options")


def collections(book: Book) -> Iterator[DataStore]:
    """OpenSearch Serverless collections, with the encryption and network policies whose patterns match their names."""
    for d in book.of(COLLECTION):
        name = text(book.spell(d.attrs.get("name")))
        public = _public(book, name)
        yield DataStore(
            **head(book, d),
            kind="search-index",
            seal=_collection_seal(book, d, name),
            transport=transport(d, True, "collections take TLS 1.2 or newer alone"),
            gate=service_gate(d, public, "AllowFromPublic of its network policy" if public is True else "no network policy opens it"),
        )


def _policies(book: Book, kind: str) -> Iterator[tuple[Declared, dict[str, Any]]]:
    for d in book.of(SECURITY):
        if d.attrs.get("type") != kind or not isinstance(d.attrs.get("policy"), str):
            continue
        try:
            found = json.loads(str(book.spell(d.attrs["policy"])), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from ((d, one) for one in (found if isinstance(found, list) else [found]) if isinstance(one, dict))


def _applies(policy: dict[str, Any], name: Fact[str | None]) -> bool:
    rules = [r for r in policy.get("Rules", []) if isinstance(r, dict) and r.get("ResourceType") == "collection"]
    patterns = [str(p).removeprefix("collection/") for r in rules for p in r.get("Resource", [])]
    return isinstance(name, str) and any(matches(p, name) for p in patterns)


def _collection_seal(book: Book, d: Declared, name: Fact[str | None]) -> Seal:
    for by, policy in _policies(book, "encryption"):
        if _applies(policy, name):
            return keyed(book, by, policy.get("KmsARN"), "AWSOwnedKey", at=("policy",))
    return provided(d, "no encryption policy with a key matches it")


def _public(book: Book, name: Fact[str | None]) -> bool:
    return any(p.get("AllowFromPublic") is True for _, p in _policies(book, "network") if _applies(p, name))


def indexes(book: Book) -> Iterator[DataStore]:
    """Kendra indexes."""
    for d in book.of("aws_kendra_index"):
        key = block(d.attrs, "server_side_encryption_configuration").get("kms_key_id")
        seal = keyed(book, d, key, "no kms_key_id: a key of AWS", at=("server_side_encryption_configuration",))
        yield DataStore(**head(book, d), kind="search-index", seal=seal)
