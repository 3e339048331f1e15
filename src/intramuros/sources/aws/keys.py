# SPDX-License-Identifier: Apache-2.0
"""KMS keys with their policies and grants, Secrets Manager secrets, SSM parameters.

A key without a policy has AWS's default one, which hands the decision to the account's identity policies
(docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.access import Key, KeyGrant, PolicyDocument, Vault
from intramuros.estate.values import Fact, Unknown
from intramuros.sources.attributes import block, text, texts
from intramuros.sources.aws.common import Parts, documents, head, identity, owner
from intramuros.sources.aws.seals import KEYS, key_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

SECRET = "aws_secretsmanager_secret"  # noqa: S105  # a type, not a secret
SECRET_POLICY = "aws_secretsmanager_secret_policy"  # noqa: S105
PARAMETER = "aws_ssm_parameter"


def keys(book: Book) -> Iterator[Key]:
    """Every KMS key of the estate, replicas and keys with imported material too."""
    parts = Parts(book, {"aws_kms_key_policy": "key_id", "aws_kms_grant": "key_id"}, *KEYS)
    aliased = Parts(book, {"aws_kms_key_policy": "key_id", "aws_kms_grant": "key_id"}, "aws_kms_alias")
    through: dict[str, list[str]] = {}
    for alias in book.of("aws_kms_alias"):
        through.setdefault(owner(book, alias.attrs.get("target_key_id"), *KEYS) or "", []).append(alias.address)
    for d in book.of(*KEYS):
        more = [g for a in through.get(d.address, ()) for g in aliased.of(a, "aws_kms_grant")]
        yield Key(
            **head(book, d),
            policies=_key_policies(book, d, parts),
            grants=tuple(_grant(book, g) for g in {g.address: g for g in (*parts.of(d.address, "aws_kms_grant"), *more)}.values()),
            replica_of=_primary(book, d),
        )


def _key_policies(book: Book, d: Declared, parts: Parts) -> tuple[PolicyDocument, ...]:
    """A policy of its own resource replaces the inline one."""
    separate = parts.of(d.address, "aws_kms_key_policy")
    return tuple(p for s in separate for p in documents(book, s, "policy")) or documents(book, d, "policy")


def _primary(book: Book, d: Declared) -> str | None:
    source = d.attrs.get("primary_key_arn")
    return owner(book, source, *KEYS) or (str(book.spell(source)) if isinstance(source, str) else None)


def _grant(book: Book, d: Declared) -> KeyGrant:
    grantee = identity(book, d.attrs.get("grantee_principal"))
    return KeyGrant(
        grantee=grantee if grantee is not None else Unknown(f"the grantee of `{d.address}`"),
        operations=texts(d.attrs.get("operations")),
        constraints=_constraints(book, d),
        address=d.address,
        origin=d.origin,
    )


def _constraints(book: Book, d: Declared) -> Fact[dict[str, Any]]:
    if isinstance(d.attrs.get("constraints"), Unknown):
        return Unknown(f"the constraints of `{d.address}`")
    found = block(d.attrs, "constraints")
    names = {"encryption_context_equals": "EncryptionContextEquals", "encryption_context_subset": "EncryptionContextSubset"}
    return {there: book.spell(found[here]) for here, there in names.items() if found.get(here)}


def looked_up(book: Book) -> Iterator[Key]:
    """Keys that are only looked up: AWS's own ones where named so, else customer keys whose policy is elsewhere."""
    for d in book.data("aws_kms_key", "aws_kms_alias"):
        asked = str(book.spell(d.attrs.get("key_id" if d.type == "aws_kms_key" else "name") or ""))
        if owner(book, asked, *KEYS, "aws_kms_alias") not in (None, d.address):
            continue
        own = "alias/aws/" in asked
        missing = Unknown(f"the key policy of `{d.address}` is not in the estate")
        policy = PolicyDocument(document=missing, address=d.address, origin=d.origin)
        yield Key(**head(book, d), managed_by="provider" if own else "customer", policies=() if own else (policy,))


def secrets(book: Book) -> Iterator[Vault]:
    """Every secret with its resource policy and key."""
    parts = Parts(book, {SECRET_POLICY: "secret_arn"}, SECRET)
    for d in book.of(SECRET):
        separate = (p for s in parts.of(d.address, SECRET_POLICY) for p in documents(book, s, "policy"))
        policies = (*documents(book, d, "policy"), *separate)
        yield Vault(**head(book, d), kind="secret", policies=policies, key=key_of(book, d.attrs.get("kms_key_id")))


def parameters(book: Book) -> Iterator[Vault]:
    """Every secure parameter; plain ones hold no secret by their own account."""
    for d in book.of(PARAMETER):
        if text(d.attrs.get("type")) in ("SecureString", None) or isinstance(d.attrs.get("type"), Unknown):
            yield Vault(**head(book, d), kind="parameter", key=key_of(book, d.attrs.get("key_id")))
