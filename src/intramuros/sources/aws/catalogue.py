# SPDX-License-Identifier: Apache-2.0
"""Every AWS type that is understood, and the function that lowers it to the estate.

`lower` is the way in. A lowering that meets a shape it does not expect is run again resource by resource,
so that only the odd one is lost, and said so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from intramuros.estate.graph import Gap, NotUnderstood
from intramuros.estate.resource import Resource
from intramuros.sources.aws import (
    ai,
    backups,
    buckets,
    databases,
    disks,
    fabric,
    iam,
    identity_center,
    issuers,
    keys,
    ml,
    organizations,
    queues,
    records,
    registries,
    seals,
    search,
    shares,
    snapshots,
    tables,
    trails,
)
from intramuros.sources.aws.identity import names
from intramuros.sources.aws.known_types import IGNORED, SUB_RESOURCES
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared
from intramuros.sources.unplaced import unplaced

Lowering = tuple[frozenset[str], Callable[[Book], Iterator[Resource]]]

LOWERINGS: tuple[Lowering, ...] = (
    # data: buckets, disks, databases, queues, search, registries
    (frozenset(buckets.BUCKETS), buckets.buckets),
    (frozenset({"aws_s3_access_point"}), buckets.access_points),
    (frozenset({"aws_s3tables_table_bucket"}), buckets.table_buckets),
    (frozenset({disks.VOLUME}), disks.disks),
    (frozenset(disks.SNAPSHOTS), disks.snapshots),
    (frozenset(disks.IMAGES), disks.images),
    (frozenset({shares.EFS}), shares.file_systems),
    (frozenset(shares.FSX), shares.fsx),
    (frozenset(backups.VAULTS), backups.vaults),
    (frozenset({backups.ARCHIVE}), backups.archives),
    (frozenset(databases.DATABASES), databases.databases),
    (frozenset(databases.SNAPSHOTS), snapshots.database_snapshots),
    (frozenset({tables.TABLE}), tables.dynamo_tables),
    (frozenset({tables.REDSHIFT}), tables.warehouses),
    (frozenset({"aws_redshiftserverless_namespace"}), tables.serverless_warehouses),
    (frozenset(tables.SMALL), tables.small_stores),
    (frozenset({"aws_dax_cluster"}), tables.accelerators),
    (frozenset({"aws_healthlake_fhir_datastore"}), tables.health_stores),
    (frozenset({queues.QUEUE}), queues.queues),
    (frozenset({queues.TOPIC}), queues.topics),
    (frozenset({queues.STREAM, "aws_kinesis_video_stream"}), queues.streams),
    (frozenset({queues.DELIVERY}), queues.deliveries),
    (frozenset({"aws_msk_cluster", "aws_mq_broker"}), queues.brokers),
    (frozenset(queues.CACHES), queues.caches),
    (frozenset(search.DOMAINS), search.domains),
    (frozenset({search.COLLECTION}), search.collections),
    (frozenset({"aws_kendra_index"}), search.indexes),
    (frozenset({registries.REPOSITORY}), registries.registries),
    (frozenset({registries.PUBLIC}), registries.public_registries),
    # identity, keys, organisation
    (frozenset({iam.ROLE, iam.USER, iam.GROUP}), iam.identities),
    (frozenset({identity_center.ASSIGNMENT}), identity_center.assigned),
    (frozenset({issuers.PROVIDER, issuers.OUTBOUND, issuers.POOL, issuers.ANCHOR}), issuers.issuers),
    (frozenset(seals.KEYS), keys.keys),
    (frozenset({"aws_kms_alias"}), keys.looked_up),
    (frozenset({keys.SECRET}), keys.secrets),
    (frozenset({keys.PARAMETER}), keys.parameters),
    (frozenset({organizations.MEMBER}), organizations.accounts),
    (frozenset({organizations.UNIT}), organizations.units),
    (frozenset({organizations.POLICY}), organizations.region_denials),
    # records
    (frozenset({trails.TRAIL}), trails.trails),
    (frozenset({trails.LAKE}), trails.event_data_stores),
    (frozenset({trails.LOGGING}), trails.access_logs),
    (frozenset({trails.FLOW}), trails.flow_logs),
    (frozenset({trails.LOG_GROUP}), records.log_groups),
    (frozenset({records.FILTER}), records.log_alerts),
    (frozenset({records.ALARM}), records.metric_alerts),
    (frozenset({records.DETECTOR}), records.detectors),
    (frozenset({records.EVENT_RULE}), records.event_rules),
    (frozenset({"aws_config_config_rule", "aws_config_organization_managed_rule"}), records.config_rules),
    # machine learning
    (frozenset({ml.NOTEBOOK}), ml.notebooks),
    (frozenset({ml.DOMAIN}), ml.domains),
    (frozenset({ml.PROFILE}), ml.profiles),
    (frozenset({ml.MODEL}), ml.models),
    (frozenset({ml.CONFIG}), ml.endpoint_configurations),
    (frozenset({ml.ENDPOINT}), ml.endpoints),
    (frozenset({"aws_sagemaker_feature_group"}), ml.feature_groups),
    (frozenset({ml.PACKAGES}), ml.model_registries),
    (frozenset({"aws_sagemaker_pipeline"}), ml.pipelines),
    (frozenset({ai.AGENT}), ai.agents),
    (frozenset({ai.PROFILE}), ai.profiles),
    (frozenset({"aws_bedrock_custom_model"}), ai.custom_models),
    (frozenset({ai.KNOWLEDGE}), ai.knowledge_bases),
    (frozenset({"aws_bedrock_model_invocation_logging_configuration"}), ai.invocation_logs),
    (frozenset(ai.TRAINED), ai.medical_jobs),
    (frozenset({ai.CONNECT, ai.CONNECT_STORAGE}), ai.contact_centres),
    (frozenset(ai.CHIME), ai.call_recorders),
    (frozenset({"aws_lexv2models_bot", "aws_lex_bot"}), ai.bots),
    # network, compute, containers, functions and edges
    # network, compute and edges
    *fabric.LOWERINGS,
)
"""The types a function consumes, and the function."""

ODD_SHAPES = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)
"""What Python raises where a value has another shape than its schema says (a string for a block, …)."""


class _Narrowed(Book):
    """A book that shows one resource alone of the types that a lowering consumes."""

    def __init__(self, book: Book, types: frozenset[str], address: str) -> None:
        super().__init__(book.declared, lambda d: book.names(d.address))
        self._types, self._address = types, address

    def of(self, *types: str) -> list[Declared]:
        return [d for d in super().of(*types) if d.type not in self._types or d.address == self._address]

    def data(self, *types: str) -> list[Declared]:
        return [d for d in super().data(*types) if d.type not in self._types or d.address == self._address]


def open_book(declared: Sequence[Declared], default_account: str | None = None) -> Book:
    """A book of AWS resources in which names that refer to other resources are spelled out, each at home in an account."""

    def spelled(one: Declared) -> Mapping[str, str]:
        return {k: str(book.spell(v)) for k, v in names(one, default_account).items()}

    book = Book([_at_home(d, default_account) for d in declared], spelled)
    return book


def _at_home(declared: Declared, default_account: str | None) -> Declared:
    if declared.home.account is not None or default_account is None:
        return declared
    return replace(declared, home=replace(declared.home, account=default_account))


def lower(declared: Sequence[Declared], *, default_account: str | None = None) -> tuple[list[Resource], list[NotUnderstood], list[Gap]]:
    """What aws resources are, which of them no lowering knows, and which could not be read."""
    book = open_book([d for d in declared if d.type.startswith("aws_")], default_account)
    resources: dict[str, Resource] = {}
    gaps: list[Gap] = []
    for types, lowering in LOWERINGS:
        found, missed = _run(book, types, lowering)
        for resource in found:
            resources.setdefault(resource.address, resource)
        gaps += missed
    placed = backups.with_lifecycle_copies(book, backups.with_backups(book, list(resources.values())))
    gaps += unplaced(book.of(*sorted(SUB_RESOURCES)))
    return placed, [*_not_understood(book), *_other_provider(declared)], gaps


def _run(book: Book, types: frozenset[str], lowering: Callable[[Book], Iterator[Resource]]) -> tuple[list[Resource], list[Gap]]:
    try:
        return list(lowering(book)), []
    except ODD_SHAPES:
        return _run_one_by_one(book, types, lowering)


def _run_one_by_one(book: Book, types: frozenset[str], lowering: Callable[[Book], Iterator[Resource]]) -> tuple[list[Resource], list[Gap]]:
    found: list[Resource] = []
    gaps: list[Gap] = []
    for one in [*book.of(*types), *book.data(*types)]:
        try:
            found += lowering(_Narrowed(book, types, one.address))
        except ODD_SHAPES as error:
            what = f"`{one.address}` has a shape that its schema does not have ({type(error).__name__}: {error})"
            gaps.append(Gap(what=what, origin=one.origin, leaves_open="every question about it"))
    return found, gaps


def _not_understood(book: Book) -> Iterator[NotUnderstood]:
    known = (
        frozenset[str]().union(*(types for types, _ in LOWERINGS))
        | SUB_RESOURCES
        | fabric.SUB_RESOURCES
        | identity_center.SUB_RESOURCES
        | IGNORED
    )
    prefixes = tuple(t[:-1] for t in IGNORED if t.endswith("*"))
    for d in book.declared:
        if d.mode == "managed" and d.type not in known and not (prefixes and d.type.startswith(prefixes)):
            yield NotUnderstood(type=d.type, address=d.address, origin=d.origin)


def _other_provider(declared: Sequence[Declared]) -> Iterator[NotUnderstood]:
    """Resources of the Cloud Control provider, whose schemas are CloudFormation's."""
    for d in declared:
        if d.type.startswith("awscc_") and d.mode == "managed":
            yield NotUnderstood(type=d.type, address=d.address, origin=d.origin)
