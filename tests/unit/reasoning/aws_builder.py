# SPDX-License-Identifier: Apache-2.0
"""Small AWS estates by hand: a bucket, a role, a key in one line each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from intramuros.estate.access import Identity, Key, KeyGrant, PolicyDocument, Vault
from intramuros.estate.bounds import Bounds, Protected
from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.stores import AclGrant, DataStore, PublicBlock, Seal, Share
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.aws.readers import AwsAccess
from intramuros.reasoning.access.reach import Reach

HOME, DEV, VENDOR = "111111111111", "222222222222", "999999999999"
AT = Origin(file="main.tf", line=1)


def allow(action: Any, resource: Any = "*", principal: Any = None, condition: Any = None, **more: Any) -> dict[str, Any]:
    return statement("Allow", action, resource, principal, condition, **more)


def deny(action: Any, resource: Any = "*", principal: Any = None, condition: Any = None, **more: Any) -> dict[str, Any]:
    return statement("Deny", action, resource, principal, condition, **more)


def statement(effect: str, action: Any, resource: Any, principal: Any, condition: Any, **more: Any) -> dict[str, Any]:
    body = {"Effect": effect, "Action": action, "Resource": resource, "Principal": principal, "Condition": condition, **more}
    return {k: v for k, v in body.items() if v is not None}


def document(*statements: dict[str, Any], address: str = "aws_policy.p") -> PolicyDocument:
    return PolicyDocument(document={"Version": "2012-10-17", "Statement": list(statements)}, address=address, origin=AT)


def unread(address: str = "aws_policy.p", why: str = "the policy is known only after apply") -> PolicyDocument:
    return PolicyDocument(document=Unknown(why), address=address, origin=AT)


def aws(principal: str) -> dict[str, str]:
    return {"AWS": principal}


def root(account: str) -> dict[str, str]:
    return {"AWS": f"arn:aws:iam::{account}:root"}


def role_arn(name: str, account: str = HOME) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def role(name: str, *statements: dict[str, Any], trust: Any = None, account: str = HOME, **more: Any) -> Identity:
    address = f"aws_iam_role.{name}"
    trusting = document(allow("sts:AssumeRole", None, trust), address=address) if isinstance(trust, dict) else trust
    policies = (document(*statements, address=f"aws_iam_role_policy.{name}"),) if statements else ()
    fields: dict[str, Any] = {"policies": policies, **more}
    return Identity(
        address=address,
        type="aws_iam_role",
        cloud="aws",
        origin=AT,
        name=name,
        ids=(role_arn(name, account),),
        account=account,
        kind="role",
        trust=trusting,
        **fields,
    )


def user(name: str, *statements: dict[str, Any], account: str = HOME, **more: Any) -> Identity:
    policies = (document(*statements, address=f"aws_iam_user_policy.{name}"),) if statements else ()
    return Identity(
        address=f"aws_iam_user.{name}",
        type="aws_iam_user",
        cloud="aws",
        origin=AT,
        name=name,
        ids=(f"arn:aws:iam::{account}:user/{name}",),
        account=account,
        kind="user",
        policies=policies,
        **more,
    )


def group(name: str, *statements: dict[str, Any], members: tuple[str, ...] = (), account: str = HOME) -> Identity:
    return Identity(
        address=f"aws_iam_group.{name}",
        type="aws_iam_group",
        cloud="aws",
        origin=AT,
        name=name,
        kind="group",
        members=members,
        ids=(f"arn:aws:iam::{account}:group/{name}",),
        account=account,
        policies=(document(*statements, address=f"aws_iam_group_policy.{name}"),),
    )


def bucket(name: str, *statements: dict[str, Any], **more: Any) -> DataStore:
    policies = (document(*statements, address=f"aws_s3_bucket_policy.{name}"),) if statements else ()
    fields: dict[str, Any] = {"policies": policies, "account": HOME, "region": "eu-central-1", "acl_ignored": True, **more}
    return DataStore(
        address=f"aws_s3_bucket.{name}",
        type="aws_s3_bucket",
        cloud="aws",
        origin=AT,
        name=name,
        ids=(f"arn:aws:s3:::{name}", name),
        kind="object-store",
        **fields,
    )


def blocked(**on: bool) -> PublicBlock:
    return PublicBlock(address="aws_s3_bucket_public_access_block.b", origin=AT, **on)


def sealed(key: str) -> Seal:
    return Seal(state="customer-key", address="aws_s3_bucket.b", origin=AT, key=key)


PROVIDER_KMS = Seal(state="provider-key", address="aws_s3_bucket.b", origin=AT, provider_kms=True)
SSE_S3 = Seal(state="provider-key", address="aws_s3_bucket.b", origin=AT)


def key(name: str, *statements: dict[str, Any], grants: tuple[KeyGrant, ...] = ()) -> Key:
    policies = (document(*statements, address=f"aws_kms_key.{name}"),) if statements else ()
    return Key(
        address=f"aws_kms_key.{name}",
        type="aws_kms_key",
        cloud="aws",
        origin=AT,
        account=HOME,
        policies=policies,
        grants=grants,
        ids=(f"arn:aws:kms:eu-central-1:{HOME}:key/{name}",),
        region="eu-central-1",
    )


def grant(grantee: str, *operations: str, **more: Any) -> KeyGrant:
    return KeyGrant(grantee=grantee, operations=operations, address="aws_kms_grant.g", origin=AT, **more)


def secret(name: str, **more: Any) -> Vault:
    return Vault(
        address=f"aws_secretsmanager_secret.{name}",
        type="aws_secretsmanager_secret",
        cloud="aws",
        origin=AT,
        kind="secret",
        account=HOME,
        ids=(f"arn:aws:secretsmanager:eu-central-1:{HOME}:secret:{name}",),
        region="eu-central-1",
        **more,
    )


def share(to: str) -> Share:
    return Share(to=to, address="aws_db_snapshot.s", origin=AT)


def acl(grantee: str, permission: str = "READ") -> AclGrant:
    return AclGrant(grantee=grantee, permission=permission, address="aws_s3_bucket_acl.a", origin=AT)


def bounds(**more: Any) -> Bounds:
    fields: dict[str, Any] = {
        "account_levels": {HOME: "production", DEV: "lower"},
        "trusted_accounts": frozenset({HOME, DEV}),
        "trusted_organizations": frozenset({"o-klinik"}),
        "today": dt.date(2026, 11, 23),
        **more,
    }
    return Bounds(**fields)


def access(*resources: Resource, **more: Any) -> AwsAccess:
    protected = {r.address: Protected(data=("records",), why="test") for r in resources if isinstance(r, DataStore)}
    return AwsAccess(Estate(resources), bounds(protected=protected, **more))


def reached(found: tuple[Reach, ...], principal: str, power: str = "read") -> Reach | None:
    """The widest reach of a principal with a power."""
    mine = [r for r in found if r.principal == principal and power in r.powers]
    return min(mine, key=lambda r: (r.open is not True, not isinstance(r.open, Unknown)), default=None)


def opens(found: tuple[Reach, ...], principal: str, power: str = "read") -> object:
    """True, False or "unknown"; None where the principal is not told at all."""
    reach = reached(found, principal, power)
    if reach is None:
        return None
    return "unknown" if isinstance(reach.open, Unknown) else reach.open


def guards(found: tuple[Reach, ...], principal: str, power: str = "read") -> list[str]:
    reach = reached(found, principal, power)
    return [g.name for g in reach.guards] if reach else []
