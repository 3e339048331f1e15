# SPDX-License-Identifier: Apache-2.0
"""Who may: identities, policies, roles, keys and vaults of AWS, Azure and Entra ID."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from intramuros.estate.gate import Gate
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact

IdentityKind = Literal["role", "user", "group", "managed-identity", "service-principal", "guest", "root", "service"]


class PolicyDocument(Struct, frozen=True, kw_only=True):
    """An AWS policy document: JSON as AWS takes it; strings in it may be symbolic."""

    document: Fact[dict[str, Any]]
    address: str
    """The resource that declares it (`aws_s3_bucket_policy.b`, `aws_iam_role_policy.r`)."""
    origin: Origin
    name: str = ""
    arn: str = ""
    """Of a managed policy of the own account, with its path; '' elsewhere."""
    mentions: tuple[str, ...] = ()
    """Where the document is not known: addresses of what it interpolates."""


class Identity(Resource, frozen=True, kw_only=True):
    """A principal. `ids` holds its ARN (AWS) or object/principal/client ids (Entra), symbolic where computed."""

    kind: IdentityKind
    policies: tuple[PolicyDocument, ...] = ()
    """Identity policies, inline and attached, managed ones expanded; an unreadable one is a document of Unknown."""
    boundary: PolicyDocument | None = None
    trust: PolicyDocument | None = None
    """AWS role trust policy."""
    members: tuple[Fact[str], ...] = ()
    """Groups: addresses or ids of members."""
    timed: tuple[Fact[str], ...] = ()
    """Groups: who may become a member just in time, or is one for a declared time only (PIM for Groups)."""
    members_known: bool = True
    """False where members may exist that the source does not show (a group only looked up by a data source)."""
    members_kept: bool = True
    """False where the source names no member at all and so leaves it to others to put them in (`azuread_group` without `members`)."""
    privileges: tuple[str, ...] = ()
    """Entra directory roles held permanently (`Global Administrator`)."""
    role_assignable: Fact[bool] = False
    """Groups: Entra roles may be given to it, so that only its owners and administrators of roles change its members."""
    federations: tuple[Federation, ...] = ()
    """Azure: federated credentials (issuer, subject) that may sign in as it."""
    owners: tuple[Fact[str], ...] = ()
    """Applications and service principals: who may add secrets."""
    exists: Fact[bool] = True
    """Entra: whether there is anybody of whom this speaks (the guests whom a rule of membership may admit)."""
    person: Fact[bool] = False
    """A human being, or a group of them as far as the estate shows."""
    home_tenant: Fact[str | None] = None
    """Entra tenant the account lives in, where it is a guest or foreign principal."""
    disabled: Fact[bool] = False
    """People: the account is switched off, so that nobody signs in with it."""
    guest_type: str = "b2bCollaborationGuest"
    """Guests: which of Graph's kinds of external users it is."""
    used_by: tuple[str, ...] = ()
    """AWS: instance profiles that carry the role."""


class Federation(Struct, frozen=True, kw_only=True):
    """An outside token issuer that may become an Azure identity."""

    issuer: Fact[str]
    subject: Fact[str]
    audiences: tuple[Fact[str], ...] = ()
    address: str
    origin: Origin


class Account(Resource, frozen=True, kw_only=True):
    """An AWS account, an Azure subscription or a tenant: settings and policies that bind all within."""

    scps: tuple[tuple[PolicyDocument, ...], ...] = ()
    """Service control policies per level, root first; empty = none declared."""
    rcps: tuple[tuple[PolicyDocument, ...], ...] = ()
    organization: Fact[str | None] = None
    is_management: Fact[bool] = False
    encrypts_disks: Fact[bool] = False
    """EBS encryption by default."""
    disk_key: Fact[str | None] = None
    """Address or ARN of the default EBS key; None = `aws/ebs`."""
    ancestors: tuple[Fact[str], ...] = ()
    """Azure: management groups above the subscription, nearest first."""
    without_sign_in_policies: str = ""
    """Tenants: how a source shows that no Conditional Access policy is in force; '' where none shows it."""


class RoleDefinition(Resource, frozen=True, kw_only=True):
    """An Azure role, in the shape of the management API (`permissions[]` with actions, notActions, …)."""

    permissions: Fact[tuple[dict[str, Any], ...]]
    scopes: tuple[Fact[str], ...] = ()


class RoleAssignment(Resource, frozen=True, kw_only=True):
    """An Azure role given to a principal at a scope."""

    scope: Fact[str]
    """Resource id, `/`, management group id; symbolic ids allowed. `scope_address` resolves it."""
    scope_address: str | None = None
    """Address of the resource, group or account the scope names, where the estate holds it."""
    role: Fact[str]
    """Role name for built-in roles (`Storage Blob Data Reader`), address or id for custom ones."""
    principal: Fact[str]
    """Address of the identity where it resolves, else its object id."""
    condition: Fact[str | None] = None
    state: Literal["active", "eligible", "denied"] = "active"
    permanent: Fact[bool] = True
    """False where an end date is declared."""
    until: Fact[str | None] = None
    """The date (ISO) on which it ends, where one is written down."""
    tenant: Fact[str | None] = None
    """Managing tenant of a Lighthouse delegation; None for assignments inside the own tenant."""
    delegation: str | None = None
    """Address of the Lighthouse definition it comes from."""


class Lock(Resource, frozen=True, kw_only=True):
    """A management lock of Azure over a scope and everything below it."""

    scope: Fact[str]
    scope_address: str | None = None
    read_only: Fact[bool]
    """Refuses every request but reads, to everyone who may not lift it."""


class KeyGrant(Struct, frozen=True, kw_only=True):
    """A KMS grant."""

    grantee: Fact[str]
    operations: tuple[Fact[str], ...]
    constraints: Fact[dict[str, Any]] = {}
    address: str
    origin: Origin


class VaultPolicy(Struct, frozen=True, kw_only=True):
    """An access policy of a Key Vault in the old model."""

    principal: Fact[str]
    tenant: Fact[str | None] = None
    keys: tuple[Fact[str], ...] = ()
    secrets: tuple[Fact[str], ...] = ()
    certificates: tuple[Fact[str], ...] = ()
    address: str
    origin: Origin


class Key(Resource, frozen=True, kw_only=True):
    """An encryption key that the organisation may hold (KMS key, Key Vault key, managed HSM key)."""

    managed_by: Literal["customer", "provider"] = "customer"
    policies: tuple[PolicyDocument, ...] = ()
    """KMS: the key policy; empty = AWS's default policy (the account root)."""
    grants: tuple[KeyGrant, ...] = ()
    vault: str | None = None
    """Address of the Key Vault that holds it."""
    release_policy: Fact[str | None] = None
    """Azure secure key release policy (JSON); None = the key is never released to an enclave."""
    replica_of: str | None = None


class KeptKey(Struct, frozen=True, kw_only=True):
    """A secret or setting in which a key, connection string or shared access signature of a store is kept."""

    store: str
    """Address of the store whose key it is."""
    reads_only: bool = False
    opens: Fact[bool] = True
    """False for a signature that lets nobody read, or whose time is over before it begins."""
    ends: Fact[str | None] = None
    """A shared access signature: when it ends (ISO); None for a key, which does not."""
    by_user: bool = False
    """The password of a user of the store's own: the switch for keys has no say in it."""
    only_from: bool = False
    """A signature that counts from named addresses alone."""
    address: str
    origin: Origin


class Vault(Resource, frozen=True, kw_only=True):
    """A place of secrets: an Azure Key Vault or managed HSM, an AWS secret, an SSM secure parameter."""

    kind: Literal["key-vault", "managed-hsm", "secret", "parameter"]
    rbac: Fact[bool] | None = None
    """Key Vault: the permission model; None for AWS."""
    access_policies: tuple[VaultPolicy, ...] = ()
    policies: tuple[PolicyDocument, ...] = ()
    """AWS: the secret's resource policy."""
    key: Fact[str | None] = None
    """AWS: address or ARN of the KMS key over the secret; None = the provider's."""
    gate: Gate | None = None
    kept_keys: tuple[KeptKey, ...] = ()
    """Key Vault: keys of stores that its secrets hold."""
    used_by: tuple[str, ...] = ()
