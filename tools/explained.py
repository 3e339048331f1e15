# SPDX-License-Identifier: Apache-2.0
"""Rules of AWS that the peer leaves to its user or holds otherwise, each as a rewriting of a case after which it need not know them.

A rewriting answers None where the rule has no bearing on the case. Sources: docs/differences.md.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Case = dict[str, Any]
Statement = dict[str, Any]
_NEVER = {"StringEquals": {"no:such-key": "x"}}
_BOUND_BY_RCP = {"s3", "sts", "kms", "sqs", "secretsmanager", "ecr", "aoss", "cognito-idp", "cognito-identity", "logs", "dynamodb"}
_ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def _kind(principal: str) -> str:
    if not principal.startswith("arn:"):
        return "anonymous" if principal == "anonymous" else "service"
    rest = principal.split(":", 5)[5]
    return "root" if rest == "root" else rest.split("/")[0]


def _documents(case: Case) -> Iterator[dict[str, Any]]:
    held = case["policies"]
    for name in ("identity", "resource", "session", "boundary", "endpoint"):
        found = held.get(name)
        yield from (found if isinstance(found, list) else [found] if found else [])
    for level in (*(held.get("scps") or ()), *(held.get("rcps") or ())):
        yield from level if isinstance(level, list) else [level]


def _statements(document: dict[str, Any]) -> list[Statement]:
    found = document["Statement"]
    return found if isinstance(found, list) else [found]


def _each_test(case: Case, change: Callable[[str, str, Any], Any]) -> Case | None:
    """The case with each condition test changed: `change` answers KEEP, True (it holds), False (it does not) or a new test."""
    new = copy.deepcopy(case)
    changed = False
    for statement in (s for d in _documents(new) for s in _statements(d)):
        tests = [(o, k, v) for o, block in (statement.get("Condition") or {}).items() for k, v in block.items()]
        answers = [change(*t) for t in tests]
        if all(a is None for a in answers):
            continue
        changed = True
        made: dict[str, Any] = {}
        for (operator, key, values), answer in zip(tests, answers, strict=True):
            if answer is True:
                continue
            if answer is False:
                made.setdefault("StringEquals", {})["no:such-key"] = "x"
            else:
                o, k, v = answer or (operator, key, values)
                made.setdefault(o, {})[k] = v
        statement["Condition"] = made
    return new if changed else None


def _given(case: Case, key: str) -> Any:
    return next((v for k, v in case["request"]["context"].items() if k.casefold() == key.casefold()), None)


def keys_that_follow(case: Case) -> Case | None:
    """Keys that AWS puts into the context of every request of such a caller."""
    principal, resource = case["request"]["principal"], case["request"]["resource"]
    kind, parts = _kind(principal), principal.split(":", 5)
    told: dict[str, str] = {"aws:ResourceAccount": resource["account"]} if resource["account"] else {}
    if len(parts) == 6:
        name = parts[5].split("/")[1] if kind == "assumed-role" else ""
        role = f"arn:aws:iam::{parts[4]}:role/{name}"
        told |= {"aws:PrincipalAccount": parts[4], "aws:PrincipalArn": role if name else principal, "aws:PrincipalIsAWSService": "false"}
        told |= {"kms:CallerAccount": parts[4]} if case["request"]["action"].startswith("kms:") else {}
        told |= {"aws:username": principal.rsplit("/", 1)[-1]} if kind == "user" else {}
    if kind == "service":
        told |= {"aws:PrincipalIsAWSService": "true", "aws:PrincipalServiceName": principal}
    text = repr(case["policies"]).casefold()
    missing = {k: v for k, v in told.items() if k.casefold() in text and _given(case, k) is None}
    if not missing:
        return None
    new = copy.deepcopy(case)
    new["request"]["context"] |= missing
    return new


def root_user(case: Case) -> Case | None:
    """The root user holds all power of its account, and no policy of identities is attached to it."""
    if _kind(case["request"]["principal"]) != "root":
        return None
    new = copy.deepcopy(case)
    new["policies"] |= {"identity": [] if case["request"]["action"] == "sts:AssumeRole" else [_ALL], "boundary": None}
    if case["request"]["action"] == "sts:AssumeRole":
        new["policies"]["resource"] = _denials(case["policies"]["resource"])
    return new


def _denials(document: Any) -> Any:
    return document and {**document, "Statement": [s for s in _statements(document) if s["Effect"] == "Deny"]}


def bound_by_rcps(case: Case) -> Case | None:
    """Resource control policies bind some services, and no calls of service-linked roles."""
    service = case["request"]["action"].split(":")[0]
    free = (
        service not in _BOUND_BY_RCP
        or case["request"]["action"] == "kms:RetireGrant"
        or "/AWSServiceRoleFor" in case["request"]["principal"]
    )
    return {**case, "policies": {**case["policies"], "rcps": []}} if free and case["policies"].get("rcps") else None


def bound_by_scps(case: Case) -> Case | None:
    """Service control policies bind no service-linked roles."""
    linked = "/AWSServiceRoleFor" in case["request"]["principal"]
    return {**case, "policies": {**case["policies"], "scps": []}} if linked and case["policies"].get("scps") else None


def no_identity(case: Case) -> Case | None:
    """Services and anonymous callers bear no policies of identities or of organisations of principals."""
    if _kind(case["request"]["principal"]) not in ("service", "anonymous"):
        return None
    return {**case, "policies": {**case["policies"], "identity": [], "session": None, "boundary": None, "scps": []}}


def one_value(case: Case) -> Case | None:
    """A key is single-valued or multivalued by "the number of values in the request context"."""
    told = case["request"]["context"]
    single = {k: v[0] for k, v in told.items() if isinstance(v, list) and len(v) == 1}
    return {**case, "request": {**case["request"], "context": {**told, **single}}} if single else None


def absent_with_if_exists(case: Case) -> Case | None:
    """IfExists: "If the key is not present, evaluate the condition element as true", set operators not excepted."""

    def change(operator: str, key: str, _: Any) -> Any:
        return True if operator.endswith("IfExists") and ":" in operator and _given(case, key) is None else None

    return _each_test(case, change)


def null_dataset(case: Case) -> Case | None:
    """Set operators take an empty string for no value at all."""

    def change(operator: str, key: str, _: Any) -> Any:
        given = _given(case, key)
        empty = given == "" or (isinstance(given, list) and given and not any(given))
        return operator.startswith("ForAllValues") if empty and ":" in operator else None

    return _each_test(case, change)


def not_principal(case: Case) -> Case | None:
    """NotPrincipal excepts a user by his ARN, a role session by the ARNs of session and role, and nobody who has a boundary."""
    document = case["policies"].get("resource")
    if not document or not any("NotPrincipal" in s for s in _statements(document)):
        return None
    new = copy.deepcopy(case)
    for statement in _statements(new["policies"]["resource"]):
        listed = statement.pop("NotPrincipal", None)
        if listed is None:
            continue
        bounded = (
            case["policies"].get("boundary")
            and statement["Effect"] == "Deny"
            and _kind(case["request"]["principal"]) not in ("root", "service", "anonymous")
        )
        statement["Principal"] = (
            "*" if bounded or not _excepted(listed, case["request"]["principal"]) else {"AWS": "arn:aws:iam::000000000000:user/nobody"}
        )
    return new


def _excepted(listed: Any, principal: str) -> bool:
    named = (
        [v for values in listed.values() for v in (values if isinstance(values, list) else [values])]
        if isinstance(listed, dict)
        else [listed]
    )
    kind, parts = _kind(principal), principal.split(":", 5)
    if kind == "root":
        return parts[4] in named or principal in named
    if kind == "assumed-role":
        name = parts[5].split("/")[1]
        return principal in named and any(re.fullmatch(rf"arn:aws:iam::{parts[4]}:role/(?:.*/)?{re.escape(name)}", n) for n in named)
    return principal in named


def direct_grant(case: Case) -> Case | None:
    """A session policy does not limit what a resource policy of the account grants to the session itself."""
    principal, document = case["request"]["principal"], case["policies"].get("resource")
    inside = len(principal.split(":")) > 5 and principal.split(":")[4] == case["request"]["resource"]["account"]
    if not inside or not document or not case["policies"].get("session"):
        return None
    allows = [s for s in _statements(document) if s["Effect"] == "Allow"]
    if not any(principal in repr(s.get("Principal")) or "'*'" in repr([s.get("Principal")]) or "NotPrincipal" in s for s in allows):
        return None
    session = _denials(case["policies"]["session"])
    open_ = {**session, "Statement": [*session["Statement"], *_ALL["Statement"]]}  # type: ignore[misc]  # a list of statements
    return {**case, "policies": {**case["policies"], "session": open_, "identity": [_denials(d) for d in case["policies"]["identity"]]}}


def seconds(case: Case) -> Case | None:
    """A date may be told in seconds since 1970."""

    def change(operator: str, key: str, values: Any) -> Any:
        listed = values if isinstance(values, list) else [values]
        if "Date" not in operator or not any(str(v).isdigit() for v in listed):
            return None
        moments = [dt.datetime.fromtimestamp(int(v), dt.UTC).isoformat() if str(v).isdigit() else v for v in listed]
        return operator, key, moments

    return _each_test(case, change)


def empty_default(case: Case) -> Case | None:
    """A variable's default may be the empty string."""
    text = json.dumps(case["policies"])
    default = re.compile(r"\$\{aws:PrincipalTag/none, ''\}")
    return {**case, "policies": json.loads(default.sub("", text))} if default.search(text) else None


def _each_text(case: Case, documents: Callable[[dict[str, Any]], bool], change: Callable[[str], str]) -> Case | None:
    """The case with the texts of some documents changed."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: changed(v) for k, v in value.items()}
        if isinstance(value, list):
            return [changed(v) for v in value]
        return change(value) if isinstance(value, str) else value

    new = copy.deepcopy(case)
    for document in _documents(new):
        if documents(document):
            document["Statement"] = changed(_statements(document))
    return new if new != case else None


def incomplete_arns(case: Case) -> Case | None:
    """An ARN that ends in a wildcard before its sixth part means all that begins so, in every kind of policy."""

    def change(text: str) -> str:
        missing = 5 - text.count(":")
        return text + ":*" * missing if text.startswith("arn:") and text.endswith("*") and missing > 0 else text

    return _each_text(case, lambda _: True, change)


def old_version(case: Case) -> Case | None:
    """Documents of version 2008-10-17, or of none, know no policy variables."""
    return _each_text(case, lambda d: d.get("Version") != "2012-10-17", lambda t: t.replace("${", "${$}{"))


def null_variable(case: Case) -> Case | None:
    """A variable without a value is equal and like to nothing, so that an inverted operator holds."""

    def change(operator: str, key: str, values: Any) -> Any:
        listed = values if isinstance(values, list) else [values]
        if "Not" not in operator:
            return None
        rest = [v for v in listed if not any(_given(case, k) is None for k in re.findall(r"\$\{([^,}*?$]+)\}", str(v)))]
        if len(rest) == len(listed) or rest:
            return None if len(rest) == len(listed) else (operator, key, rest)
        return bool(_given(case, key)) or "ForAnyValue" not in operator

    return _each_test(case, change)


def bare_arn(case: Case) -> Case | None:
    """A bare `*` in place of an ARN means any ARN."""

    def change(operator: str, key: str, values: Any) -> Any:
        listed = values if isinstance(values, list) else [values]
        if "Arn" not in operator or "*" not in listed:
            return None
        return operator, key, ["arn:*:*:*:*:*" if v == "*" else v for v in listed]

    return _each_test(case, change)


def other_family(case: Case) -> Case | None:
    """An IPv6 address is outside every IPv4 range, and the reverse."""

    def change(operator: str, key: str, values: Any) -> Any:
        given = _given(case, key)
        listed = values if isinstance(values, list) else [values]
        if "NotIpAddress" not in operator or given is None or "nowhere" in listed:
            return None
        same = [v for v in listed if (":" in v) == (":" in given)]
        return None if len(same) == len(listed) else (operator, key, same) if same else True

    return _each_test(case, change)


def trust_policy(case: Case) -> Case | None:
    """Nobody assumes a role whose trust policy is not shown to allow it."""
    if case["policies"].get("resource") or not case["request"]["action"].startswith("sts:AssumeRole"):
        return None
    return {**case, "policies": {**case["policies"], "resource": {"Version": "2012-10-17", "Statement": []}}}


def left_open(case: Case) -> str:
    """Why the two may not answer the same question, or `decide` may answer `unknown`; '' where no reason is known."""
    request, resource = case["request"], case["policies"].get("resource")
    if "*" in request["resource"]["arn"]:
        return "the request asks for a pattern of resources"
    unresolved = (
        p
        for d in _documents(case)
        for s in _statements(d)
        for p in ([s["NotResource"]] if isinstance(s.get("NotResource"), str) else s.get("NotResource", []))
    )
    if any("${aws:PrincipalTag/" in p for p in unresolved):
        return "a variable without a value in NotResource"
    if _kind(request["principal"]) == "federated-user" and f":user/{request['principal'].rsplit('/', 1)[-1]}" in repr(resource):
        return "a federated user, and his name as a user's"
    if [] in request["context"].values() or "" in request["context"].values():
        return "an empty set"
    return ""


REWRITES: dict[str, Callable[[Case], Case | None]] = {
    "keys that follow from the request": keys_that_follow,
    "the root user": root_user,
    "what resource control policies bind": bound_by_rcps,
    "service-linked roles": bound_by_scps,
    "callers without identity policies": no_identity,
    "one value in a list": one_value,
    "IfExists with a set operator": absent_with_if_exists,
    "null datasets": null_dataset,
    "NotPrincipal": not_principal,
    "grants to the session itself": direct_grant,
    "dates in seconds": seconds,
    "an empty default": empty_default,
    "incomplete ARNs": incomplete_arns,
    "variables of version 2008-10-17": old_version,
    "inverted operators and variables without a value": null_variable,
    "addresses of the other family": other_family,
    "roles without a trust policy": trust_policy,
    "a bare * as an ARN": bare_arn,
}
