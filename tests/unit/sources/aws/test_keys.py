# SPDX-License-Identifier: Apache-2.0
"""KMS keys, their policies and grants; secrets and parameters."""

from __future__ import annotations

import json

import pytest

from intramuros.estate.access import Key, Vault
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.data_kit import US, data, estate, one, ref, res

K = "aws_kms_key.k"
DOC = json.dumps({"Statement": [{"Sid": "own"}]})


def test_policy_inline_and_separate_which_replaces_it() -> None:
    assert one(K, res(K)).policies == ()
    assert one(K, res(K, policy=DOC)).policies[0].document["Statement"][0]["Sid"] == "own"
    separate = res("aws_kms_key_policy.p", key_id=ref(K, "key_id"), policy=json.dumps({"Statement": [{"Sid": "other"}]}))
    found = one(K, res(K, policy=DOC), separate)
    assert [p.document["Statement"][0]["Sid"] for p in found.policies] == ["other"]


@pytest.mark.parametrize("key_id", [ref(K, "key_id"), ref(K, "arn"), ref(K, "id"), ref("aws_kms_alias.a", "arn"), "alias/own"])
def test_grants_by_any_name_of_the_key(key_id: str) -> None:
    alias = res("aws_kms_alias.a", name="alias/own", target_key_id=ref(K, "key_id"))
    grant = res(
        "aws_kms_grant.g", key_id=key_id, grantee_principal="arn:aws:iam::917730042265:role/x", operations=["Decrypt"],
        constraints=[{"encryption_context_equals": {"a": "b"}}],
    )  # fmt: skip
    found = one(K, res(K), alias, grant).grants
    assert [(g.grantee, g.operations, g.constraints) for g in found] == [
        ("arn:aws:iam::917730042265:role/x", ("Decrypt",), {"EncryptionContextEquals": {"a": "b"}})
    ]


def test_a_grantee_of_the_estate_is_its_address() -> None:
    role = res("aws_iam_role.r", name="r", assume_role_policy="{}")
    grant = res("aws_kms_grant.g", key_id=ref(K), grantee_principal=ref("aws_iam_role.r", "arn"), operations=["Decrypt"])
    assert one(K, res(K), role, grant).grants[0].grantee == "aws_iam_role.r"


def test_replica_keys_know_their_primary() -> None:
    replica = res("aws_kms_replica_key.r", home=US, primary_key_arn=ref(K, "arn"), policy=DOC)
    found = one("aws_kms_replica_key.r", res(K, multi_region=True), replica)
    assert (found.replica_of, found.region, len(found.policies)) == (K, "us-east-1", 1)


def test_keys_that_are_looked_up() -> None:
    found = estate(data("data.aws_kms_key.own", key_id="alias/aws/s3"), data("data.aws_kms_key.far", key_id="alias/central"))
    own, far = found.all(Key)
    assert (own.managed_by, own.policies) == ("provider", ())
    assert far.managed_by == "customer"
    assert isinstance(far.policies[0].document, Unknown)


def test_looking_up_a_declared_alias_makes_no_second_key() -> None:
    alias = res("aws_kms_alias.a", name="alias/own", target_key_id=ref(K))
    found = estate(res(K), alias, data("data.aws_kms_key.same", key_id="alias/own"))
    assert [k.address for k in found.all(Key)] == [K]


def test_secrets_with_policy_and_key() -> None:
    secret = res("aws_secretsmanager_secret.s", name="prod/x", kms_key_id=ref(K, "arn"))
    policy = res("aws_secretsmanager_secret_policy.p", secret_arn=ref("aws_secretsmanager_secret.s", "arn"), policy=DOC)
    found = one("aws_secretsmanager_secret.s", res(K), secret, policy)
    assert isinstance(found, Vault)
    assert (found.kind, found.key, len(found.policies)) == ("secret", K, 1)
    assert found.ids[0].startswith("arn:aws:secretsmanager:eu-central-1:402118835517:secret:prod/x-")


def test_only_secure_parameters_are_vaults() -> None:
    found = estate(
        res("aws_ssm_parameter.a", name="/a", type="SecureString", key_id="alias/aws/ssm"),
        res("aws_ssm_parameter.b", name="/b", type="String"),
    )
    assert [(v.address, v.key) for v in found.all(Vault)] == [("aws_ssm_parameter.a", None)]
