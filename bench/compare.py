# SPDX-License-Identifier: Apache-2.0
"""Speed of `compare` on generated pairs of policies, beside z3's theory of strings on those that it can be asked about.

usage: python bench/compare.py [PAIRS]

Each pair is compared once cold (nothing remembered) and then warm (the cells of its patterns remembered, as where one
policy is compared with many): the median of five. z3 gets the pairs without conditions, with a limit of five seconds
for each direction.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from typing import Any

from intramuros.reasoning.access.aws import automata, compare, spaces

ACTIONS = (
    "*",
    "s3:*",
    "s3:Get*",
    "s3:GetObject",
    "s3:PutObject",
    "s3:List*",
    "s3:*Object",
    "ec2:*",
    "ec2:Describe*",
    "ec2:RunInstances",
    "iam:PassRole",
    "iam:*Role*",
    "kms:Decrypt",
    "kms:*",
    "sts:AssumeRole",
    "logs:*",
    "lambda:Invoke*",
    "sqs:SendMessage",
    "dynamodb:*Item",
)
RESOURCES = (
    "*",
    "arn:aws:s3:::data/*",
    "arn:aws:s3:::data",
    "arn:aws:s3:::data/in/*",
    "arn:aws:s3:::data-*",
    "arn:aws:s3:::*/weights/*",
    "arn:aws:s3:::logs/*",
    "arn:aws:iam::111111111111:role/app-*",
    "arn:aws:iam::111111111111:role/*",
    "arn:aws:kms:eu-central-1:111111111111:key/*",
    "arn:aws:sqs:*:111111111111:queue-?",
    "arn:aws:dynamodb:eu-central-1:111111111111:table/t*",
    "arn:aws:lambda:*:*:function:*",
)
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"StringEquals": {"aws:PrincipalOrgID": "o-1"}},
    {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}},
    {"Bool": {"aws:SecureTransport": "false"}},
    {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.168.0.0/16"]}},
    {"NotIpAddress": {"aws:SourceIp": "10.1.0.0/16"}},
    {"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b", "c"]}},
    {"StringLike": {"aws:PrincipalTag/team": "ml-*"}, "NumericLessThan": {"s3:max-keys": "100"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/a*"}},
    {"DateLessThan": {"aws:CurrentTime": "2027-01-01T00:00:00Z"}},
    {"Null": {"s3:x-amz-server-side-encryption": "true"}},
)
PRINCIPALS = (
    "*",
    {"AWS": "111111111111"},
    {"AWS": "arn:aws:iam::111111111111:role/app"},
    {"AWS": "arn:aws:iam::222222222222:user/x"},
    {"Service": "logs.amazonaws.com"},
)


def document(chance: random.Random, *, conditions: bool, principals: bool) -> dict[str, Any]:
    """A policy of one to six statements."""

    def statement() -> dict[str, Any]:
        body: dict[str, Any] = {
            "Effect": "Allow" if chance.random() < 0.7 else "Deny",
            "Action": chance.sample(ACTIONS, chance.randint(1, 4)),
            "NotResource" if chance.random() < 0.1 else "Resource": chance.sample(RESOURCES, chance.randint(1, 4)),
        }
        if conditions and chance.random() < 0.5:
            body["Condition"] = chance.choice(CONDITIONS)
        if principals:
            body["Principal"] = chance.choice(PRINCIPALS)
        return body

    return {"Version": "2012-10-17", "Statement": [statement() for _ in range(chance.randint(1, 6))]}


def pair(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two documents; every second pair is one with a statement more or less, as an edit makes it."""
    chance = random.Random(seed)
    kind = {"conditions": seed % 3 > 0, "principals": seed % 4 == 3}
    one, other = document(chance, **kind), document(chance, **kind)
    if seed % 2:
        other = {**one, "Statement": [*one["Statement"][chance.randint(0, 1) :], *other["Statement"][: chance.randint(0, 1)]]}
    return one, other


def timed(a: Any, b: Any) -> float:
    """Milliseconds of one comparison."""
    start = time.perf_counter()
    compare(a, b)
    return 1000 * (time.perf_counter() - start)


def by_z3(a: Any, b: Any) -> tuple[float, bool]:
    """Milliseconds of both directions in z3, and whether it answered both."""
    import z3

    start = time.perf_counter()
    answers = [_ask(z3, a, b), _ask(z3, b, a)]
    return 1000 * (time.perf_counter() - start), z3.unknown not in answers


def _ask(z3: Any, a: Any, b: Any) -> Any:
    solver = z3.Solver()
    solver.set("timeout", 5000)
    action, resource = z3.String("action"), z3.String("resource")
    one = z3.AllChar(z3.ReSort(z3.StringSort()))

    def glob(pattern: str) -> Any:
        parts = [z3.Star(one) if c == "*" else one if c == "?" else z3.Re(c) for c in pattern]
        return z3.Concat(*parts) if len(parts) > 1 else parts[0]

    def holds(statement: dict[str, Any]) -> Any:
        acts = z3.Or(*(z3.InRe(action, glob(p.casefold())) for p in statement["Action"]))
        listed = z3.Or(*(z3.InRe(resource, glob(p)) for p in statement.get("Resource", statement.get("NotResource"))))
        return z3.And(acts, listed if "Resource" in statement else z3.Not(listed))

    def allowed(document: dict[str, Any]) -> Any:
        by_effect = {e: z3.Or(*(holds(s) for s in document["Statement"] if s["Effect"] == e)) for e in ("Allow", "Deny")}
        return z3.And(by_effect["Allow"], z3.Not(by_effect["Deny"]))

    name = z3.Plus(z3.Range("a", "z"))
    solver.add(z3.InRe(action, z3.Concat(z3.Plus(z3.Union(z3.Range("a", "z"), z3.Range("0", "9"))), z3.Re(":"), name)))
    solver.add(allowed(a), z3.Not(allowed(b)))
    return solver.check()


def _row(label: str, costs: list[float]) -> None:
    ordered = sorted(costs)
    print(
        f"{label:24} median {statistics.median(ordered):9.3f} ms   p90 {ordered[int(0.9 * len(ordered))]:9.3f} ms   max {ordered[-1]:9.3f} ms"
    )


def main() -> None:
    """Print the table."""
    pairs = [pair(seed) for seed in range(int(sys.argv[1]) if len(sys.argv) > 1 else 400)]
    cold, warm = [], []
    for a, b in pairs:
        automata.cells.cache_clear()
        spaces.values_of.cache_clear()
        cold.append(timed(a, b))
        warm.append(statistics.median(timed(a, b) for _ in range(5)))
    relations = Counter(compare(a, b).relation for a, b in pairs)
    print(f"{len(pairs)} pairs: {', '.join(f'{n} {r}' for r, n in relations.most_common())}")
    _row("compare, cold", cold)
    _row("compare, warm", warm)
    try:
        import z3  # noqa: F401
    except ImportError:
        sys.exit("z3 is not installed (pip install -e .[dev])")
    plain = [p for p in pairs if "Condition" not in repr(p) and "Principal" not in repr(p)][:40]
    asked = [by_z3(a, b) for a, b in plain]
    _row(f"z3, {len(plain)} pairs", [cost for cost, _ in asked])
    print(f"z3 gave up on {sum(not answered for _, answered in asked)}")
    _row("compare, those, warm", [statistics.median(timed(a, b) for _ in range(5)) for a, b in plain])


if __name__ == "__main__":
    main()
