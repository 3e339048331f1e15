# SPDX-License-Identifier: Apache-2.0
"""A KMS grant, as ListGrants tells it, written as the policy statements that allow the same.

https://docs.aws.amazon.com/kms/latest/developerguide/grants.html: the grantee may do the operations "just as they would if the
permissions came from a key policy or IAM policy"; constraints ask for the encryption context, where the operation has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from intramuros.estate.values import Unknown

_WITH_CONTEXT = frozenset(
    {
        "Decrypt",
        "Encrypt",
        "GenerateDataKey",
        "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext",
        "GenerateDataKeyWithoutPlaintext",
        "ReEncryptFrom",
        "ReEncryptTo",
        "CreateGrant",
    }
)
_KNOWN = frozenset(
    {"Constraints", "CreationDate", "GrantId", "GranteePrincipal", "IssuingAccount", "KeyId", "Name", "Operations", "RetiringPrincipal"}
)


def as_policy(grant: Any) -> Any:
    """The document that allows what a grant does; what cannot be understood of it is `Unknown`."""
    if not isinstance(grant, Mapping):
        return Unknown("a grant is not as ListGrants has it")
    grantee, operations = grant.get("GranteePrincipal"), grant.get("Operations")
    odd = [k for k in grant if k not in _KNOWN]
    if odd or not isinstance(grantee, str) or not isinstance(operations, list) or not all(isinstance(o, str) for o in operations):
        return Unknown(f"`{odd[0]}` of a grant is not known" if odd else "a grant lacks its GranteePrincipal or its Operations")
    conditions = _conditions(grant.get("Constraints") or {})
    bound = [f"kms:{o}" for o in operations if o in _WITH_CONTEXT]
    free = [f"kms:{o}" for o in operations if o not in _WITH_CONTEXT]
    statements = [_allow(grantee, bound, conditions)] if bound else []
    statements += [_allow(grantee, free, {})] if free else []
    if isinstance(grant.get("RetiringPrincipal"), str):
        statements.append(_allow(grant["RetiringPrincipal"], ["kms:RetireGrant"], {}))
    return {"Version": "2008-10-17", "Statement": statements}  # the version without policy variables: a grant's values are literal


def _allow(principal: str, actions: list[str], conditions: Any) -> dict[str, Any]:
    who = {"Service": principal} if principal.endswith(".amazonaws.com") else {"AWS": principal}
    return {"Effect": "Allow", "Principal": who, "Action": actions, "Resource": "*", "Condition": conditions}


def _conditions(constraints: Any) -> Any:
    """EncryptionContextSubset asks for these pairs among others, EncryptionContextEquals for these and no other."""
    if not isinstance(constraints, Mapping):
        return Unknown("the constraints of a grant are not known")
    subset, equal = constraints.get("EncryptionContextSubset") or {}, constraints.get("EncryptionContextEquals")
    known = {"EncryptionContextSubset", "EncryptionContextEquals"}
    if not set(constraints) <= known or not isinstance(subset, Mapping) or not isinstance(equal or {}, Mapping):
        return Unknown("a constraint of a grant is not as KMS documents it")
    pairs = {**subset, **(equal or {})}
    made: dict[str, Any] = {"StringEquals": {f"kms:EncryptionContext:{k}": v for k, v in pairs.items()}} if pairs else {}
    if equal is not None:
        made["ForAllValues:StringEquals"] = {"kms:EncryptionContextKeys": list(equal)}
    return made
