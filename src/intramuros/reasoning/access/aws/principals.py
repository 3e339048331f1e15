# SPDX-License-Identifier: Apache-2.0
"""Who asks, and which principals of a policy mean him: himself, his role, his account, everyone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html; how closely a resource
policy names the caller decides whether it grants alone and whether a boundary limits it
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html).
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import is_symbolic, sole_symbol
from intramuros.reasoning.access.aws.globs import equal
from intramuros.reasoning.access.aws.statements import Named, Statement
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every, inverse, some

Kind = Literal["user", "role", "session", "root", "account", "federated-user", "service", "federated", "canonical", "anonymous"]


class Level(enum.IntEnum):
    """How closely a policy names the caller."""

    ACCOUNT = 1
    """His account: it delegates to the identity policies there."""
    ROLE = 2
    """The role (or the user) of his session: grants alone, but within boundary and session policy."""
    DIRECT = 3
    """Himself, or everyone: grants alone."""


_CLOSEST_FIRST = (Level.DIRECT, Level.ROLE, Level.ACCOUNT)


class Caller(Struct, frozen=True, kw_only=True):
    """Who asks. An ARN, an account or a name may be symbolic."""

    kind: Kind
    name: str
    """His ARN, the service's name, the provider of a federated sign-in, or `anonymous`."""
    account: str = ""
    """'' for services and anonymous callers."""
    role_arn: str = ""
    """Sessions: the role's ARN as far as it follows from the session's."""
    aliases: frozenset[str] = frozenset()
    """Further strings that mean him: ids and addresses of the estate."""
    service_linked: bool = False
    any_session: bool = False
    """He may choose the name of his role session."""


_ARN = lazy(r"arn:[^:]*:(iam|sts)::([^:]*):(.+)", re.DOTALL)
_KINDS: tuple[tuple[str, Kind], ...] = (
    ("user/", "user"),
    ("role/", "role"),
    ("assumed-role/", "session"),
    ("federated-user/", "federated-user"),
    ("oidc-provider/", "federated"),
    ("saml-provider/", "federated"),
)
_PROVIDERS = frozenset({"accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com"})
"""Identity providers that trust policies name without an ARN."""


def caller_of(principal: str) -> Caller:
    """The caller that a principal string of a request means."""
    if principal in ("anonymous", "*"):
        return Caller(kind="anonymous", name="anonymous")
    if principal in _PROVIDERS or principal.startswith("oidc:"):
        return Caller(kind="federated", name=principal)
    found = _ARN.fullmatch(principal)
    if found is None:
        return _without_arn(principal)
    return _of_arn(principal, found[2], found[3])


_CANONICAL = lazy(r"[0-9a-f]{64}")


def _without_arn(principal: str) -> Caller:
    if re.fullmatch(r"\d{12}", principal):
        return Caller(kind="account", name=f"arn:aws:iam::{principal}:root", account=principal)
    return Caller(kind="canonical" if _CANONICAL.fullmatch(principal) else "service", name=principal)


def _of_arn(arn: str, account: str, rest: str) -> Caller:
    if rest == "root":
        return Caller(kind="root", name=arn, account=account)
    kind: Kind = next((k for prefix, k in _KINDS if rest.startswith(prefix)), "user")
    linked = rest.startswith(("role/aws-service-role/", "assumed-role/AWSServiceRoleFor"))
    role = ""
    if kind == "session":
        role = f"arn:{arn.split(':', 2)[1]}:iam::{account}:role/{rest.split('/')[1]}"
    return Caller(kind=kind, name=arn, account=account, role_arn=arn if kind == "role" else role, service_linked=linked)


Meant = tuple[Truth, Level]
"""How surely and how closely a statement means the caller."""
_UNMEANT: tuple[Meant, ...] = ((NO, Level.DIRECT),)


def levels_of(statement: Statement, caller: Caller) -> tuple[Meant, ...]:
    """Whether a statement of a resource policy means the caller, and how closely.

    The closest certain way, and before it every closer way that is only possible.
    """
    if any(n is not None and n.fault for n in (statement.not_principal, statement.principal)):
        return ((MAYBE, Level.DIRECT),)
    if statement.not_principal is not None:
        return ((_excepting(statement.not_principal, caller), Level.DIRECT),)
    if statement.principal is None:
        return _UNMEANT
    found: list[Meant] = []
    for level in _CLOSEST_FIRST:
        truth = _means(statement.principal, caller, level)
        found += [(truth, level)] if truth is not NO else []
        if truth is YES:
            break
    return tuple(found) or _UNMEANT


def _means(named: Named, caller: Caller, level: Level) -> Truth:
    if level is Level.DIRECT:
        return YES if named.everyone else max(_directly(named, caller), some(MAYBE for a in named.arns if may_be_everyone(a)))
    if level is Level.ROLE:
        return _as_role(named.arns, caller)
    return _as_account(named.arns, caller)


_ALWAYS_SOMEBODY = frozenset({"arn", "id", "account_id", "unique_id", "user_id"})


def may_be_everyone(listed: str) -> bool:
    """Whether a principal known only later could turn out to be `*` (a variable; not the ARN of a resource)."""
    named = sole_symbol(listed)
    return named is not None and named[1] not in _ALWAYS_SOMEBODY


def _directly(named: Named, caller: Caller) -> Truth:
    if caller.kind == "service":
        return some(_service_equal(s, caller.name) for s in named.services)
    if caller.kind == "federated":
        return some(equal(f, caller.name) for f in named.federated)
    if caller.kind == "canonical":
        return some(equal(c, caller.name) for c in named.canonical)
    if caller.kind == "anonymous":
        return NO
    if caller.kind == "account":
        return _as_account(named.arns, caller)
    bears_role = caller.kind == "role" or (
        caller.kind == "session" and caller.name == caller.role_arn
    )  # a role's ARN names no session of it
    names = named.arns if not bears_role else ()
    chosen = some(_chosen_session(a, caller) for a in named.arns) if caller.any_session else NO
    return max(chosen, some(_one_of(n, caller) for n in names))


def _service_equal(listed: str, service: str) -> Truth:
    """Regional spellings (`logs.eu-central-1.amazonaws.com`) mean the service too."""
    short = re.sub(r"^([a-z0-9-]+)\.[a-z]{2}(?:-[a-z]+)+-\d\.", r"\1.", listed)
    return max(equal(listed, service), equal(short, service))


def _chosen_session(listed: str, caller: Caller) -> Truth:
    meant = _ARN.fullmatch(listed)
    if meant is None or not meant[3].startswith("assumed-role/"):
        return NO
    return every((equal(meant[2], caller.account), equal(meant[3].split("/")[1], caller.role_arn.rsplit("/", 1)[-1])))


def _one_of(listed: str, caller: Caller) -> Truth:
    if listed in caller.aliases or listed == caller.name:
        return YES
    return equal(listed, caller.name)


def _as_role(arns: Iterable[str], caller: Caller) -> Truth:
    if caller.kind == "federated-user":
        return some(_same_user(a, caller) for a in arns)
    if caller.kind not in ("role", "session"):
        return NO
    return some(_same_role(a, caller) for a in arns)


def _same_user(listed: str, caller: Caller) -> Truth:
    """The session of a federated user is limited like a role's where a policy names the user who federated it.

    A request does not tell who that was, and the session's name is the caller's choice (GetFederationToken): that a user of
    its name did is only possible.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    """
    meant = _ARN.fullmatch(listed)
    if meant is None or not meant[3].startswith("user/"):
        return NO
    name = caller.name.rsplit("/", 1)[-1]
    return min(MAYBE, every((equal(meant[2], caller.account), equal(meant[3].rsplit("/", 1)[-1], name))))


def _same_role(listed: str, caller: Caller) -> Truth:
    """A session's ARN leaves out the path of its role, so that only account and last name can be compared."""
    if listed in caller.aliases or listed == caller.role_arn:
        return YES
    meant = _ARN.fullmatch(listed)
    if meant is None:
        return equal(listed, caller.role_arn) if is_symbolic(listed) else NO
    if caller.kind == "role" or not meant[3].startswith("role/"):
        return equal(listed, caller.role_arn)
    return every((equal(meant[2], caller.account), equal(meant[3].rsplit("/", 1)[-1], caller.role_arn.rsplit("/", 1)[-1])))


def _as_account(arns: Iterable[str], caller: Caller) -> Truth:
    if not caller.account or caller.kind in ("service", "federated", "anonymous"):
        return NO
    return some(_same_account(a, caller.account) for a in arns)


def _same_account(listed: str, account: str) -> Truth:
    if not listed.startswith("arn:"):
        return equal(listed, account)
    meant = _ARN.fullmatch(listed)
    return equal(meant[2], account) if meant is not None and meant[3] == "root" else NO


def _excepting(named: Named, caller: Caller) -> Truth:
    """NotPrincipal means everyone but those listed; for a role session, role and session must both be listed.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    """
    if named.everyone:
        return NO
    if caller.kind == "session" and not caller.any_session:
        return inverse(every((_as_role(named.arns, caller), _directly(named, caller))))
    if caller.kind in ("role", "session"):
        return inverse(_as_role(named.arns, caller))
    if caller.kind == "root":
        return inverse(_as_account(named.arns, caller))
    return inverse(_directly(named, caller))


def statement_means(statement: Statement, caller: Caller, *, default: Truth = NO) -> Truth:
    """Whether a statement means the caller; `default` where it names no principal at all (identity and endpoint policies)."""
    if statement.principal is None and statement.not_principal is None:
        return default
    return levels_of(statement, caller)[-1][0]


def same_account(one: str, other: str) -> Truth:
    """Whether two account ids are the same; MAYBE where either is symbolic or not told."""
    if not one or not other:
        return MAYBE
    return equal(one, other)
