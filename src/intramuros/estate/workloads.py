# SPDX-License-Identifier: Apache-2.0
"""What runs: machines, containers, functions, notebooks, model endpoints, and the images they are made of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from intramuros.estate.access import KeptKey
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.stores import Place, Seal
from intramuros.estate.values import Fact

WorkloadKind = Literal[
    "vm",
    "scale-set",
    "launch-template",
    "container-service",
    "task-definition",
    "container-group",
    "cluster",
    "node-pool",
    "function",
    "notebook",
    "ml-domain",
    "ml-model",
    "ml-endpoint",
    "ml-endpoint-config",
    "ml-job",
    "app",
    "build",
    "pipeline",
    "pods",
]


class Attachment(Struct, frozen=True, kw_only=True):
    """Where a workload stands in the network."""

    subnet: Fact[str | None] = None
    """Address of the subnet; None = in no network of ours (the provider's own)."""
    rule_sets: tuple[Fact[str], ...] = ()
    public_ip: Fact[bool] = False
    groups: tuple[Fact[str], ...] = ()
    ips: tuple[Fact[str], ...] = ()
    screens: tuple[Fact[str], ...] = ()
    """Kubernetes: rule sets at the pod itself (network policies), each of which must let a packet out too."""
    address: str
    origin: Origin


class InlineDisk(Struct, frozen=True, kw_only=True):
    """A disk declared inside a workload (OS disk, block device, endpoint volume)."""

    name: str
    seal: Seal
    ephemeral: bool = False
    """Lives in the host's memory or local disk and dies with it."""


class Setting(Struct, frozen=True, kw_only=True):
    """A plain environment variable, build argument or setting."""

    name: str
    value: Fact[str | None]
    origin: Origin
    where: str = "environment"


class Use(Struct, frozen=True, kw_only=True):
    """Data that a workload is declared to use: a model URL, a mounted container, an output bucket."""

    target: Fact[str]
    """Address of the store where it resolves, else the URI or name."""
    role: Literal["weights", "training-data", "transcripts", "recordings", "prompts", "records", "image", "unknown"]
    origin: Origin
    why: str = ""


class Workload(Resource, frozen=True, kw_only=True):
    """Something that runs with an identity in a network."""

    kind: WorkloadKind
    identities: tuple[Fact[str], ...] = ()
    """Addresses of its identities (role, managed identity), else their ids."""
    attachments: tuple[Attachment, ...] = ()
    disks: tuple[InlineDisk, ...] = ()
    volumes: tuple[Fact[str], ...] = ()
    """Addresses of separate disks, file systems and containers mounted."""
    images: tuple[Fact[str], ...] = ()
    """Image references or machine image ids."""
    commands: tuple[Fact[str], ...] = ()
    """Commands, user data, start-up scripts as text."""
    veiled_commands: tuple[Fact[str], ...] = ()
    """Those of `commands` that the platform keeps encrypted and shows to nobody (protected settings of a VM extension)."""
    settings: tuple[Setting, ...] = ()
    uses: tuple[Use, ...] = ()
    parent: Fact[str | None] = None
    """Cluster of a pool or service, workspace of a notebook, domain of a profile."""
    runs: tuple[Fact[str], ...] = ()
    """Addresses of what it deploys: the task definition of a service, the model of an endpoint."""
    follows: tuple[str, ...] = ()
    """Scaling groups: the versions of their launch templates that they launch (`$Default`, `$Latest`, a number)."""
    size: Fact[str | None] = None
    """Instance type, VM size or SKU."""
    confidential: Fact[bool] = False
    """Runs in a TEE: confidential VM size with its settings, SEV-SNP, Nitro enclave enabled, confidential SKU."""
    confidential_why: str = ""
    sends_directly: Fact[bool] = False
    """Has a way to the internet that passes none of our networks (direct_internet_access, public compute, no VPC)."""
    sends_why: str = ""
    isolated: Fact[bool] = False
    """The platform lets it send nothing (network isolation)."""
    managed_outbound: Fact[str | None] = None
    """AML / Container Apps managed network: `allow-internet`, `allow-only-approved`; AKS outbound type."""
    root_access: Fact[bool] = False
    shell: Fact[bool] = True
    """False where the platform lets nobody open a shell in it (ECS Exec, which a service leaves off by default)."""
    admission: tuple[str, ...] = ()
    """Clusters: gates that stand before deployment (azure policy add-on, image integrity, binary authorisation)."""
    serves_ports: tuple[Fact[int], ...] = ()
    refuses: tuple[str, ...] = ()
    """Azure: case-folded actions that its own settings refuse whoever is allowed them (local accounts off, run command off)."""
    entra_login: Fact[bool] = False
    """Azure: the extension by which people sign in to the machine with their Entra account is declared."""
    operators: tuple[Fact[str], ...] = ()
    """The person whom it was made for, who alone opens it and runs what he likes as its identities (an ML compute instance)."""
    kept_keys: tuple[KeptKey, ...] = ()
    """Keys of stores that stand in its settings, commands or mounts."""
    secrets_from: tuple[Fact[str], ...] = ()
    """References to secret stores (addresses, ARNs, URIs)."""
    places: tuple[Place, ...] = ()
    """Where, beside its own region, the models that it calls process what it sends them."""


class SecretFound(Struct, frozen=True, kw_only=True):
    """A credential in an image or in what builds it; the value itself is never kept."""

    kind: str
    """What it looks like: `Hugging Face token`, `password in URL`, `private key file`."""
    hint: str
    """Name and masked value: enough to find it, too little to use it."""
    certain: bool
    origin: Origin


class Image(Resource, frozen=True, kw_only=True):
    """A container image or the file that builds it."""

    secrets: tuple[SecretFound, ...] = ()
    base: tuple[str, ...] = ()
    carries_weights: Fact[bool] = False
    pushed_to: tuple[str, ...] = ()
