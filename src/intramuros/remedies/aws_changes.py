# SPDX-License-Identifier: Apache-2.0
"""Changes that close ways to things of AWS: blocks, denials in the policy of the thing, its key, a role's trust, or the reader.

Explicit denials win over every allow (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
Hours are uncalibrated estimates, as in `summaries`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import structs

from intramuros.estate.access import Identity, Key, PolicyDocument
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.stores import DataStore, PublicBlock
from intramuros.reasoning.access.aws.services import service_of
from intramuros.reasoning.access.aws.world import arns_of
from intramuros.remedies.change import Change, edited, planned

_NAMELESS = ("anonymous", "account:", "organization:", "an outsider", "internet", "every account")
_WITH_POLICY = frozenset({"s3", "ecr", "sqs", "sns", "secretsmanager", "kinesis", "dynamodb", "es", "elasticfilesystem", "backup"})
"""Services whose resources take a policy of their own."""
_ESCALATING = (
    "iam:* sts:AssumeRole* lambda:* ec2:RunInstances ec2:ModifyInstanceAttribute ssm:SendCommand ssm:StartSession "
    "cloudformation:* glue:* sagemaker:* codebuild:* datapipeline:* ecs:* states:* batch:*"
).split()
"""By these one identity becomes another."""


def offers(estate: Estate, bounds: Bounds, move: Move) -> Iterator[Change]:
    """What closes a move: the cheapest kinds first."""
    thing = estate.by_address.get(move.target)
    if isinstance(thing, DataStore) and thing.cloud == "aws":
        yield from _at_store(estate, bounds, move, thing)
    elif isinstance(thing, Key) and move.kind == "decrypt":
        yield _at_key(estate, bounds, move, thing)
    elif isinstance(thing, Identity) and thing.cloud == "aws" and move.kind == "assume" and thing.trust is not None:
        yield _at_role(estate, bounds, move, thing)
    reader = estate.find(move.source, Identity)
    if reader is not None and reader.cloud == "aws" and move.kind in ("assume", "become", "pass-role", "edit"):
        yield _no_escalation(reader)


def _at_store(estate: Estate, bounds: Bounds, move: Move, store: DataStore) -> Iterator[Change]:
    service = service_of(store)
    nameless = move.source.startswith(_NAMELESS) or move.everyones
    if service is not None and service.prefix == "s3" and nameless:
        yield _block(store)
    if service is not None and service.prefix in _WITH_POLICY:
        inside = estate.find(move.source, Identity) is not None or move.source.removeprefix("account:") in bounds.trusted_accounts
        yield _deny(estate, move, store, service.noun) if inside else _fence(bounds, store, service.noun)
    reader = estate.find(move.source, Identity)
    if reader is not None and service is not None:
        yield _deny_reader(reader, store, service.prefix)


def _block(store: DataStore) -> Change:
    name = f"block public access to {store.address}"
    block = PublicBlock(
        block_acls=True, ignore_acls=True, block_policy=True, restrict=True, address=f"{store.address} (block)", origin=planned(name)
    )
    return _change(f"block {store.address}", name, store.address, 2, lambda s: structs.replace(s, block=block), DataStore)


def _fence(bounds: Bounds, store: DataStore, noun: str) -> Change:
    name = f"deny every principal outside the organisation in the {noun} policy of {store.address}"
    document = _document(name, _statement("*", **_outside(bounds)))
    return _change(
        f"fence {store.address}", name, store.address, 4, lambda s: structs.replace(s, policies=(*s.policies, document)), DataStore
    )


def _deny(estate: Estate, move: Move, store: DataStore, noun: str) -> Change:
    name = f"deny {move.source} in the {noun} policy of {store.address}"
    account = move.source.removeprefix("account:")
    whom = (
        _only(_arn(estate, move.source)) if account == move.source else {"Condition": {"StringEquals": {"aws:PrincipalAccount": account}}}
    )
    document = _document(name, _statement("*", **whom))
    apply = lambda s: structs.replace(s, policies=(*s.policies, document))  # noqa: E731
    return _change(f"deny {move.source} at {store.address}", name, store.address, 3, apply, DataStore)


def _deny_reader(reader: Identity, store: DataStore, prefix: str) -> Change:
    name = f"deny {prefix} on {store.address} in an identity policy of {reader.address}"
    arns = [a for i in arns_of(store) for a in (i, f"{i}/*")]
    document = _document(name, {"Effect": "Deny", "Action": f"{prefix}:*", "Resource": arns})
    apply = lambda i: structs.replace(i, policies=(*i.policies, document))  # noqa: E731
    return _change(f"deny {store.address} to {reader.address}", name, reader.address, 3, apply, Identity)


def _at_key(estate: Estate, bounds: Bounds, move: Move, key: Key) -> Change:
    inside = estate.find(move.source, Identity) is not None
    whom = move.source if inside else "every principal outside the organisation"
    name = f"deny {whom} in the policy of {key.address}"
    confined = _only(_arn(estate, move.source)) if inside else _outside(bounds)
    document = _document(name, _statement("kms:*", **confined))

    def apply(held: Key) -> Key:
        return structs.replace(held, policies=(*(held.policies or (_default(held),)), document))

    return _change(f"deny {whom} at {key.address}", name, key.address, 3, apply, Key)


def _default(key: Key) -> PolicyDocument:
    """What AWS writes where no key policy is declared: the account decides by its identity policies."""
    root = f"arn:aws:iam::{key.account if isinstance(key.account, str) else '*'}:root"
    statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    return PolicyDocument(document={"Version": "2012-10-17", "Statement": [statement]}, address=key.address, origin=key.origin)


def _at_role(estate: Estate, bounds: Bounds, move: Move, role: Identity) -> Change:
    inside = estate.find(move.source, Identity) is not None
    whom = move.source if inside else "every principal outside the organisation"
    name = f"deny {whom} in the trust policy of {role.address}"
    statement = _statement("sts:*", **(_only(_arn(estate, move.source)) if inside else _outside(bounds)))

    def apply(held: Identity) -> Identity:
        said = held.trust.document if held.trust is not None else None
        if held.trust is None or not isinstance(said, Mapping):
            return held
        stated = said.get("Statement", [])
        listed = [*(stated if isinstance(stated, list) else [stated]), statement]
        return structs.replace(held, trust=structs.replace(held.trust, document={**said, "Statement": listed}, origin=planned(name)))

    return _change(f"deny {whom} at {role.address}", name, role.address, 3, apply, Identity)


def _no_escalation(reader: Identity) -> Change:
    name = f"deny {reader.address} what makes it another identity"
    document = _document(name, {"Effect": "Deny", "Action": _ESCALATING, "Resource": "*"})
    apply = lambda i: structs.replace(i, policies=(*i.policies, document))  # noqa: E731
    return _change(f"no escalation of {reader.address}", name, reader.address, 6, apply, Identity)


def _arn(estate: Estate, name: str) -> list[str]:
    """What a policy would name: the ARN where it can be told (another spelling beside it would mean nobody knows whom), else what stands for it."""
    found = estate.find(name, Identity)
    return [*arns_of(found)] if found is not None else [name]


def _only(arns: list[str]) -> dict[str, Any]:
    return {"Condition": {"ArnEquals": {"aws:PrincipalArn": arns}}}


def _outside(bounds: Bounds) -> dict[str, Any]:
    """Who is of no account that the charter trusts; AWS's own services stay."""
    confined: dict[str, Any] = {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
    confined["StringNotEquals"] = {"aws:PrincipalAccount": sorted(bounds.trusted_accounts)}
    return {"Condition": confined}


def _statement(action: str, **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Principal": "*", "Action": action, "Resource": "*", **more}


def _document(name: str, statement: dict[str, Any]) -> PolicyDocument:
    return PolicyDocument(document={"Version": "2012-10-17", "Statement": [statement]}, address=name, origin=planned(name))


def _change(identity: str, says: str, resource: str, hours: float, edit: Any, kind: Any) -> Change:
    return Change(id=identity, says=says, resource=resource, hours=hours, apply=lambda e: edited(e, resource, kind, edit))
