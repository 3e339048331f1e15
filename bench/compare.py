# SPDX-License-Identifier: Apache-2.0
"""Speed of `compare` on generated pairs of policies and on those of corpora, beside z3's theory of strings.

usage: python bench/compare.py [PAIRS] [CORPUS…]

The corpora are AWS's managed policies, where moto is installed, and every JSON document with a `Statement` below each CORPUS
(a file or folder; a clone of `zoph-io/MAMIP` holds all managed policies); of a corpus PAIRS pairs are drawn, all but one in
five of them a policy and itself with an edit: a statement dropped, an action widened or dropped, a resource narrowed, a
condition added or taken away, a tag of the caller asked for in part of a value, an Allow turned to a Deny. Documents larger than
AWS takes from a customer (its own are larger) are in the row of all, and not in the other.
Each pair is compared once cold (nothing remembered) and then warm (the cells of its patterns remembered, as where one
policy is compared with many): the median of five. `gave up`: the relation is `unknown`. z3 gets generated pairs without
conditions, with a limit of five seconds for each direction.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intramuros.reasoning.access.aws import compare
from intramuros.reasoning.access.aws.decide import forget

Pair = tuple[dict[str, Any], dict[str, Any]]
_MOST_IDENTITY, _MOST_RESOURCE = 6_144, 20_480
"""Characters other than whitespace that AWS takes in a managed policy, and bytes in a bucket's policy."""

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


def forgotten() -> None:
    """Forget all that a comparison remembers."""
    forget()
    for name, module in list(sys.modules.items()):
        for found in vars(module).values() if name.startswith("intramuros.") else ():
            if hasattr(found, "cache_clear"):
                found.cache_clear()


def measured(label: str, pairs: list[Pair]) -> None:
    """Print what comparing some pairs costs, and how often it gives up."""
    cold, warm, relations = [], [], Counter[str]()
    for a, b in pairs:
        forgotten()
        cold.append(timed(a, b))
        warm.append(statistics.median(timed(a, b) for _ in range(5)))
        relations[compare(a, b).relation] += 1
    gave_up = relations.pop("unknown", 0)
    print(f"{label}, {len(pairs)} pairs: gave up on {gave_up}; {', '.join(f'{n} {r}' for r, n in relations.most_common())}")
    _row("  compare, cold", cold)
    _row("  compare, warm", warm)


def managed() -> list[dict[str, Any]]:
    """AWS's managed policies, as moto has them."""
    try:
        from moto.iam.aws_managed_policies import aws_managed_policies_data
    except ImportError:
        return []
    return [p["Document"] for p in json.loads(aws_managed_policies_data).values()]


def written(place: Path) -> Iterator[dict[str, Any]]:
    """Every policy in the JSON files of a folder (files without an ending among them)."""
    files = sorted(f for f in place.rglob("*") if f.is_file() and f.suffix in (".json", "")) if place.is_dir() else [place]
    for file in files:
        try:
            yield from _policies(json.loads(file.read_text(encoding="utf-8")))
        except ValueError:
            if file.suffix:
                print(f"{file} is no JSON", file=sys.stderr)


def _policies(found: Any) -> Iterator[dict[str, Any]]:
    todo = [found]
    for here in todo:
        if isinstance(here, dict) and isinstance(here.get("Statement"), list | dict):
            yield here
        elif isinstance(here, dict | list):
            todo += here.values() if isinstance(here, dict) else here


def fits(document: dict[str, Any]) -> bool:
    """Whether AWS takes a document of this size."""
    text = json.dumps(document)
    return len(text) <= _MOST_RESOURCE if "Principal" in text else len("".join(text.split())) <= _MOST_IDENTITY


def drawn(documents: list[dict[str, Any]], count: int) -> list[Pair]:
    """Pairs of documents, and of documents with an edit."""
    chance = random.Random(len(documents))
    return [(one := chance.choice(documents), _edited(one, chance) if n % 5 else chance.choice(documents)) for n in range(count)]


def _edited(document: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A document with one edit of one statement."""
    statements = _listed(document["Statement"])
    if not statements:
        return document
    chosen = chance.randrange(len(statements))
    edits = [[], *([e] for e in _edits(statements[chosen], chance))]
    return {**document, "Statement": [*statements[:chosen], *chance.choice(edits), *statements[chosen + 1 :]]}


def _edits(statement: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    """A statement with something changed."""
    condition = statement.get("Condition", {})
    yield {**statement, "Effect": "Deny" if statement["Effect"] == "Allow" else "Allow"}
    yield {**statement, "Condition": {**condition, "StringEquals": {**condition.get("StringEquals", {}), "aws:PrincipalOrgID": "o-1"}}}
    teams = {**condition.get("StringLike", {}), "aws:ResourceTag/team": "${aws:PrincipalTag/team}-*"}
    yield {**statement, "Condition": {**condition, "StringLike": teams}}
    if condition:
        yield {k: v for k, v in statement.items() if k != "Condition"}
    if "Action" in statement:
        actions = _listed(statement["Action"])
        at = chance.randrange(len(actions))
        service, _, name = actions[at].partition(":")
        yield {
            **statement,
            "Action": [*actions[:at], f"{service}:{name[: len(name) // 2].rstrip('*')}*" if name else "*", *actions[at + 1 :]],
        }
        yield {**statement, "Action": [*actions[:at], *actions[at + 1 :]] or ["none:none"]}
    if "Resource" in statement:
        resources = _listed(statement["Resource"])
        at = chance.randrange(len(resources))
        narrow = "arn:aws:s3:::narrow/*" if resources[at] == "*" else f"{resources[at].rstrip('*')}narrow*"
        yield {**statement, "Resource": [*resources[:at], narrow, *resources[at + 1 :]]}


def _listed(found: Any) -> list[Any]:
    return list(found) if isinstance(found, list) else [found]


def main() -> None:
    """Print the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    pairs = [pair(seed) for seed in range(count)]
    measured("generated", pairs)
    corpora = {"managed by AWS": managed(), **{place: list(written(Path(place))) for place in sys.argv[2:]}}
    for label, every in corpora.items():
        small = [d for d in every if fits(d)]
        for which, documents in (("all", every), ("as large as AWS takes", small)):
            if documents:
                measured(f"{label}, {which}", drawn(documents, count))
    beside_z3([p for p in pairs if "Condition" not in repr(p) and "Principal" not in repr(p)][:40])


def beside_z3(plain: list[Pair]) -> None:
    """Print what z3 needs for some pairs without conditions, and the ratio."""
    try:
        import z3  # noqa: F401
    except ImportError:
        sys.exit("z3 is not installed (pip install -e .[dev])")
    asked = [by_z3(a, b) for a, b in plain]
    ours = [statistics.median(timed(a, b) for _ in range(5)) for a, b in plain]
    _row(f"z3, {len(plain)} pairs", [cost for cost, _ in asked])
    _row("compare, those, warm", ours)
    ratio = statistics.median(cost / mine for (cost, _), mine in zip(asked, ours, strict=True))
    print(f"z3 gave up on {sum(not answered for _, answered in asked)}; it takes {ratio:,.0f} times as long (median of the ratios)")


if __name__ == "__main__":
    main()
