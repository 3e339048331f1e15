# SPDX-License-Identifier: Apache-2.0
"""Whether an actor may use the key that seals what he reads: key policy, delegation to the account, grants, provider keys.

https://docs.aws.amazon.com/kms/latest/developerguide/control-access.html; an unsigned request never reaches KMS, so that
a customer key stops anonymous readers (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html).
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from intramuros.estate.access import Key, KeyGrant, Vault
from intramuros.estate.moves import Guard
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.stores import DataStore, Seal
from intramuros.estate.values import Unknown
from intramuros.reasoning.access.aws.asking import Asked, Concern, Question, ask_any
from intramuros.reasoning.access.aws.blame import weight
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.globs import arn_matches, equal
from intramuros.reasoning.access.aws.principals import caller_of, same_account
from intramuros.reasoning.access.aws.services import KMS, Service
from intramuros.reasoning.access.aws.statements import Policy
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every, inverse, some
from intramuros.reasoning.access.aws.world import Actor, World, arns_of


class KeyUse(Struct, frozen=True, kw_only=True):
    """Whether the key opens for an actor, with its guards; `address` is '' where no key is in the way."""

    truth: Truth
    guards: tuple[Guard, ...] = ()
    address: str = ""
    touched: bool = False
    says: str = ""
    key: Key | None = None


_PROVIDER_ALIAS = lazy(r"\baws/(?:s3|rds|ebs|backup|elasticfilesystem|kinesis|sqs|secretsmanager|ssm)\b")
_FREE = KeyUse(truth=YES)
_SEALS = (("kms:GenerateDataKey",),)
"""What S3 asks of the key for whoever writes one object; uploads in parts ask `kms:Decrypt` too
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions)."""


def key_use(world: World, actor: Actor, thing: DataStore | Vault, service: Service, power: str) -> KeyUse:
    """Whether the actor may use the key over `thing` as the power needs it."""
    alternatives = needs(service, power)
    if not alternatives:
        return _FREE
    if actor.caller.kind == "canonical":
        return _of_somebody(world, thing, service, power)
    if isinstance(thing, Vault):
        return _of_key(world, actor, thing, thing.key, service, alternatives)
    if thing.seal is None:
        return _FREE
    return _of_seal(world, actor, thing, thing.seal, service, alternatives)


def needs(service: Service, power: str) -> tuple[tuple[str, ...], ...]:
    """What a power asks of the key, one of these; nothing where the service seals by itself whatever is written."""
    if power == "write" and service.prefix == "s3":
        return _SEALS
    return service.key_actions if power == "read" else ()


def _of_somebody(world: World, thing: DataStore | Vault, service: Service, power: str) -> KeyUse:
    """A canonical id may be the id of any account: the key opens for it where it opens for some account that is not shown."""
    name = thing.key if isinstance(thing, Vault) else thing.seal.key if thing.seal is not None else None
    key = world.estate.find(name, Key)
    statements = [s for p in (key_policies(world, key) if key is not None else ()) for s in p.statements if s.principal is not None]
    arns = dict.fromkeys(a for s in statements if s.principal is not None for a in s.principal.arns)
    grantees = (g.grantee for g in (key.grants if key is not None else ()) if isinstance(g.grantee, str))
    others = [a for p in (*arns, *grantees) if (a := world.named(p)) is not None]
    return max((key_use(world, a, thing, service, power) for a in (world.any_account, *others)), key=lambda k: k.truth)


def _of_seal(
    world: World, actor: Actor, thing: DataStore, seal: Seal, service: Service, alternatives: tuple[tuple[str, ...], ...]
) -> KeyUse:
    if isinstance(seal.state, Unknown):
        guard = Guard(name="key policy", state="unknown", address=seal.address, origin=seal.origin, why=seal.state.why)
        return KeyUse(truth=MAYBE, guards=(guard,), address=seal.address)
    if seal.state == "customer-key":
        return _of_key(world, actor, thing, seal.key, service, alternatives)
    always = service.prefix in ("rds", "ec2")  # these know no encryption without KMS
    provider = seal.provider_kms is True or (seal.state == "provider-key" and (always or _PROVIDER_ALIAS.search(seal.why) is not None))
    if not provider:
        return _FREE
    return _provider_key(world, actor, thing, seal.address)


def _provider_key(world: World, actor: Actor, thing: Resource, address: str) -> KeyUse:
    """Keys such as `aws/s3` open for principals of their own account, through the service, and for nobody else.

    https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk
    """
    mine = same_account(actor.caller.account, world.account_of(thing)) if actor.caller.account else NO
    if mine is YES:
        return _FREE
    state = "holds" if mine is NO else "unknown"
    why = "the provider's key cannot be used from outside its account"
    guard = Guard(name="key policy", state=state, address=address, origin=thing.origin, why=why)  # type: ignore[arg-type]
    return KeyUse(truth=mine, guards=(guard,), address=address)


def _of_key(
    world: World, actor: Actor, thing: Resource, name: object, service: Service, alternatives: tuple[tuple[str, ...], ...]
) -> KeyUse:
    if name is None:
        return _provider_key(world, actor, thing, thing.address)  # a secret without a key of its own is under the provider's
    key = world.estate.find(name, Key)
    if actor.who == "anonymous":
        at: Resource = key if key is not None else thing
        guard = Guard(name="key policy", state="holds", address=at.address, origin=at.origin, why="KMS answers signed requests only")
        return KeyUse(truth=NO, guards=(guard,), address=at.address)
    if key is None or isinstance(name, Unknown):
        why = name.why if isinstance(name, Unknown) else f"the policy of key `{name}` is not in the estate"
        guard = Guard(name="key policy", state="unknown", address=thing.address, origin=thing.origin, why=why)
        return KeyUse(truth=MAYBE, guards=(guard,), address=thing.address)
    if key.managed_by == "provider":
        return _provider_key(world, actor, thing, key.address)
    return _opened(world, actor, key, through_service(thing, service), alternatives)


def through_service(thing: Resource, service: Service) -> dict[str, Values]:
    """What KMS sees when the service asks on the reader's behalf."""
    region = thing.region if isinstance(thing.region, str) else ""
    told: dict[str, Values] = {"kms:GrantIsForAWSResource": ("true",) if service.prefix in ("rds", "ec2", "backup") else ("false",)}
    if region:
        told["kms:ViaService"] = (f"{service.prefix}.{region}.amazonaws.com",)
    if service.prefix == "s3":
        told["kms:EncryptionContext:aws:s3:arn"] = arns_of(thing)[:1]
    return told


def key_policies(world: World, key: Key) -> tuple[Policy, ...]:
    """The key's policy; where none is declared, the one that AWS writes: the account decides by its identity policies.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    if key.policies:
        return world.policies(key.policies, "key policy")
    return world.once(("default key policy", key.address), lambda: (_default_policy(world, key),))


def _default_policy(world: World, key: Key) -> Policy:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{world.account_of(key)}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return Policy(document, label="the default key policy", address=key.address, origin=key.origin)


def key_question(world: World, key: Key, told: dict[str, Values]) -> Question:
    """A key as something to be asked."""
    return Question(resource=key, service=KMS, policies=key_policies(world, key), told=told)


_SELF_GRANTS = KMS.ways_to("manage", elsewhere=False)


def key_concern(world: World, thing: DataStore | Vault, service: Service) -> Concern | None:
    """All that `key_use` may ask of the key over a thing; None where there is none."""
    name = thing.key if isinstance(thing, Vault) else thing.seal.key if thing.seal is not None else None
    key = world.estate.find(name, Key)
    if key is None:
        return None
    actions = {a for alternative in (*service.key_actions, *_SELF_GRANTS) for a in alternative} | {"kms:GenerateDataKey"}
    return Concern(resource=key, service=KMS, policies=key_policies(world, key), actions=tuple(sorted(actions)))


def _opened(world: World, actor: Actor, key: Key, told: dict[str, Values], alternatives: tuple[tuple[str, ...], ...]) -> KeyUse:
    verb = "seal" if alternatives == _SEALS else "decrypt"
    asked = ask_any(world, actor, key_question(world, key, told), alternatives)
    if asked.truth is YES:
        return KeyUse(truth=YES, address=key.address, touched=True, says=f"may {verb} with", key=key)
    granted = _by_grants(key, actor, asked, told, "GenerateDataKey" if alternatives == _SEALS else "Decrypt")
    if granted is YES:
        return KeyUse(truth=YES, address=key.address, touched=True, says=f"holds a grant to {verb} with", key=key)
    helped = self_granted(world, actor, key)
    if helped.truth is YES:
        return KeyUse(truth=YES, address=key.address, touched=True, says="may give itself", key=key)
    best = min((asked, helped), key=lambda a: (-a.truth, weight(a.guards))) if helped.touched else asked
    truth = max(best.truth, granted)
    guards = tuple(g for g in best.guards if g.state == "unknown") if truth is MAYBE else best.guards
    doubtful = truth is MAYBE and not guards
    unknown = Guard(
        name="key policy", state="unknown", address=key.address, origin=key.origin, why="the constraints of a grant are not known"
    )
    return KeyUse(
        truth=truth,
        guards=(unknown,) if doubtful else guards,
        address=key.address,
        touched=asked.touched or granted is not NO,
        says=f"may not {verb} with",
        key=key,
    )


def self_granted(world: World, actor: Actor, key: Key) -> Asked:
    """Whether he may write the key's policy, or make a grant of it for himself and for no service."""
    mine: dict[str, Values] = {"kms:GrantIsForAWSResource": ("false",)}
    elsewhere = bool(actor.caller.account) and same_account(actor.caller.account, world.account_of(key)) is NO
    return ask_any(world, actor, key_question(world, key, mine), KMS.ways_to("manage", elsewhere=elsewhere))


def _by_grants(key: Key, actor: Actor, asked: Asked, told: dict[str, Values], operation: str) -> Truth:
    """Whether a grant lets him use the key so: it needs no identity policy, but an explicit deny still wins.

    https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
    """
    found = some(_grant_serves(g, actor, told, operation) for g in key.grants)
    denied = asked.judgement.denied if asked.judgement is not None else NO
    limits = [t for name, t, _ in asked.judgement.within if name == "scp"] if asked.judgement is not None else []
    return min(found, inverse(denied), every(limits))


def helped_by_grant(key: Key, actor: Actor, asked: Asked) -> Asked:
    """Decrypting with the key itself, where a grant gives it; who calls KMS himself names whatever encryption context is asked."""
    granting = next((g for g in key.grants if min(_lets(g, "Decrypt"), _is_grantee(g, actor)) is YES), None)
    denied = asked.judgement.denied if asked.judgement is not None else NO
    limits = [t for name, t, _ in asked.judgement.within if name == "scp"] if asked.judgement is not None else []
    if granting is None or asked.truth is YES or min(inverse(denied), every(limits)) is not YES:
        return asked
    return Asked(truth=YES, touched=True, judgement=asked.judgement, part="grant")


def _lets(grant: KeyGrant, operation: str) -> Truth:
    return some(MAYBE if isinstance(o, Unknown) else equal(o, operation) for o in grant.operations)


def _grant_serves(grant: KeyGrant, actor: Actor, told: dict[str, Values], operation: str) -> Truth:
    return min(_lets(grant, operation), _is_grantee(grant, actor), _constraints(grant, told))


def _is_grantee(grant: KeyGrant, actor: Actor) -> Truth:
    if isinstance(grant.grantee, Unknown):
        return MAYBE
    caller = actor.caller
    if grant.grantee in caller.aliases:
        return YES
    named = caller_of(grant.grantee)
    if caller.kind == "account":
        return same_account(named.account, caller.account) if named.account else NO
    mine = caller.role_arn or caller.name
    return max(equal(grant.grantee, mine), equal(named.role_arn, mine) if named.role_arn else NO)


def _constraints(grant: KeyGrant, told: dict[str, Values]) -> Truth:
    """Encryption context constraints against what the service will send."""
    if isinstance(grant.constraints, Unknown):
        return MAYBE
    wanted: list[tuple[str, Any]] = [pair for block in grant.constraints.values() if isinstance(block, dict) for pair in block.items()]
    return every(_context_has(key, value, told) for key, value in wanted)


def _context_has(key: str, value: Any, told: dict[str, Values]) -> Truth:
    given = told.get(f"kms:EncryptionContext:{key}")
    if given is None or not isinstance(value, str):
        return MAYBE
    return some(MAYBE if arn_matches(f"{g}*", value) is not NO else NO for g in given)
