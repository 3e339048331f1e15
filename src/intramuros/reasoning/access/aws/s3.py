# SPDX-License-Identifier: Apache-2.0
"""What S3 calls public, what its blocks cancel, and what its access control lists grant.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ("The meaning of public")
https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
"""

from __future__ import annotations

import ipaddress

from intramuros.estate.moves import Guard
from intramuros.estate.stores import AclGrant, DataStore, PublicBlock
from intramuros.estate.values import Fact, Unknown, either
from intramuros.reasoning.access.aws.statements import Policy, Statement, Test
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every, inverse, some
from intramuros.reasoning.access.reach import Power

_FIXED = frozenset(
    {
        "aws:principalorgid",
        "aws:principalaccount",
        "aws:principalorgpaths",
        "aws:sourcevpce",
        "aws:sourcevpc",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourcearn",
        "aws:sourceowner",
        "aws:principalarn",
        "aws:userid",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "aws:sourceip",
    }
)
"""Keys whose fixed value makes a statement for everyone not public."""
_POSITIVE = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike", "ipaddress")


def is_public(policy: Policy) -> Truth:
    """Whether S3 takes the whole bucket policy for public."""
    if policy.fault:
        return MAYBE
    return some(_public(s) for s in policy.statements if s.effect == "Allow")


def _public(statement: Statement) -> Truth:
    everyone = statement.not_principal is not None or (statement.principal is not None and statement.principal.everyone)
    if not everyone:
        return MAYBE if statement.fault else NO
    confined = some(_confines(t) for t in statement.tests)
    return min(inverse(confined), MAYBE if statement.fault else YES)


def _confines(test: Test) -> Truth:
    """Whether one condition limits a statement to fixed values."""
    operator = test.operator.casefold().removeprefix("foranyvalue:")
    if test.key.casefold() not in _FIXED or operator not in _POSITIVE:
        return NO
    if test.fault:
        return MAYBE
    if test.key.casefold() == "aws:sourceip":
        return every(_narrow(v) for v in test.values)
    return every(_fixed(test.key.casefold(), v) for v in test.values)


def _fixed(key: str, value: str) -> Truth:
    """No wildcard and no policy variable; in ARNs it is the account that must be fixed."""
    if key in ("aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn") and value.count(":") >= 5:
        account = value.split(":", 5)[4]
        return NO if any(c in account for c in "*?$") or not account else YES
    if key == "aws:userid":
        return NO if value.startswith(("*", "?", "$")) else YES
    return NO if any(c in value for c in ("*", "?", "${")) else YES


def _narrow(value: str) -> Truth:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return MAYBE
    return YES if network.prefixlen >= (8 if network.version == 4 else 32) else NO


def block_guards(store: DataStore, *, existing: bool, acl: bool = False) -> tuple[Guard, ...]:
    """The public access blocks that stop a public grant: `existing` ones are cancelled, new ones refused."""
    found: list[Guard] = []
    for block, whose in ((store.block, "bucket"), (store.account_block, "account")):
        if block is None:
            continue
        guard = _block_guard(f"public access block ({whose})", block, _stops(block, existing=existing, acl=acl))
        found += [guard] if guard is not None else []
    return tuple(found)


def _stops(block: PublicBlock, *, existing: bool, acl: bool) -> Fact[bool]:
    cancels = block.ignore_acls if acl else block.restrict
    refuses = block.block_acls if acl else block.block_policy
    return cancels if existing else either(cancels, refuses)


def _block_guard(name: str, block: PublicBlock, stops: Fact[bool]) -> Guard | None:
    if stops is False:
        return None
    unknown = isinstance(stops, Unknown)
    return Guard(
        name=name,
        state="unknown" if unknown else "holds",
        address=block.address,
        origin=block.origin,
        why=stops.why if isinstance(stops, Unknown) else "S3 Block Public Access",
    )


_PUBLIC_GRANTEES = ("allusers", "authenticatedusers")
_ACL_POWERS: dict[str, frozenset[Power]] = {
    "READ": frozenset({"read"}),
    "WRITE": frozenset({"write", "delete"}),
    "WRITE_ACP": frozenset({"manage"}),
    "FULL_CONTROL": frozenset({"read", "write", "delete", "manage"}),
}


def acl_powers(grant: AclGrant) -> frozenset[Power]:
    """What one grant of a list lets its grantee do."""
    return _ACL_POWERS.get(grant.permission.upper(), frozenset()) if isinstance(grant.permission, str) else frozenset({"read"})


def is_public_grantee(grant: AclGrant) -> Truth:
    """Whether a grant goes to everyone, or to every AWS account, which S3 calls public too."""
    if isinstance(grant.grantee, Unknown):
        return MAYBE
    return YES if grant.grantee.rsplit("/", 1)[-1].casefold() in _PUBLIC_GRANTEES else NO


def acl_guards(store: DataStore) -> tuple[Guard, ...]:
    """What keeps a public list from taking effect: ownership that ignores lists, and the blocks."""
    return (*lists_ignored(store), *block_guards(store, existing=True, acl=True))


def lists_ignored(store: DataStore) -> tuple[Guard, ...]:
    """Ownership under which a bucket's list means nothing."""
    found: list[Guard] = []
    if store.acl_ignored is not False:
        state = "unknown" if isinstance(store.acl_ignored, Unknown) else "holds"
        why = store.acl_ignored.why if isinstance(store.acl_ignored, Unknown) else "object ownership is BucketOwnerEnforced"
        found.append(Guard(name="ACLs ignored", state=state, address=store.address, origin=store.origin, why=why))  # type: ignore[arg-type]
    return tuple(found)
