# SPDX-License-Identifier: Apache-2.0
"""ECR: private and public registries, their scanning, policies and replication.

A registry's scanning configuration, where it has rules, decides over the repository's own `scan_on_push`; enhanced scanning ignores that
altogether (docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from intramuros.estate.globs import matches
from intramuros.estate.stores import DataStore, Door, Place, Seal, Share
from intramuros.estate.values import Fact, Unknown, either, is_symbolic, readable
from intramuros.sources.attributes import block, blocks, switch, text, texts, unknown_in
from intramuros.sources.aws import handing
from intramuros.sources.aws.common import Parts, documents, head, region_of, where
from intramuros.sources.aws.seals import keyed, provided, unknown_seal
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

REPOSITORY, PUBLIC = "aws_ecr_repository", "aws_ecrpublic_repository"
SCANNING = "aws_ecr_registry_scanning_configuration"
INSPECTOR = "aws_inspector2_enabler"
"""Activating Inspector for ECR sets the registry to enhanced scanning (docs.aws.amazon.com/inspector/latest/user/scanning-ecr.html)."""
REPLICATION = "aws_ecr_replication_configuration"
REGISTRY_POLICY = "aws_ecr_registry_policy"
_SCANS: Final = ("SCAN_ON_PUSH", "CONTINUOUS_SCAN")


def registries(book: Book) -> Iterator[DataStore]:
    """Every private repository."""
    parts = Parts(book, {"aws_ecr_repository_policy": "repository"}, REPOSITORY)
    for d in book.of(REPOSITORY):
        scans, why, at = _scanning(book, d)
        own = (p for s in parts.of(d.address, "aws_ecr_repository_policy") for p in documents(book, s, "policy"))
        of_registry = (p for r in book.of(REGISTRY_POLICY) if _together(r, d) for p in documents(book, r, "policy"))
        yield DataStore(
            **head(book, d),
            kind="registry",
            seal=_seal(book, d),
            places=tuple(_replicas(book, d)),
            shares=tuple(_handed_over(book, d)),
            policies=(*own, *of_registry),
            scans_images=scans,
            scan_why=why,
            scan_address=at,
            contents=(name,) if isinstance(name := text(book.spell(d.attrs.get("name"))), str) else (),
        )


def _seal(book: Book, d: Declared) -> Seal:
    if missing := unknown_in(d.attrs, "encryption_configuration"):
        return unknown_seal(d, missing, "encryption_configuration")
    inner = block(d.attrs, "encryption_configuration")
    kind = text(inner.get("encryption_type"), "AES256")
    if isinstance(kind, Unknown):
        return unknown_seal(d, kind, "encryption_configuration")
    if not str(kind).startswith("KMS"):
        return provided(d, f"encryption_type is {kind}", "encryption_configuration")
    return keyed(book, d, inner.get("kms_key"), "no kms_key: aws/ecr", at=("encryption_configuration",), provider_kms=True)


def _together(one: Declared, other: Declared) -> bool:
    return region_of(one) == region_of(other) and one.home.account == other.home.account


def _scanning(book: Book, d: Declared) -> tuple[Fact[bool], str, str]:
    """Whether the repository's images are scanned, by what, and the resource that says so."""
    for registry in book.of(SCANNING):
        if _together(registry, d):
            return _by_registry(book, registry, d)
    for inspector in book.of(INSPECTOR):
        if _together(inspector, d) and "ECR" in texts(inspector.attrs.get("resource_types")):
            return True, f"{inspector.address} scans every repository (enhanced scanning)", inspector.address
    return (*_own(d), d.address)


def _own(d: Declared) -> tuple[Fact[bool], str]:
    if missing := unknown_in(d.attrs, "image_scanning_configuration"):
        return missing, missing.why
    scans = switch(block(d.attrs, "image_scanning_configuration").get("scan_on_push"), False)
    return scans, f"scan_on_push of {d.address}"


def _by_registry(book: Book, registry: Declared, d: Declared) -> tuple[Fact[bool], str, str]:
    kind = text(registry.attrs.get("scan_type"), "BASIC")
    hits = either(*(_covers(book, r, d) for r in blocks(registry.attrs, "rule") if r.get("scan_frequency") in _SCANS))
    if missing := unknown_in(registry.attrs, "rule"):
        return missing, missing.why, registry.address
    if hits is not False:
        return hits, f"{kind} scanning of {registry.address} matches it", registry.address
    if kind == "ENHANCED":
        return False, f"no rule of {registry.address} matches it, and enhanced scanning ignores scan_on_push", d.address
    scans, why = _own(d)
    return scans, f"{why}; no rule of {registry.address} matches it", d.address


def _covers(book: Book, rule: dict[str, Any], d: Declared) -> Fact[bool]:
    name = text(book.spell(d.attrs.get("name")))
    if not isinstance(name, str) or is_symbolic(name):
        return Unknown(f"the name of `{d.address}`")
    filters = [text(book.spell(f.get("filter"))) for f in blocks(rule, "repository_filter")]
    unsure = [f for f in filters if isinstance(f, Unknown) or is_symbolic(f)]
    if any(isinstance(f, str) and not is_symbolic(f) and _fits(f, name) for f in filters):
        return True
    return Unknown(f"a repository filter that may match `{d.address}`") if unsure else False


def _fits(pattern: str, name: str) -> bool:
    """A filter without a wildcard matches every name that contains it (image-scanning.html, "Using filters")."""
    return matches(pattern, name) if "*" in pattern else pattern in name


def _replicas(book: Book, d: Declared) -> Iterator[Place]:
    """Images are copied to every destination of a replication rule whose filters match the repository."""
    return (_destination(book, one, there) for one, there in _destinations(book, d))


def _handed_over(book: Book, d: Declared) -> Iterator[Share]:
    """Destinations in the registry of another account, whose own the copies are."""
    for one, there in _destinations(book, d):
        yield from handing.to_account(d, one, text(book.spell(there.get("registry_id"))), where(one, "replication_configuration"))


def _destinations(book: Book, d: Declared) -> Iterator[tuple[Declared, dict[str, Any]]]:
    for one in book.of(REPLICATION):
        if not _together(one, d):
            continue
        for rule in blocks(block(one.attrs, "replication_configuration"), "rule"):
            if _replicated(book, rule, d):
                yield from ((one, there) for there in blocks(rule, "destination"))


def _replicated(book: Book, rule: dict[str, Any], d: Declared) -> bool:
    name = text(book.spell(d.attrs.get("name")))
    prefixes = [text(book.spell(f.get("filter"))) for f in blocks(rule, "repository_filter")]
    return not prefixes or not isinstance(name, str) or any(not isinstance(p, str) or name.startswith(p) for p in prefixes)


def _destination(book: Book, by: Declared, there: dict[str, Any]) -> Place:
    region = text(book.spell(there.get("region")))
    if not isinstance(region, str) or is_symbolic(region):
        said = readable(region) if isinstance(region, str) else "a region"
        place: Fact[str] = Unknown(f"{said}, to which `{by.address}` replicates")
    else:
        place = region
    account = text(book.spell(there.get("registry_id")))
    why = f"replicated to the registry {readable(account) if isinstance(account, str) else 'of another account'}"
    return Place(kind="replica", where=place, address=by.address, origin=where(by, "replication_configuration"), why=why)


def public_registries(book: Book) -> Iterator[DataStore]:
    """Public repositories: anyone pulls, from us-east-1 alone, with AWS's own seal."""
    for d in book.of(PUBLIC):
        fields = {**head(book, d), "name": text(book.spell(d.attrs.get("repository_name")))}
        why = "ECR Public serves every repository to anyone"
        door = Door(address=d.address, name=fields["name"], anonymous=True, origin=d.origin, why=why, regardless=True)
        yield DataStore(
            **fields,
            kind="registry",
            seal=provided(d, "ECR Public takes no customer key"),
            doors=(door,),
            anonymous_allowed=True,
            scans_images=False,
            scan_why="ECR Public does not scan",
        )
