# SPDX-License-Identifier: Apache-2.0
"""Lambda, builds and pipelines, App Runner."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.edges import Endpoint
from intramuros.estate.governance import ImageGate
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from tests.unit.sources.aws.fabric_kit import SUBNET, VPC, declare, estate, one, ref

ROLE = declare("aws_iam_role.r", name="r", assume_role_policy="{}")
CODE = {"function_name": "f", "role": ref("aws_iam_role.r", "arn")}


def test_a_function_outside_a_vpc_sends_directly_and_one_inside_goes_where_its_subnet_leads() -> None:
    inside = [{"subnet_ids": [ref("aws_subnet.s")], "security_group_ids": []}]
    found = estate(
        VPC,
        SUBNET,
        ROLE,
        declare("aws_lambda_function.out", **CODE, environment=[{"variables": {"TOKEN": "x"}}], image_uri="i:1"),
        declare("aws_lambda_function.in", **{**CODE, "function_name": "g"}, vpc_config=inside),
    )
    out, within = one(found, "aws_lambda_function.out", Workload), one(found, "aws_lambda_function.in", Workload)
    assert (out.sends_directly, out.attachments, out.images, out.identities) == (True, (), ("i:1",), ("aws_iam_role.r",))
    assert [(s.name, s.value) for s in out.settings] == [("TOKEN", "x")]
    assert (within.sends_directly, [a.subnet for a in within.attachments]) == (False, ["aws_subnet.s"])


@pytest.mark.parametrize(
    ("told", "zones"),
    [
        ("global.anthropic.claude-sonnet-4-20250514-v1:0", ["global"]),
        ("bedrock/us.deepseek.r1-v1:0", ["zone:us"]),
        ("arn:aws:bedrock:eu-west-1:111111111111:inference-profile/eu.mistral.pixtral-large-2502-v1:0", ["zone:eu"]),
        ("eu.amazon.nova-lite-v1:0,eu.amazon.nova-pro-v1:0", ["zone:eu"]),
        ("anthropic.claude-3-5-sonnet-20240620-v1:0", []),
        ("https://eu.amazon.our-shop.example/", []),
        ("bonus.amazon.nova-lite-v1:0", []),
        ("us.amazon.com", []),
    ],
)
def test_the_inference_profile_that_a_setting_names_says_where_prompts_are_processed(told: str, zones: list[str]) -> None:
    found = estate(ROLE, declare("aws_lambda_function.f", **CODE, environment=[{"variables": {"MODEL": told}}]))
    assert [p.where for p in one(found, "aws_lambda_function.f", Workload).places] == zones


@pytest.mark.parametrize(("kind", "asks"), [("NONE", False), ("AWS_IAM", True)])
def test_a_function_url_faces_the_internet_and_says_whom_it_asks(kind: str, asks: bool) -> None:
    found = estate(
        ROLE,
        declare("aws_lambda_function.f", **CODE),
        declare("aws_lambda_function_url.u", function_name=ref("aws_lambda_function.f", "function_name"), authorization_type=kind),
    )
    door = one(found, "aws_lambda_function_url.u", Endpoint)
    assert (door.public, door.authenticates, door.targets) == (True, asks, ("aws_lambda_function.f",))


def test_plain_build_variables_are_settings_and_the_others_references() -> None:
    variables = [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "/x/y", "type": "PARAMETER_STORE"},
        {"name": "C", "value": "s", "type": "SECRETS_MANAGER"},
    ]
    found = one(
        estate(
            ROLE,
            declare(
                "aws_codebuild_project.p",
                name="p",
                service_role=ref("aws_iam_role.r", "arn"),
                source=[{"type": "NO_SOURCE"}],
                environment=[{"image": "aws/codebuild/standard:7.0", "privileged_mode": True, "environment_variable": variables}],
            ),
        ),
        "aws_codebuild_project.p",
        Workload,
    )
    assert ([s.name for s in found.settings], len(found.secrets_from), found.root_access, found.sends_directly) == (["A"], 2, True, True)


SCAN = "version: 0.2\nphases:\n  build:\n    commands:\n      - {}\n"


def gate(command: str, after: str = "Deploy", env: str = "llm") -> list[ImageGate]:
    stage = {"ProjectName": ref("aws_codebuild_project.p", "name")}
    found = estate(
        ROLE,
        declare("aws_ecr_repository.e", name="llm"),
        declare(
            "aws_codebuild_project.p",
            name="p",
            service_role=ref("aws_iam_role.r", "arn"),
            environment=[{"image": "i", "environment_variable": [{"name": "REPO", "value": env}]}],
            source=[{"type": "CODEPIPELINE", "buildspec": SCAN.format(command)}],
        ),
        declare(
            "aws_codepipeline.c",
            name="c",
            role_arn=ref("aws_iam_role.r", "arn"),
            stage=[
                {"name": "Scan", "action": [{"name": "scan", "category": "Build", "provider": "CodeBuild", "configuration": stage}]},
                {"name": "Next", "action": [{"name": "n", "category": after, "provider": "ECS", "configuration": {}}]},
            ],
        ),
    )
    return list(found.all(ImageGate))


@pytest.mark.parametrize(
    ("command", "stops"),
    [
        ("trivy image --exit-code 1 --severity CRITICAL $REPO", True),
        ("trivy image --severity CRITICAL $REPO", False),
        ("trivy image --exit-code 0 $REPO", False),
        ("trivy image --exit-code 1 $REPO || true", False),
        ("grype $REPO --fail-on high", True),
        ("docker push $REPO", False),
    ],
)
def test_a_stage_is_a_gate_only_where_it_stops_on_findings(command: str, stops: bool) -> None:
    assert bool(gate(command)) is stops


def test_a_scan_with_nothing_to_deploy_behind_it_is_no_gate() -> None:
    assert gate("trivy image --exit-code 1 x", after="Test") == []


def test_a_gate_covers_the_registries_that_its_pipeline_names() -> None:
    assert gate("trivy image --exit-code 1 x")[0].covers == ("aws_ecr_repository.e",)
    assert isinstance(gate("trivy image --exit-code 1 x", env="other")[0].covers[0], Unknown)


@pytest.mark.parametrize(("ingress", "public"), [([], True), ([{"is_publicly_accessible": False}], False)])
def test_app_runner_is_public_and_sends_directly_unless_told_otherwise(ingress: Any, public: bool) -> None:
    found = estate(
        declare(
            "aws_apprunner_service.a",
            service_name="a",
            network_configuration=[{"ingress_configuration": ingress}],
            source_configuration=[{"image_repository": [{"image_identifier": "vllm/vllm-openai:1", "image_repository_type": "ECR"}]}],
        )
    )
    door = one(found, "aws_apprunner_service.a#door", Endpoint)
    app = one(found, "aws_apprunner_service.a", Workload)
    assert (door.public, door.targets, app.sends_directly) == (public, ("aws_apprunner_service.a",), True)


def event_gates(action: str, pattern: str = '{"source": ["aws.ecr"], "detail-type": ["ECR Image Scan"]}', **attrs: Any) -> list[ImageGate]:
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})
    found = estate(
        ROLE,
        declare("aws_lambda_function.f", **CODE),
        declare("aws_iam_role_policy.p", role=ref("aws_iam_role.r", "id"), policy=policy),
        declare("aws_cloudwatch_event_rule.e", name="e", event_pattern=pattern, **attrs),
        declare("aws_cloudwatch_event_target.t", rule=ref("aws_cloudwatch_event_rule.e", "name"), arn=ref("aws_lambda_function.f", "arn")),
    )
    return [g for g in found.all(ImageGate) if g.address.endswith("#gate")]


def test_an_event_rule_is_a_gate_at_most_where_what_it_starts_can_stop_a_deployment() -> None:
    (held,) = event_gates("ecr:BatchDeleteImage")
    assert isinstance(held.enforced, Unknown)
    assert held.covers == ("*",)
    assert event_gates("sns:Publish") == []
    assert event_gates("ecr:BatchDeleteImage", '{"source": ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"]}') == []
    assert [g.enforced for g in event_gates("ecr:BatchDeleteImage", state="DISABLED")] == [False]
