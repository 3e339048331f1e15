# SPDX-License-Identifier: Apache-2.0
"""Condition keys that follow from who asks for what, so that a request need not tell them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html says when each is present, and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable what `aws:userid`,
`aws:username` and `aws:PrincipalType` hold for each kind of principal. What AWS knows and a request does not show (the unique
id of a user or role) is a symbol, so that it is never held to be absent.
"""

from __future__ import annotations

from functools import lru_cache

from intramuros.estate.values import symbol
from intramuros.reasoning.access.aws.comparisons import SOME_PATH
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.principals import Caller

_TYPES = {
    "root": "Account",
    "account": "Account",
    "user": "User",
    "federated-user": "FederatedUser",
    "role": "AssumedRole",
    "session": "AssumedRole",
    "anonymous": "Anonymous",
}
DERIVED = frozenset(
    {
        "aws:principaltype",
        "aws:principalaccount",
        "aws:userid",
        "aws:principalarn",
        "aws:username",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "aws:resourceaccount",
        "kms:calleraccount",
        "kms:encryptioncontextkeys",
    }
)
"""Every key that may follow from a request."""
_UNIQUE_ID = symbol("the caller", "unique_id")
_WITHOUT_ACCOUNT = frozenset(
    {
        "ec2:accepttransitgatewaypeeringattachment",
        "ec2:acceptvpcendpointconnections",
        "ec2:acceptvpcpeeringconnection",
        "ec2:copyfpgaimage",
        "ec2:copyimage",
        "ec2:copysnapshot",
        "ec2:createtransitgatewaypeeringattachment",
        "ec2:createvolume",
        "ec2:createvpcendpoint",
        "ec2:createvpcpeeringconnection",
        "ec2:deletetransitgatewaypeeringattachment",
        "ec2:deletevpcpeeringconnection",
        "ec2:rejecttransitgatewaypeeringattachment",
        "ec2:rejectvpcendpointconnections",
        "ec2:rejectvpcpeeringconnection",
        "route53:associatevpcwithhostedzone",
        "route53:createvpcassociationauthorization",
        "route53:deletevpcassociationauthorization",
        "route53:disassociatevpcfromhostedzone",
        "route53:listhostedzonesbyvpc",
        "workspaces:describeworkspaceimages",
    }
)
"""Actions that do not support `aws:ResourceAccount`, as do none of EBS and EventBridge (its entry on the page of keys)."""


@lru_cache(maxsize=4096)
def keys_of_caller(caller: Caller) -> dict[str, Values]:
    """The keys that follow from the caller, in lower case."""
    told: dict[str, Values] = {}
    if caller.kind in _TYPES:
        told["aws:principaltype"] = (_TYPES[caller.kind],)
        told["aws:principalaccount"] = (caller.account or "anonymous",)
        told["aws:userid"] = (_user_id(caller),)
    if caller.account and caller.kind in _TYPES:
        told["aws:principalarn"] = (_principal_arn(caller),)
    if caller.kind == "user":
        told["aws:username"] = (caller.name.rsplit("/", 1)[-1],)
    if caller.kind not in ("anonymous", "federated"):
        told["aws:principalisawsservice"] = ("true" if caller.kind == "service" else "false",)
    if caller.kind == "service":
        told["aws:principalservicename"] = told["aws:principalservicenameslist"] = (caller.name,)
    return told


def _principal_arn(caller: Caller) -> str:
    """The role's ARN for its sessions, whose own ARN leaves out the role's path."""
    if caller.kind != "session":
        return caller.name
    head, name = caller.role_arn.rsplit("/", 1)
    return f"{head}/{SOME_PATH}/{name}"


def _user_id(caller: Caller) -> str:
    last = caller.name.rsplit("/", 1)[-1]
    if caller.kind == "session":
        return f"{_UNIQUE_ID}:{last}"
    if caller.kind == "federated-user":
        return f"{caller.account}:{last}"
    if caller.kind == "role":
        return f"{_UNIQUE_ID}:{symbol('the session', 'name')}"
    return _UNIQUE_ID if caller.kind == "user" else caller.account or "anonymous"


_ENCRYPTION_CONTEXT = "kms:encryptioncontext:"


def keys_of_request(caller: Caller, action: str, account: str, told: dict[str, Values]) -> dict[str, Values]:
    """The keys that follow from what is asked, whose it is, and the other keys; in lower case."""
    found: dict[str, Values] = {}
    folded = action.casefold()
    service = folded.partition(":")[0]
    if account and folded not in _WITHOUT_ACCOUNT and service not in ("ebs", "events"):
        found["aws:resourceaccount"] = (account,)
    if service == "kms":
        if caller.account:
            found["kms:calleraccount"] = (caller.account,)
        keys = tuple(
            k[len(_ENCRYPTION_CONTEXT) :] for k, v in told.items() if v is not None and k.casefold().startswith(_ENCRYPTION_CONTEXT)
        )
        if keys:
            found["kms:encryptioncontextkeys"] = keys
    return found
