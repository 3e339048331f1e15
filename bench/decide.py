# SPDX-License-Identifier: Apache-2.0
"""Speed of `decide` with every layer of policy present, beside `@cloud-copilot/iam-simulate` where that is installed.

usage: python bench/decide.py [SIMULATOR]

SIMULATOR is the folder of the installed npm package. Forty roles with policies of their own share the guardrails of an
organisation of three levels; each of 20,000 requests is a new object. `warm`: the documents have been read before; `cold`:
every document is new. The peer gets the same requests, and its policies parsed beforehand; only its evaluation is timed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from intramuros.reasoning.access.aws import decide
from intramuros.reasoning.access.aws.decide import forget

_REQUESTS, _ROLES = 20_000, 40
_PEER = Path(__file__).resolve().parent.parent / "tools" / "differential.mjs"
_FULL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_ACTIONS = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statement(effect: str, actions: Any, resource: Any, condition: Any = None, principal: Any = None) -> dict[str, Any]:
    body = {"Effect": effect, "Action": actions, "Resource": resource, "Condition": condition, "Principal": principal}
    return {k: v for k, v in body.items() if v is not None}


def policies(role: int) -> dict[str, Any]:
    """The policies on requests of one role for its bucket."""
    bucket = f"arn:aws:s3:::clinic-{role}"
    org = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
    arn = f"arn:aws:iam::111111111111:role/team-{role}"
    regions = {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
        "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin-*"},
    }
    return {
        "identity": [
            _document(
                _statement("Allow", ["s3:Get*", "s3:List*"], [bucket, f"{bucket}/*"]),
                _statement("Allow", "s3:PutObject", f"{bucket}/in/*", {"StringEquals": {"s3:x-amz-server-side-encryption": "aws:kms"}}),
                _statement("Deny", "s3:*", f"{bucket}/sealed/*", {"Bool": {"aws:MultiFactorAuthPresent": "false"}}),
            ),
            _document(_statement("Allow", ["logs:*", "kms:Decrypt", "sts:AssumeRole"], "*"), _statement("Allow", "ec2:Describe*", "*")),
        ],
        "resource": _document(
            _statement("Deny", "s3:*", [bucket, f"{bucket}/*"], {"Bool": {"aws:SecureTransport": "false"}}, "*"),
            _statement("Allow", "s3:GetObject", f"{bucket}/*", org, {"AWS": [arn, "arn:aws:iam::222222222222:root"]}),
        ),
        "session": _document(_statement("Allow", "s3:*", f"{bucket}/*")),
        "boundary": _document(_statement("Allow", ["s3:*", "logs:*", "kms:*"], "*"), _statement("Deny", "iam:*", "*")),
        "scps": [
            [_document(_FULL)],
            [_document(_FULL), _document(_statement("Deny", ["organizations:*", "account:*"], "*"))],
            [_document(_FULL), _document(_statement("Deny", "*", "*", regions))],
        ],
        "rcps": [
            [
                _document(
                    _statement(
                        "Deny",
                        "s3:*",
                        "*",
                        {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
                        "*",
                    )
                )
            ]
        ],
        "endpoint": _document(_statement("Allow", "*", "*", org, "*")),
    }


def request(number: int) -> dict[str, Any]:
    """A new request: its role, object, action and surroundings vary."""
    role = number % _ROLES
    folder = ("in", "out", "sealed")[number % 7 % 3]
    return {
        "principal": f"arn:aws:sts::111111111111:assumed-role/team-{role}/s{number}",
        "action": _ACTIONS[number % 11 % 3],
        "resource": {"arn": f"arn:aws:s3:::clinic-{role}/{folder}/{number}.nii", "account": "111111111111"},
        "context": {
            "aws:PrincipalOrgID": "o-1" if number % 13 else "o-2",
            "aws:PrincipalArn": f"arn:aws:iam::111111111111:role/team-{role}",
            "aws:PrincipalIsAWSService": "false",
            "aws:SecureTransport": "true",
            "aws:RequestedRegion": "eu-central-1",
            "aws:MultiFactorAuthPresent": "true" if number % 3 else "false",
            "s3:x-amz-server-side-encryption": "aws:kms",
            "aws:SourceVpce": "vpce-1",
        },
    }


def rate(count: int, *, warm: bool) -> tuple[float, Counter[str]]:
    """Decisions a second over that many new requests, and their outcomes."""
    held = [policies(role) for role in range(_ROLES)]
    requests = [request(n) for n in range(count)]
    for role in range(_ROLES) if warm else ():
        decide(requests[role], held[role])
    outcomes: Counter[str] = Counter()
    start = time.process_time()
    for n, asked in enumerate(requests):
        if not warm:
            forget()
        outcomes[decide(asked, held[n % _ROLES]).outcome] += 1
    return count / (time.process_time() - start), outcomes


def peer_rate(simulator: str) -> tuple[float, Counter[str]]:
    """The peer's own rate on the same requests, and its outcomes."""
    lines = "".join(json.dumps({"request": request(n), "policies": policies(n % _ROLES)}) + "\n" for n in range(_REQUESTS))
    done = subprocess.run(["node", str(_PEER), simulator], input=lines, text=True, capture_output=True, check=True)
    seconds = float(done.stderr.rsplit(" ", 2)[-2])
    return _REQUESTS / seconds, Counter(done.stdout.split())


def fault(simulator: str) -> str:
    """Why the peer cannot be asked ('' = it can)."""
    if not (Path(simulator) / "package.json").is_file():
        return f"{simulator} is no folder of an installed npm package (it holds no package.json)"
    try:
        done = subprocess.run(["node", str(_PEER), simulator], input="", text=True, capture_output=True, check=False)
    except OSError as error:
        return f"node cannot be run ({error})"
    told = done.stderr.strip().splitlines() or ["it says nothing"]
    said = next((line for line in told if "Error" in line), told[-1])
    return f"the simulator in {simulator} does not run: {said}" if done.returncode else ""


def main() -> None:
    """Print the rates."""
    wrong = fault(sys.argv[1]) if len(sys.argv) > 1 else ""
    if wrong:
        print(wrong, file=sys.stderr)
        sys.exit(2)
    best = max((rate(_REQUESTS, warm=True) for _ in range(3)), key=lambda found: found[0])
    print(f"decide, documents read before: {best[0]:,.0f} a second  {dict(best[1])}")
    print(f"decide, every document new:    {rate(_REQUESTS // 10, warm=False)[0]:,.0f} a second")
    if len(sys.argv) > 1:
        theirs, outcomes = peer_rate(sys.argv[1])
        print(f"iam-simulate, parsed before:   {theirs:,.0f} a second  {dict(outcomes)}; ours is {best[0] / theirs:.1f} times that")


if __name__ == "__main__":
    main()
