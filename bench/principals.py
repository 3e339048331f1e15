# SPDX-License-Identifier: Apache-2.0
"""All effective readers of a generated estate of many principals: how long they take, and how large the whole review is.

usage: python bench/principals.py [PRINCIPALS [STORES [POLICIES]]]

The estate is plan JSON made up from a fixed seed: roles and users with managed policies drawn from a common set (the wide
ones seldom, as administrators are few), with conditions, denies, boundaries, service control policies, bucket policies,
customer keys, and roles that trust other roles. A quarter of the principals are of a lower environment.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generate import ACCOUNT, _resource

from intramuros.charter.draw import default_account, draw
from intramuros.charter.form import Charter
from intramuros.charter.read import parse
from intramuros.estate.stores import DataStore
from intramuros.rules.rule import Case
from intramuros.sources.catalogue import read

CHARTER = f"""
version: 1
environments:
  production: {{accounts: ["{ACCOUNT}"], tags: {{env: [prod]}}}}
  development: {{tags: {{env: [dev]}}}}
protect:
  - data: records
    tags: {{data-classification: [phi]}}
"""
TEAMS = 50
WITH_CHAINS = 5
"""Stores of which every way is told, chains and blocked ones included."""
_READS = ("s3:GetObject", ["s3:GetObject", "s3:ListBucket"], "s3:Get*", "s3:*", ["s3:GetObject", "s3:PutObject"])
_CONDITIONS: tuple[dict[str, Any], ...] = (
    {"StringEquals": {"aws:PrincipalTag/team": "t7"}},
    {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}},
    {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/t1-*"}},
)


def estate(principals: int, stores: int, policies: int, seed: int = 7) -> dict[str, Any]:
    """The estate as a plan (`terraform show -json`)."""
    dice = random.Random(seed)
    made = [*_policies(dice, policies, stores), *_stores(dice, stores, principals), *_principals(dice, principals, policies), *_bounds()]
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": made}},
        "resource_changes": [],
        "configuration": {
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "full_name": "registry.terraform.io/hashicorp/aws",
                    "expressions": {"region": {"constant_value": "eu-central-1"}},
                }
            },
            "root_module": {},
        },
    }


def _document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def _arn(kind: str, name: str) -> str:
    return f"arn:aws:iam::{ACCOUNT}:{kind}/{name}"


def _policies(dice: random.Random, count: int, stores: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        values = {
            "name": f"p{i}",
            "arn": _arn("policy", f"p{i}"),
            "id": _arn("policy", f"p{i}"),
            "policy": _document(*_grants(dice, i, stores)),
        }
        yield _resource("aws_iam_policy", f"p{i}", values)


def _grants(dice: random.Random, i: int, stores: int) -> Iterator[dict[str, Any]]:
    """Policy 0 is the administrators'; 1 to 3 read every bucket; the rest name teams, buckets, or something else altogether."""
    if i == 0:
        yield {"Effect": "Allow", "Action": "*", "Resource": "*"}
    elif i < 4:
        yield {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"}
    elif i < 8:
        yield {
            "Effect": "Allow",
            "Action": ("iam:PutRolePolicy", "iam:PassRole", "iam:CreatePolicyVersion", "iam:*")[i - 4],
            "Resource": "*",
        }
    elif i % 5 == 0:
        yield {"Effect": "Allow", "Action": ["ec2:Describe*", "logs:*", "sqs:SendMessage", "lambda:*"], "Resource": "*"}
    elif i % 11 == 0:
        yield {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": _arn("role", f"t{dice.randrange(TEAMS)}-*")}
    else:
        yield from _bucket_grants(dice, i, stores)


def _bucket_grants(dice: random.Random, i: int, stores: int) -> Iterator[dict[str, Any]]:
    team = dice.randrange(TEAMS)
    named = [f"arn:aws:s3:::t{b % TEAMS}-{b}" for b in dice.sample(range(stores), min(3, stores))]
    where = [f"arn:aws:s3:::t{team}-*"] if i % 3 == 0 else [r for n in named for r in (n, f"{n}/*")]
    grant: dict[str, Any] = {"Effect": "Allow", "Action": dice.choice(_READS), "Resource": where}
    if i % 4 == 0:
        grant["Condition"] = dice.choice(_CONDITIONS)
    yield grant
    yield {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*"}
    if i % 9 == 0:
        yield {"Effect": "Deny", "Action": "s3:*", "Resource": f"arn:aws:s3:::t{dice.randrange(TEAMS)}-*"}


def _stores(dice: random.Random, count: int, principals: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        name = f"t{i % TEAMS}-{i}"
        arn = f"arn:aws:s3:::{name}"
        tags = {"env": "prod", "data-classification": "phi"}
        yield _resource("aws_s3_bucket", f"b{i}", {"bucket": name, "arn": arn, "id": name, "tags": tags})
        if i % 4 == 0:
            yield _resource("aws_s3_bucket_policy", f"b{i}", {"bucket": name, "policy": _document(*_bucket_policy(dice, arn, principals))})
        if i % 5 == 0:
            yield from _sealed(i, name)


def _bucket_policy(dice: random.Random, arn: str, principals: int) -> Iterator[dict[str, Any]]:
    whole = {"Action": "s3:*", "Resource": [arn, f"{arn}/*"]}
    yield {"Effect": "Deny", "Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}, **whole}
    reader = _arn("role", _name(dice.randrange(0, principals, 4)))
    yield {"Effect": "Allow", "Principal": {"AWS": reader}, "Action": "s3:GetObject", "Resource": f"{arn}/*"}
    if dice.random() < 0.2:
        yield {"Effect": "Deny", "Principal": "*", "Condition": {"StringNotLike": {"aws:PrincipalArn": _arn("role", "t*")}}, **whole}


def _sealed(i: int, bucket: str) -> Iterator[dict[str, Any]]:
    key = f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/{i:08d}-0000-0000-0000-000000000000"
    policy = _document({"Effect": "Allow", "Principal": {"AWS": _arn("", "").replace(":/", ":root")}, "Action": "kms:*", "Resource": "*"})
    yield _resource("aws_kms_key", f"k{i}", {"arn": key, "id": key.rpartition("/")[2], "key_id": key.rpartition("/")[2], "policy": policy})
    default = [{"kms_master_key_id": key, "sse_algorithm": "aws:kms"}]
    rule = [{"apply_server_side_encryption_by_default": default, "bucket_key_enabled": True}]
    yield _resource("aws_s3_bucket_server_side_encryption_configuration", f"b{i}", {"bucket": bucket, "rule": rule})


def _name(i: int) -> str:
    return f"t{i % TEAMS}-n{i}"


def _principals(dice: random.Random, count: int, policies: int) -> Iterator[dict[str, Any]]:
    for i in range(count):
        kind = "user" if i % 4 == 3 else "role"
        name = _name(i)
        values: dict[str, Any] = {
            "name": name,
            "arn": _arn(kind, name),
            "id": name,
            "tags": {"env": "dev" if i % 4 == 1 else "prod", "team": f"t{i % TEAMS}"},
        }
        if i % 20 == 0:
            values["permissions_boundary"] = _arn("policy", "p1")
        if kind == "role":
            values["assume_role_policy"] = _document(_trust(dice, i, count))
        yield _resource(f"aws_iam_{kind}", f"n{i}", values)
        for policy in _drawn(dice, policies):
            attached = {kind: name, "policy_arn": _arn("policy", f"p{policy}")}
            yield _resource(f"aws_iam_{kind}_policy_attachment", f"n{i}_{policy}", attached)


def _trust(dice: random.Random, i: int, count: int) -> dict[str, Any]:
    other = _arn("role", _name(dice.randrange(0, count, 4)))
    trusted = {0: {"AWS": other}, 1: {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}.get(
        i % 10, {"Service": ("ec2", "lambda", "ecs-tasks")[i % 3] + ".amazonaws.com"}
    )
    return {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}


def _drawn(dice: random.Random, policies: int) -> set[int]:
    """One to four policies; one principal in a hundred bears one of the wide ones."""
    drawn = {dice.randrange(8, policies) for _ in range(dice.randint(1, 4))}
    return drawn | ({dice.randrange(8)} if dice.random() < 0.01 else set())


def _bounds() -> Iterator[dict[str, Any]]:
    content = _document(
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::t3-*"},
        {"Effect": "Deny", "Action": "kms:ScheduleKeyDeletion", "Resource": "*"},
    )
    yield _resource("aws_organizations_policy", "scp", {"id": "p-1", "name": "scp", "type": "SERVICE_CONTROL_POLICY", "content": content})
    yield _resource("aws_organizations_policy_attachment", "scp", {"policy_id": "p-1", "target_id": ACCOUNT})


def _case(path: Path, charter: Charter) -> Case:
    held = read([path], var_files=[], progress=lambda _: None, aws_account=default_account(charter, "aws"), subscription=None)
    return Case(held.estate, draw(charter, held.estate, today=dt.date(2026, 1, 1)))


def main() -> None:
    """Print the figures."""
    principals, stores, policies = _sizes(sys.argv[1:])
    charter = parse(CHARTER.encode(), "intramuros.yaml")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "plan.json"
        path.write_text(json.dumps(estate(principals, stores, policies)), "utf-8")
        start = time.process_time()
        case = _case(path, charter)
        print(f"{principals} principals, {stores} stores, {policies} policies: read in {time.process_time() - start:.2f} s cpu", flush=True)
        stores = case.estate.all(DataStore)
        start = time.process_time()
        found = [case.access.aws.effective(s) for s in stores]
        spent = time.process_time() - start
        allowed = sum(len(f.sure) for f in found)
        print(
            f"all effective readers, chains apart: {spent:.2f} s cpu; {allowed} readings allowed, {sum(len(f.unsure) for f in found)} not known"
        )
        start = time.process_time()
        ways = [len(case.access.reaches(s)) for s in stores[:WITH_CHAINS]]
        spent = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    each = f"{sum(ways)} ways told, {spent / len(ways):.2f} s cpu each (the first works out who can become whom)"
    print(f"with every way and chain, {len(ways)} stores: {each}; {peak:.0f} MiB")


def _sizes(words: list[str]) -> tuple[int, int, int]:
    given = [int(w) for w in words]
    return (*given, *(10_000, 1_000, 400)[len(given) :])  # type: ignore[return-value]  # three in all


if __name__ == "__main__":
    main()
