# SPDX-License-Identifier: Apache-2.0
"""SageMaker, Bedrock, Connect: what reads weights, keeps prompts, and where prompts are processed."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.values import Unknown
from intramuros.sources.aws.ai import zone_of
from tests.unit.sources.aws.data_kit import one, ref, res

N = "aws_sagemaker_notebook_instance.n"
ROLE = res("aws_iam_role.r", name="r", assume_role_policy="{}")
WEIGHTS = res("aws_s3_bucket.w", bucket="weights")
KEY = res("aws_kms_key.k")


def test_a_notebook_with_nothing_said_stands_on_the_internet_as_root() -> None:
    found = one(N, res(N, name="n", role_arn=ref("aws_iam_role.r", "arn")), ROLE)
    assert (found.sends_directly, found.root_access, found.identities) == (True, True, ("aws_iam_role.r",))
    assert found.disks[0].seal.state == "provider-key"
    assert "default" in found.sends_why


def test_a_closed_notebook() -> None:
    attrs = {"direct_internet_access": "Disabled", "root_access": "Disabled", "kms_key_id": ref("aws_kms_key.k", "key_id")}
    place = {"subnet_id": ref("aws_subnet.s"), "security_groups": [ref("aws_security_group.g")]}
    found = one(N, res(N, name="n", role_arn="x", **attrs, **place), KEY, res("aws_subnet.s"), res("aws_security_group.g"))
    assert (found.sends_directly, found.root_access, found.disks[0].seal.key) == (False, False, "aws_kms_key.k")
    assert (found.attachments[0].subnet, found.attachments[0].rule_sets) == ("aws_subnet.s", ("aws_security_group.g",))


D = "aws_sagemaker_domain.d"


@pytest.mark.parametrize(("access", "direct"), [(None, True), ("PublicInternetOnly", True), ("VpcOnly", False)])
def test_domains_and_the_profiles_in_them(access: str | None, direct: bool) -> None:
    domain = res(
        D, domain_name="d", app_network_access_type=access, subnet_ids=["subnet-1"], default_user_settings=[{"execution_role": "r"}]
    )
    if access is None:
        del domain.attrs["app_network_access_type"]
    profile = res("aws_sagemaker_user_profile.p", user_profile_name="p", domain_id=ref(D))
    assert one(D, domain, profile, ROLE).sends_directly is direct
    found = one(profile.address, domain, profile, ROLE)
    assert (found.kind, found.sends_directly, found.identities, found.parent) == ("notebook", direct, ("aws_iam_role.r",), D)


M = "aws_sagemaker_model.m"


@pytest.mark.parametrize(
    "container",
    [
        {"model_data_url": "s3://weights/a/model.tar.gz"},
        {"model_data_url": ref("aws_s3_bucket.w", "bucket")},
        {"model_data_url": "s3://" + ref("aws_s3_bucket.w", "id") + "/m.tar.gz"},
        {"model_data_url": "https://weights.s3.eu-central-1.amazonaws.com/m.tar.gz"},
        {"model_data_url": "https://s3.eu-central-1.amazonaws.com/weights/m.tar.gz"},
        {"model_data_source": [{"s3_data_source": [{"s3_uri": "s3://weights/"}]}]},
    ],
)
def test_weights_of_a_model_are_the_bucket(container: dict[str, Any]) -> None:
    found = one(M, res(M, name="m", primary_container=[{"image": "i", **container}]), WEIGHTS)
    assert [(u.target, u.role) for u in found.uses] == [("aws_s3_bucket.w", "weights")]


def test_isolation_and_network_of_models() -> None:
    bare = one(M, res(M, name="m", primary_container=[{"image": "i"}]))
    assert (bare.isolated, bare.sends_directly) == (False, True)
    isolated = one(M, res(M, name="m", enable_network_isolation=True, container=[{"image": "i"}]))
    assert (isolated.isolated, isolated.sends_directly) == (True, False)
    inside = one(M, res(M, name="m", vpc_config=[{"subnets": [ref("aws_subnet.s")], "security_group_ids": []}]), res("aws_subnet.s"))
    assert (inside.sends_directly, [a.subnet for a in inside.attachments]) == (False, ["aws_subnet.s"])


C = "aws_sagemaker_endpoint_configuration.c"


@pytest.mark.parametrize(
    ("size", "key", "state", "ephemeral"),
    [
        ("ml.m5.xlarge", None, "provider-key", False),
        ("ml.m5.xlarge", ref("aws_kms_key.k", "arn"), "customer-key", False),
        ("ml.g5.2xlarge", None, "provider-key", True),
        ("ml.m5d.xlarge", None, "provider-key", True),
        ("ml.p4d.24xlarge", None, "provider-key", True),
        ("ml.p3.2xlarge", None, "provider-key", False),
        ("ml.inf2.xlarge", None, "provider-key", False),
    ],
)
def test_volumes_of_endpoints(size: str, key: str | None, state: str, ephemeral: bool) -> None:
    variant = {"variant_name": "v", "model_name": ref(M, "name"), "instance_type": size}
    found = one(C, res(C, name="c", kms_key_arn=key, production_variants=[variant]), res(M, name="m"), KEY)
    assert (found.disks[0].seal.state, found.disks[0].ephemeral, found.runs) == (state, ephemeral, (M,))


def test_captured_prompts_and_the_endpoint_over_them() -> None:
    capture = {"enable_capture": True, "destination_s3_uri": "s3://weights/capture"}
    config = res(C, name="c", production_variants=[], data_capture_config=[capture])
    assert [(u.target, u.role) for u in one(C, config, WEIGHTS).uses] == [("aws_s3_bucket.w", "prompts")]
    endpoint = res("aws_sagemaker_endpoint.e", name="e", endpoint_config_name="c")
    assert one(endpoint.address, config, endpoint).runs == (C,)


@pytest.mark.parametrize(
    ("model", "zone"),
    [
        ("us.anthropic.claude-x-v1:0", "zone:us"),
        ("eu.amazon.nova-pro-v1:0", "zone:eu"),
        ("global.anthropic.claude-x", "global"),
        ("arn:aws:bedrock:eu-central-1:1:inference-profile/apac.amazon.nova-lite-v1:0", "zone:apac"),
        ("anthropic.claude-x-v1:0", None),
        ("arn:aws:bedrock:eu-central-1::foundation-model/anthropic.claude-x", None),
        ("eucalyptus.model", None),
    ],
)
def test_zones_of_inference_profiles(model: str, zone: str | None) -> None:
    assert zone_of(model) == zone


def test_where_an_agent_has_prompts_processed() -> None:
    agent = res("aws_bedrockagent_agent.a", agent_name="a", foundation_model="us.anthropic.claude-x")
    assert [(p.kind, p.where) for p in one(agent.address, agent).places] == [("process", "zone:us")]
    profile = res(
        "aws_bedrock_inference_profile.p", name="p", model_source=[{"copy_from": "arn:aws:bedrock:eu-central-1:1:inference-profile/eu.x.y"}]
    )
    through = res("aws_bedrockagent_agent.a", agent_name="a", foundation_model=ref(profile.address, "arn"))
    assert [p.where for p in one(agent.address, profile, through).places] == ["zone:eu"]
    unknown = res("aws_bedrockagent_agent.a", agent_name="a", foundation_model=ref("var.model", ""))
    assert isinstance(one(agent.address, unknown).places[0].where, Unknown)


def test_invocation_logs_name_their_stores() -> None:
    group = res("aws_cloudwatch_log_group.g", name="/bedrock")
    config = {"s3_config": [{"bucket_name": "weights"}], "cloudwatch_config": [{"log_group_name": "/bedrock"}]}
    found = one("aws_bedrock_model_invocation_logging_configuration.l", WEIGHTS, group,
                res("aws_bedrock_model_invocation_logging_configuration.l", logging_config=[config]))  # fmt: skip
    assert [(u.target, u.role) for u in found.uses] == [("aws_s3_bucket.w", "prompts"), ("aws_cloudwatch_log_group.g", "prompts")]


@pytest.mark.parametrize(("kind", "role"), [("CALL_RECORDINGS", "recordings"), ("CHAT_TRANSCRIPTS", "transcripts")])
def test_what_connect_keeps_where(kind: str, role: str) -> None:
    storage = [{"storage_type": "S3", "s3_config": [{"bucket_name": "weights"}]}]
    config = res("aws_connect_instance_storage_config.c", instance_id="x", resource_type=kind, storage_config=storage)
    assert [(u.target, u.role) for u in one(config.address, WEIGHTS, config).uses] == [("aws_s3_bucket.w", role)]
