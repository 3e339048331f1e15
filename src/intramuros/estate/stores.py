# SPDX-License-Identifier: Apache-2.0
"""Where data rests: buckets, accounts, databases, disks, snapshots, queues, registries, log stores."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from intramuros.estate.access import PolicyDocument
from intramuros.estate.gate import Gate
from intramuros.estate.lake import Directory, Pass
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact

StoreKind = Literal[
    "object-store",
    "disk",
    "snapshot",
    "machine-image",
    "file-share",
    "database",
    "cache",
    "queue",
    "stream",
    "search-index",
    "health-data",
    "recording",
    "log-store",
    "registry",
    "model-registry",
    "ai-account",
    "ml-workspace",
    "backup",
]
PlaceKind = Literal["rest", "replica", "geo-redundancy", "backup", "cache", "log", "process"]


class Seal(Struct, frozen=True, kw_only=True):
    """How a store or disk is encrypted at rest."""

    state: Fact[Literal["customer-key", "provider-key", "none"]]
    """`provider-key` covers SSE-S3, `aws/s3`, platform-managed keys and infrastructure encryption."""
    address: str
    """The resource an engineer would edit to change it (the store itself where nothing is declared)."""
    origin: Origin
    key: Fact[str | None] = None
    """Address of the `Key`, else its ARN or URI; None without a customer key."""
    why: str = ""
    """What was read, e.g. "sse_algorithm = aws:kms without kms_master_key_id is the aws/s3 key"."""
    provider_kms: Fact[bool] = False
    """AWS: the provider's own KMS key (`aws/s3`, `aws/rds`, `aws/ebs`, …) seals it: usable inside the account alone. False for SSE-S3."""


class Transport(Struct, frozen=True, kw_only=True):
    """Whether plain HTTP, unencrypted connections or TLS below 1.2 are refused."""

    refuses_plain: Fact[bool]
    address: str
    origin: Origin
    why: str = ""


class Door(Struct, frozen=True, kw_only=True):
    """A part of a store that may be opened to anonymous readers: a blob container, a registry's pull."""

    address: str
    name: Fact[str | None]
    anonymous: Fact[bool]
    origin: Origin
    ids: tuple[str, ...] = ()
    why: str = ""
    regardless: bool = False
    """Open whatever the store's `anonymous_allowed` says (a static website's `$web`); the network gate still counts."""


class AclGrant(Struct, frozen=True, kw_only=True):
    """One grant of an S3 access control list."""

    grantee: Fact[str]
    """`AllUsers`, `AuthenticatedUsers`, `LogDelivery` or `id=<canonical id>`."""
    permission: Fact[str]
    """READ, WRITE, READ_ACP, WRITE_ACP or FULL_CONTROL."""
    address: str
    origin: Origin


class PublicBlock(Struct, frozen=True, kw_only=True):
    """S3 Block Public Access, of a bucket or of a whole account."""

    block_acls: Fact[bool] = False
    ignore_acls: Fact[bool] = False
    block_policy: Fact[bool] = False
    restrict: Fact[bool] = False
    address: str
    origin: Origin


class Share(Struct, frozen=True, kw_only=True):
    """A store handed to others outside any policy (snapshot, image, RAM share, auth rule)."""

    to: Fact[str]
    """`all`, an AWS account id, an organisation ARN, a host on the internet."""
    address: str
    origin: Origin
    delivered: bool = False
    """A service writes it to the taker in a form that he reads: the key of the store stands not in his way."""


class Place(Struct, frozen=True, kw_only=True):
    """One more place, beside `region`, where a store's content rests, is copied, cached or processed."""

    kind: PlaceKind
    where: Fact[str]
    """A region id, `global` (anywhere), `zone:eu`, `zone:us`, `zone:apac`, or a data boundary such as `geo:United Kingdom`."""
    address: str
    """The resource an engineer would edit to move it."""
    origin: Origin
    to: str | None = None
    """Address of the store that holds the copy, where it is a resource of the estate."""
    why: str = ""


class DataStore(Resource, frozen=True, kw_only=True):
    """Something that keeps data. One bucket declared over seven Terraform resources is one DataStore."""

    kind: StoreKind
    seal: Seal | None = None
    """None where encryption at rest is no question for this kind (a mail topic, an index inside a sealed account)."""
    transport: Transport | None = None
    """None where no client connects to it (a disk), or where the store's policies decide (S3: see `policies`)."""
    host: str | None = None
    """Address of the store it lives in: the SQL server of a database, the storage account of a file share."""
    copy_of: tuple[str, ...] = ()
    """Addresses of the stores that it copies (snapshot of, replica of, backup of, destination of)."""
    places: tuple[Place, ...] = ()
    gate: Gate | None = None
    """None where the provider puts no network gate before it (S3)."""
    doors: tuple[Door, ...] = ()
    anonymous_allowed: Fact[bool] = False
    """The switch that lets doors be anonymous at all (allowBlobPublicAccess); True where no such switch exists."""
    local_keys: Fact[bool] = False
    """Reading with an account key, connection string or admin user is possible (shared key, local auth)."""
    policies: tuple[PolicyDocument, ...] = ()
    """Resource policies (AWS shape)."""
    acl: tuple[AclGrant, ...] = ()
    acl_ignored: Fact[bool] = False
    """Object ownership BucketOwnerEnforced: ACLs mean nothing."""
    block: PublicBlock | None = None
    account_block: PublicBlock | None = None
    """S3: the Block Public Access of the whole account that it lives in."""
    shares: tuple[Share, ...] = ()
    delegates_to_accounts: tuple[str, ...] = ()
    """Addresses of access points (other `DataStore`s of kind object-store with `host` set) that front it."""
    access_logs_to: Fact[str | None] = None
    """Address or name of the store that takes its server access logs (S3 logging, ALB-style)."""
    retention_days: Fact[int | None] = None
    """How long a log store keeps its records; None = for ever."""
    locked: Fact[bool] = False
    """Immutability (object lock compliance, legal hold, immutable blob policy) protects the records."""
    scans_images: Fact[bool] | None = None
    """Registries: whether images are scanned on push or continuously; None for other stores."""
    scan_why: str = ""
    scan_address: str | None = None
    quarantine: Fact[bool] = False
    """Registries: unscanned images cannot be pulled."""
    subnets: tuple[Fact[str], ...] = ()
    """Addresses of the subnets it stands in (RDS, ElastiCache, OpenSearch, EFS)."""
    rule_sets: tuple[Fact[str], ...] = ()
    """Addresses of the security groups in front of it."""
    purpose: str = ""
    """The kind's own word for what it is for (`SpeechServices`, `OpenAI`, `FHIR`), for classification."""
    contents: tuple[Fact[str], ...] = ()
    """Names of what it is known to hold (containers, databases, tables, image repositories), for classification."""
    directories: tuple[Directory, ...] = ()
    """Directories whose access lists are declared, where the store keeps any (hierarchical namespace)."""
    passes: tuple[Pass, ...] = ()
    """Credentials of its own."""
    mounted: Fact[bool] = False
    """Served over NFS, which asks nobody who he is: only the network stands before it."""
    extra: dict[str, Any] = {}
    """Facts of one kind that one rule asks for; documented where they are read."""
