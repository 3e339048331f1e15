# SPDX-License-Identifier: Apache-2.0
"""What AWS exempts from policies, whatever they say: callers, services and actions that a layer does not bear on."""

from __future__ import annotations

from collections.abc import Iterable

from intramuros.estate.patterns import lazy
from intramuros.reasoning.access.aws.principals import Caller

UNIDENTIFIED = frozenset({"service", "anonymous", "federated"})
"""Kinds of callers that no policy of an account or an organisation of principals is attached to."""
_RCP_BOUND: dict[str, str] = {
    "s3": "2024-11",
    "sts": "2024-11",
    "kms": "2024-11",
    "sqs": "2024-11",
    "secretsmanager": "2024-11",
    "ecr": "2025-06",
    "aoss": "2025-06",
    "cognito-idp": "2026-01",
    "cognito-identity": "2026-01",
    "logs": "2026-01",
    "dynamodb": "2026-02",
}
"""Services that resource control policies bind, and since when
(https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services; the last of them
https://aws.amazon.com/about-aws/whats-new/2026/02/aws-expands-resource-control-policies-amazon/; looked up 2026-11).
A service that joined later counts as not bound: what a policy denies there is then told as open, never as closed."""


def never_denied(caller: Caller, action: str) -> bool:
    """What every signed request may ask, even where explicitly denied.

    https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html;
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html ("No permissions are
    required", "You cannot use policies to control authentication operations") for users and root, who alone may call it.
    """
    action, kind = action.casefold(), caller.kind
    return (action == "sts:getcalleridentity" and kind != "anonymous") or (action == "sts:getsessiontoken" and kind in ("user", "root"))


_RESERVED_ALIAS = frozenset({"kms:createalias", "kms:updatealias", "kms:deletealias"})


def impossible(caller: Caller, action: str, resources: Iterable[str]) -> bool:
    """What AWS does for nobody, whatever a policy says.

    Its own policies, the roles of its services and its keys' aliases are only looked at
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html;
    https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html), and a root user assumes no role
    (https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html).
    """
    action = action.casefold()
    if action == "sts:assumerole" and caller.kind == "root":
        return True
    if action in _RESERVED_ALIAS and any(":alias/aws/" in r for r in resources):
        return True
    if not action.startswith("iam:") or action.removeprefix("iam:").startswith(("get", "list", "simulate", "generate")):
        return False
    return any(_AWS_OWNED.match(r) for r in resources)


_AWS_OWNED = lazy(r"arn:[^:]*:iam::(?:aws:policy/|[^:]*:role/aws-reserved/)")


def bound_by_scps(caller: Caller, managing: str) -> bool:
    """Service-linked roles, service principals and the management account are exempt.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
    """
    return caller.kind not in UNIDENTIFIED and not caller.service_linked and not (caller.account and caller.account == managing)


def bound_by_rcps(caller: Caller, action: str, account: str, managing: str) -> bool:
    """RetireGrant, the calls of service-linked roles, and resources of the management account are exempt."""
    if caller.service_linked or action.casefold() == "kms:retiregrant" or (account and account == managing):
        return False
    return action.split(":", 1)[0].casefold() in _RCP_BOUND


def needs_resource_policy(action: str, resources: Iterable[str]) -> bool:
    """KMS keys and role assumption: identity policies mean nothing unless the key's or the trust policy lets them.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """
    folded = action.casefold()
    if folded in _KMS_WITHOUT_KEY or any(":alias/" in r for r in resources):
        return False
    return folded.startswith(("kms:", "sts:assumerole")) or folded in _OF_TRUST


_OF_TRUST = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
"""Asked of the role together with its assumption, and granted in its trust policy
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required)."""
_KMS_WITHOUT_KEY = frozenset(
    {
        "kms:createkey",
        "kms:listkeys",
        "kms:listaliases",
        "kms:generaterandom",
        "kms:createcustomkeystore",
        "kms:connectcustomkeystore",
        "kms:disconnectcustomkeystore",
        "kms:updatecustomkeystore",
        "kms:deletecustomkeystore",
        "kms:describecustomkeystores",
    }
)
"""https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html: the resource is no key."""
