# SPDX-License-Identifier: Apache-2.0
"""The key that a writer into a bucket needs: none where he may ask for another encryption than the bucket's default.

What a request asks for takes precedence over the default, which serves requests that ask for nothing
(https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html, `x-amz-server-side-encryption`;
https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html). Only a policy that denies such requests
leaves him the bucket's key, and that asks `kms:GenerateDataKey`
(https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html); uploads in parts ask `kms:Decrypt` as well, but
one small object is a write.
"""

from __future__ import annotations

from typing import Final

from msgspec import structs

from intramuros.estate.moves import Guard
from intramuros.estate.stores import DataStore
from intramuros.reasoning.access.aws.asking import Asked, Question, ask_any
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.kms import KeyUse, key_use
from intramuros.reasoning.access.aws.principals import same_account
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, inverse
from intramuros.reasoning.access.aws.world import Actor, World

EDITED: Final = "edit"
"""What `Asked.part` says where he changes the bucket's policy first, and with it whatever that denies."""
_SEALED: Final = "s3:x-amz-server-side-encryption"
_UNDER: Final = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_OWN_KEY: Final = "arn:aws:kms:eu-central-1:000000000000:key/of-the-writer"
_OTHERWISE: Final[tuple[dict[str, Values], ...]] = (
    {_SEALED: ("AES256",), _UNDER: None},
    {_SEALED: ("aws:kms",), _UNDER: None},
    {_SEALED: ("aws:kms",), _UNDER: (_OWN_KEY,)},
    {_SEALED: None, _UNDER: None, "s3:x-amz-server-side-encryption-customer-algorithm": ("AES256",)},
)
"""Keys of S3's own, the provider's KMS key, one of the writer's, and one that he sends along."""


def key_to_write(world: World, actor: Actor, question: Question, bucket: DataStore, asked: Asked) -> KeyUse:
    """Whether the key stands before a writer whom the bucket's policies allow, by `asked`.

    Whoever is not allowed lacks one statement, and that would let him choose the encryption too.
    """
    free = KeyUse(truth=YES)
    if asked.truth is NO or asked.part == EDITED:
        return free
    return _unless(key_use(world, actor, bucket, question.service, "write"), otherwise(world, actor, question), asked.truth)


def key_to_write_by_list(world: World, actor: Actor, question: Question, bucket: DataStore) -> KeyUse:
    """The same of somebody whom an access control list allows."""
    allowed = max(inverse(f.judgement.denied if f.judgement is not None else NO) for f in _answers(world, actor, question))
    return _unless(key_use(world, actor, bucket, question.service, "write"), allowed, YES)


def otherwise(world: World, actor: Actor, question: Question) -> Truth:
    """Whether he may write what is sealed with another key, or take away the statement that keeps him from it."""
    edits = ask_any(world, actor, question, question.service.powers["manage"]).truth if _at_home(world, actor, question) else NO
    return max(edits, *(f.truth for f in _answers(world, actor, question)))


def _at_home(world: World, actor: Actor, question: Question) -> bool:
    """Whoever is surely of another account writes no bucket's policy (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html)."""
    account = actor.caller.account
    return bool(account) and same_account(account, world.account_of(question.resource)) is not NO


def _answers(world: World, actor: Actor, question: Question) -> list[Asked]:
    alternatives = question.service.powers["write"]
    return [ask_any(world, actor, structs.replace(question, told={**question.told, **one}), alternatives) for one in _OTHERWISE]


def _unless(key: KeyUse, free: Truth, allowed: Truth) -> KeyUse:
    if key.truth is YES or free >= allowed:
        return key if key.truth is YES and free < allowed else KeyUse(truth=YES)
    if free is NO:
        return key
    why = "whether he may write what is sealed with another key is not known"
    doubts = (structs.replace(g, state="unknown", why=why) for g in key.guards)
    return structs.replace(key, truth=MAYBE, guards=tuple[Guard, ...](doubts))
