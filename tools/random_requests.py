# SPDX-License-Identifier: Apache-2.0
"""Random access requests with policies that come near them: every layer, element, operator and kind of caller."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

HOME, AWAY = "111111111111", "222222222222"
_TARGETS: tuple[tuple[str, str], ...] = (
    ("s3:GetObject", "arn:aws:s3:::clinic/in/a.txt"),
    ("s3:PutObject", "arn:aws:s3:::clinic-ml/ada/model:1"),
    ("s3:ListBucket", "arn:aws:s3:::clinic"),
    ("sqs:SendMessage", "arn:aws:sqs:eu-central-1:{}:jobs"),
    ("kms:Decrypt", "arn:aws:kms:eu-central-1:{}:key/0a1b"),
    ("kms:CreateGrant", "arn:aws:kms:eu-central-1:{}:key/0a1b"),
    ("sts:AssumeRole", "arn:aws:iam::{}:role/app"),
    ("iam:PassRole", "arn:aws:iam::{}:role/team/app"),
    ("dynamodb:GetItem", "arn:aws:dynamodb:eu-central-1:{}:table/visits"),
    ("lambda:InvokeFunction", "arn:aws:lambda:eu-central-1:{}:function:score:live"),
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-central-1:{}:secret:db-AbCdEf"),
    ("ec2:RunInstances", "arn:aws:ec2:eu-central-1:{}:instance/i-0a1"),
)
_CALLERS: tuple[str, ...] = (
    "arn:aws:iam::{}:user/ada",
    "arn:aws:iam::{}:user/staff/ada",
    "arn:aws:iam::{}:role/app",
    "arn:aws:sts::{}:assumed-role/app/s1",
    "arn:aws:sts::{}:assumed-role/app/s1",
    "arn:aws:sts::{}:federated-user/eve",
    "arn:aws:iam::{}:root",
    "arn:aws:sts::{}:assumed-role/AWSServiceRoleForRDS/x",
    "ec2.amazonaws.com",
    "anonymous",
)
_STRINGS = ("ml", "ML", "ada", "m", "", "arn:aws:sns:eu-central-1:111111111111:topic", "10", "true", "10.0.0.7")
_ARNS = (
    "arn:aws:sns:eu-central-1:111111111111:topic",
    "arn:aws:sns:*:111111111111:*",
    "arn:aws:s?s:*:*:queue",
    "arn:aws:sns:eu-*:111111111111:t?pic",
    "topic",
    "*",
    "arn:aws:sns:*:111111111111:${aws:PrincipalTag/team}",
)
_WORDS = (
    "ml",
    "m*",
    "?l",
    "*",
    "a*a",
    "${aws:PrincipalTag/team}",
    "${aws:PrincipalTag/none, 'ml'}",
    "${aws:PrincipalTag/none}",
    "${*}",
    "x",
)
_VALUES: dict[str, tuple[Any, ...]] = {
    "String": _WORDS,
    "Numeric": ("10", 10, "10.0", "9", "11", "-1", "ten"),
    "Date": ("2026-11-23T12:00:00Z", "2026-11-23", "2030-01-01T00:00:00Z", "2026-11-23T13:00:00+01:00", "1795435200", "soon"),
    "Bool": ("true", "false", True, False, "True"),
    "Ip": ("10.0.0.0/8", "10.0.0.7", "192.168.0.0/16", "2001:db8::/32", "nowhere"),
    "Arn": _ARNS,
    "Binary": ("bWw=", "eA=="),
}
_OPERATORS: dict[str, tuple[str, ...]] = {
    "String": ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"),
    "Numeric": ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"),
    "Date": ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"),
    "Bool": ("",),
    "Ip": ("IpAddress", "NotIpAddress"),
    "Arn": ("Equals", "Like", "NotEquals", "NotLike"),
    "Binary": ("Equals",),
}
_KEYS: dict[str, tuple[str, ...]] = {
    "String": ("aws:PrincipalTag/team", "aws:PrincipalOrgID", "AWS:TagKeys", "s3:prefix", "aws:PrincipalTag/none"),
    "Numeric": ("s3:max-keys", "aws:MultiFactorAuthAge"),
    "Date": ("aws:CurrentTime", "aws:TokenIssueTime"),
    "Bool": ("aws:SecureTransport", "aws:ViaAWSService"),
    "Ip": ("aws:SourceIp", "aws:VpcSourceIp"),
    "Arn": ("aws:SourceArn", "aws:PrincipalArn"),
    "Binary": ("clinic:blob",),
}


class Maker:
    """Makes cases from one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._request: dict[str, Any] = {}

    def cases(self, count: int) -> Iterator[dict[str, Any]]:
        """That many cases, each `{request, policies}` as `decide` takes them."""
        for _ in range(count):
            yield self.case()

    def case(self) -> dict[str, Any]:
        """One request with policies that are about it."""
        self._request = self._some_request()
        return {"request": self._request, "policies": self._policies()}

    def _likely(self, part: float) -> bool:
        return self._chance.random() < part

    def _one(self, options: tuple[Any, ...]) -> Any:
        return self._chance.choice(options)

    def _some_request(self) -> dict[str, Any]:
        action, arn = self._one(_TARGETS)
        owner = HOME if self._likely(0.7) else AWAY
        return {
            "principal": self._one(_CALLERS).format(HOME),
            "action": action,
            "resource": {"arn": arn.format(owner), "account": owner},
            "context": self._context(),
        }

    def _context(self) -> dict[str, Any]:
        offered: dict[str, tuple[Any, ...]] = {
            "aws:PrincipalTag/team": ("ml", "ML", "x", "", "a*"),
            "aws:PrincipalOrgID": ("ml", "x"),
            "aws:TagKeys": (["ml"], ["ml", "x"], ["x", "y"], [], ["m", "ml"]),
            "s3:prefix": ("ml", "ada", "m*", ""),
            "s3:max-keys": ("10", "9", "ten"),
            "aws:CurrentTime": ("2026-11-23T12:00:00Z", "2029-12-31T23:59:59Z"),
            "aws:SecureTransport": ("true", "false"),
            "aws:SourceIp": ("10.0.0.7", "192.168.3.4", "2001:db8::1"),
            "aws:SourceArn": ("arn:aws:sns:eu-central-1:111111111111:topic", "arn:aws:sqs:eu-west-1:222222222222:queue", "x"),
            "clinic:blob": ("bWw=", "eA=="),
        }
        return {key: self._one(values) for key, values in offered.items() if self._likely(0.5)}

    def _policies(self) -> dict[str, Any]:
        def maybe(part: float, *, principal: bool = False) -> Any:
            return self._document(principal=principal) if self._likely(part) else None

        return {
            "identity": [self._document() for _ in range(self._one((0, 1, 1, 2)))],
            "resource": maybe(0.65, principal=True),
            "session": maybe(0.25),
            "boundary": maybe(0.25),
            "scps": [[self._document(wide=True) for _ in range(self._one((1, 2)))] for _ in range(self._one((0, 0, 0, 1, 2)))],
            "rcps": [[self._document(effects=("Deny",))]] if self._likely(0.2) else [],
            "endpoint": self._document(wide=True) if self._likely(0.15) else None,
        }

    def _document(self, *, principal: bool = False, wide: bool = False, effects: tuple[str, ...] = ()) -> dict[str, Any]:
        statements = [
            self._statement(effects or ("Allow", "Allow", "Allow", "Deny"), principal=principal) for _ in range(self._one((1, 2, 3)))
        ]
        if wide and self._likely(0.6):
            statements.append({"Effect": "Allow", "Action": "*", "Resource": "*"})
        return {"Version": "2012-10-17" if self._likely(0.9) else "2008-10-17", "Statement": statements}

    def _statement(self, effects: tuple[str, ...], *, principal: bool) -> dict[str, Any]:
        effect = self._one(effects)
        body: dict[str, Any] = {"Sid": f"S{self._chance.randrange(999)}", "Effect": effect}
        body["Action" if self._likely(0.85) else "NotAction"] = self._listed(self._actions())
        body["Resource" if self._likely(0.85) else "NotResource"] = self._listed(self._resources())
        if principal:
            name = "NotPrincipal" if self._likely(0.5 if effect == "Deny" else 0.05) else "Principal"
            body[name] = self._principals(excepting=name == "NotPrincipal")
        if self._likely(0.45):
            body["Condition"] = {}
            for _ in range(self._one((1, 1, 2))):
                operator, key, values = self._test()
                body["Condition"].setdefault(operator, {})[key] = values
        return body

    def _listed(self, options: tuple[str, ...]) -> Any:
        return self._one(options) if self._likely(0.6) else self._chance.sample(options, self._one((1, 2)))

    def _actions(self) -> tuple[str, ...]:
        action: str = self._request["action"]
        service, name = action.split(":")
        cut = self._chance.randrange(1, len(name))
        near = (f"{service}:{name[:cut]}*", f"{service}:{name[:cut]}?{name[cut + 1 :]}", f"{service}:{name.upper()}")
        return (action, *near, f"{service}:*", "*", f"{service}:Other", "ec2:*")

    def _resources(self) -> tuple[str, ...]:
        arn: str = self._request["resource"]["arn"]
        parts = arn.split(":", 5)
        at = self._chance.randrange(3, 6)
        starred = ":".join("*" if i == at else p for i, p in enumerate(parts))
        # AWS knows neither wildcards nor variables in the part that names the resource's type
        typed = re.match(r"(?:[a-z-]+[/:])?", parts[5] if parts[2] != "s3" else "")
        head, name = ":".join(parts[:5]) + ":" + parts[5][: typed.end()], parts[5][typed.end() :]  # type: ignore[union-attr]  # it may be empty
        cut = self._chance.randrange(len(name))
        own = name.replace("ada", "${aws:PrincipalTag/team}").replace("clinic", "clinic${aws:PrincipalTag/none, ''}")
        near = (f"{head}{name[:cut]}?{name[cut + 1 :]}", f"{head}{name[:cut]}*", f"{head}{own}", head + "${aws:PrincipalTag/none}" + name)
        return (arn, "*", starred, *near, arn.upper(), ":".join(parts[:3]) + ":*", "arn:aws:s3:::other/*")

    def _principals(self, *, excepting: bool) -> Any:
        caller: str = self._request["principal"]
        named: list[str] = ["arn:aws:iam::333333333333:root", f"arn:aws:iam::{HOME}:user/bob"]
        if caller.startswith("arn:"):
            named += [caller, caller, HOME, f"arn:aws:iam::{HOME}:root", f"arn:aws:iam::{HOME}:role/app", "*"]
        if not caller.startswith("arn:") and caller != "anonymous" and self._likely(0.7):
            return {"Service": self._one((caller, [caller, "s3.amazonaws.com"], "lambda.amazonaws.com"))}
        if self._likely(0.15 if not excepting else 0.0):
            return self._one(("*", {"AWS": "*"}))
        return {"AWS": self._listed(tuple(n for n in named if n != "*" or not excepting))}

    def _test(self) -> tuple[str, str, Any]:
        kind = self._one(tuple(_OPERATORS))
        key = self._one(_KEYS[kind])
        if self._likely(0.08):
            return "Null", key, self._one(("true", "false", True))
        base = self._one(_OPERATORS[kind])
        operator = base if kind == "Ip" else f"{kind}{base}"
        if self._likely(0.25):
            operator += "IfExists"
        if self._likely(0.8 if "TagKeys" in key else 0.1):
            operator = f"{self._one(('ForAllValues', 'ForAnyValue'))}:{operator}"
        values = _VALUES[kind]
        return operator, key, self._one(values) if self._likely(0.6) else list(self._chance.sample(values, 2))
