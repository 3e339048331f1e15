# SPDX-License-Identifier: Apache-2.0
"""Whether a store refuses plain connections: by its own setting, or (S3) by what its policy denies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from intramuros.estate.stores import DataStore
from intramuros.estate.values import OPEN, Fact, Unknown, either, is_symbolic, readable

_READS = ("s3:getobject", "s3:get*", "s3:*", "*", "s3:getobject*")


def refuses_plain(store: DataStore) -> Fact[bool]:
    """True where plain HTTP and TLS below 1.2 are refused; True also where nothing connects to it at all."""
    if store.transport is not None:
        return store.transport.refuses_plain
    if store.cloud != "aws" or store.kind != "object-store" or store.host:
        return True
    return _policies_refuse(store)


def _policies_refuse(store: DataStore) -> Fact[bool]:
    facts: list[Fact[bool]] = []
    for policy in store.policies:
        document = policy.document
        if isinstance(document, Unknown):
            facts.append(document)
            continue
        facts.extend(_denies_plain(s, store) for s in _statements(document))
    return either(*facts)


def _statements(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found = document.get("Statement", [])
    items = found if isinstance(found, list) else [found]
    return (s for s in items if isinstance(s, Mapping))


def _denies_plain(statement: Mapping[str, Any], store: DataStore) -> Fact[bool]:
    """A deny for everyone, on reads of objects, under no condition but the plain connection (S3 user guide, "enforce TLS")."""
    denies = (
        statement.get("Effect") == "Deny"
        and _everyone(statement)
        and any(str(a).casefold() in _READS for a in _many(statement.get("Action")))
        and _only_plain(statement.get("Condition"))
    )
    return denies and _on_objects(statement, store)


def _everyone(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    if isinstance(principal, Mapping):
        return "*" in _many(principal.get("AWS"))
    return principal == "*"


def _on_objects(statement: Mapping[str, Any], store: DataStore) -> Fact[bool]:
    """Every object of this very bucket: a deny on the bucket's own ARN alone stops no download."""
    arns = [i for i in store.ids if i.startswith("arn:") and ":s3:::" in i]
    named = [str(r) for r in _many(statement.get("Resource"))]
    if any(r == "*" or any(_covers(r, arn) for arn in arns) for r in named):
        return True
    unsure = [r for r in named if is_symbolic(r) and any(f"{a}/".startswith(r.split(OPEN, 1)[0]) for a in arns)]
    return Unknown(f"what `{readable(unsure[0])}` in the policy of {store.address} covers") if unsure else False


def _covers(pattern: str, arn: str) -> bool:
    head = pattern[:-2] if pattern.endswith("/*") else pattern[:-1] if pattern.endswith("*") else None
    if head is None:
        return False
    return arn == head or arn.startswith(head.rstrip("*")) if pattern.endswith(("**", "*")) and not pattern.endswith("/*") else arn == head


def _only_plain(condition: Any) -> bool:
    """`Bool aws:SecureTransport false`, or `NumericLessThan s3:TlsVersion 1.2` (which plain HTTP, lacking the key, escapes)."""
    if not isinstance(condition, Mapping) or len(condition) != 1:
        return False
    operator, keys = next(iter(condition.items()))
    if str(operator).casefold() not in ("bool", "boolifexists") or not isinstance(keys, Mapping) or len(keys) != 1:
        return False
    key, value = next(iter(keys.items()))
    return str(key).casefold() == "aws:securetransport" and [str(v).casefold() for v in _many(value)] == ["false"]


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
