# SPDX-License-Identifier: Apache-2.0
"""Keys, secrets and parameters: KMS, Secrets Manager, Systems Manager's Parameter Store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.sources.cloudformation.item import As, Item, Part


def _key(item: Item) -> dict[str, Any]:
    return {"is_enabled": item.flag("Enabled", True), "customer_master_key_spec": item.get("KeySpec")}


def _secret_version(item: Item) -> Iterator[Part]:
    for said in ("SecretString", "GenerateSecretString"):
        if item.get(said) is not None:
            attrs = {"secret_id": item.me("arn"), "secret_string": item.get("SecretString")}
            yield Part(type="aws_secretsmanager_secret_version", attrs=attrs, suffix=f".{said}", at=said)


TABLE: Final[Mapping[str, As]] = {
    "AWS::KMS::Key": As(type="aws_kms_key", names={"KeyPolicy": "policy", "PendingWindowInDays": "deletion_window_in_days"}, more=_key),
    "AWS::KMS::ReplicaKey": As(type="aws_kms_replica_key", names={"KeyPolicy": "policy"}),
    "AWS::KMS::Alias": As(type="aws_kms_alias", names={"AliasName": "name"}),
    "AWS::SecretsManager::Secret": As(
        type="aws_secretsmanager_secret",
        names={"SecretString": "", "GenerateSecretString": "", "ReplicaRegions": "replica"},
        parts=_secret_version,
    ),
    "AWS::SecretsManager::ResourcePolicy": As(
        type="aws_secretsmanager_secret_policy", names={"SecretId": "secret_arn", "ResourcePolicy": "policy"}
    ),
    "AWS::SSM::Parameter": As(type="aws_ssm_parameter"),
}
