# SPDX-License-Identifier: Apache-2.0
"""Balancers, APIs, distributions and web ACLs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from intramuros.estate.edges import Endpoint, WebFirewall
from intramuros.estate.values import Unknown
from tests.unit.sources.aws.fabric_kit import SUBNET, VPC, declare, estate, one, ref

TARGETS = declare("aws_lb_target_group.t", name="t", port=8000)
BOX = declare("aws_instance.i", ami="ami-1", subnet_id=ref("aws_subnet.s"))
JOINED = declare("aws_lb_target_group_attachment.a", target_group_arn=ref("aws_lb_target_group.t", "arn"), target_id=ref("aws_instance.i"))
FORWARD = {"type": "forward", "target_group_arn": ref("aws_lb_target_group.t", "arn")}
SIGN_IN = {"type": "authenticate-oidc", "authenticate_oidc": [{"issuer": "https://idp.example"}]}
FIXED = {"type": "fixed-response", "fixed_response": [{"content_type": "text/plain", "status_code": "404"}]}
OPEN_WORLD = [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}]


def listener(*actions: dict[str, Any], **attrs: Any) -> Any:
    return declare(
        "aws_lb_listener.l", load_balancer_arn=ref("aws_lb.b", "arn"), port=443, protocol="HTTPS", default_action=list(actions), **attrs
    )


def balancer(*more: Any, box: Any = BOX, **attrs: Any) -> Endpoint:
    found: Endpoint = one(estate(VPC, SUBNET, TARGETS, box, JOINED, declare("aws_lb.b", name="b", **attrs), *more), "aws_lb.b", Endpoint)
    return found


@pytest.mark.parametrize(
    ("attrs", "actions", "public"),
    [
        ({}, [FORWARD], True),
        ({"internal": True}, [FORWARD], False),
        ({"internal": False}, [FIXED], False),
        ({}, [{"type": "redirect", "redirect": [{"status_code": "HTTP_301"}]}], False),
    ],
)
def test_a_balancer_is_public_unless_internal_and_only_where_it_leads_somewhere(attrs: Any, actions: Any, public: bool) -> None:
    assert balancer(listener(*actions), **attrs).public is public


def test_a_balancer_without_a_listener_is_no_way_in() -> None:
    assert balancer().public is False


@pytest.mark.parametrize(
    ("ingress", "public"),
    [
        (OPEN_WORLD, True),
        ([{**OPEN_WORLD[0], "cidr_blocks": ["198.51.100.0/24"]}], False),
        ([{**OPEN_WORLD[0], "from_port": 80, "to_port": 80}], False),
        ([{**OPEN_WORLD[0], "cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"]}], True),
        ([{**OPEN_WORLD[0], "cidr_blocks": ["10.0.0.0/8"]}], False),
        ([{"protocol": "-1", "from_port": 0, "to_port": 0, "ipv6_cidr_blocks": ["::/0"]}], True),
        ([], False),
        (Unknown("`var.ingress`"), None),
    ],
)
def test_its_security_group_must_let_the_internet_in(ingress: Any, public: bool | None) -> None:
    group = declare("aws_security_group.g", vpc_id=ref("aws_vpc.v"), ingress=ingress)
    found = balancer(group, listener(FORWARD), security_groups=[ref("aws_security_group.g")]).public
    assert isinstance(found, Unknown) if public is None else found is public


def rule(name: str, path: str, *actions: dict[str, Any]) -> Any:
    return declare(
        f"aws_lb_listener_rule.{name}",
        listener_arn=ref("aws_lb_listener.l", "arn"),
        action=list(actions),
        condition=[{"path_pattern": [{"values": [path]}]}],
    )


@pytest.mark.parametrize(
    ("more", "asks"),
    [
        ((listener(SIGN_IN, FORWARD),), True),
        ((listener(FORWARD),), None),
        ((listener(FORWARD, mutual_authentication=[{"mode": "verify"}]),), True),
        ((listener(FORWARD, mutual_authentication=[{"mode": "passthrough"}]),), None),
        ((listener(SIGN_IN, FORWARD), rule("api", "/v1/*", FORWARD)), None),
        ((listener(SIGN_IN, FORWARD), rule("up", "/healthz", FORWARD)), True),
        ((listener(FIXED), rule("api", "/v1/*", SIGN_IN, FORWARD)), True),
        ((listener({**SIGN_IN, "authenticate_oidc": [{"on_unauthenticated_request": "allow"}]}, FORWARD),), None),
    ],
)
def test_every_way_through_must_authenticate(more: Any, asks: bool | None) -> None:
    assert balancer(*more).authenticates is asks


@pytest.mark.parametrize(
    ("script", "asks"),
    [
        ("docker run vllm/vllm-openai --model /m", False),
        ("docker run vllm/vllm-openai --model /m --api-key $KEY", None),
        ("docker run nginx; docker run vllm/vllm-openai", None),
        ("systemctl start portal", None),
    ],
)
def test_a_bare_model_server_behind_it_asks_nobody(script: str, asks: bool | None) -> None:
    box = declare("aws_instance.i", ami="ami-1", subnet_id=ref("aws_subnet.s"), user_data=script)
    found = balancer(listener(FORWARD), box=box)
    assert found.authenticates is asks
    assert found.targets == ("aws_instance.i",)


def test_a_services_own_container_decides_and_not_its_sidecar() -> None:
    containers = [{"name": "proxy", "image": "nginx:1"}, {"name": "llm", "image": "vllm/vllm-openai:1"}]
    parts = (
        declare("aws_ecs_task_definition.d", family="d", container_definitions=json.dumps(containers)),
        declare(
            "aws_ecs_service.s",
            name="s",
            task_definition=ref("aws_ecs_task_definition.d", "arn"),
            load_balancer=[{"target_group_arn": ref("aws_lb_target_group.t", "arn"), "container_name": "llm", "container_port": 8000}],
        ),
    )
    found = balancer(listener(FORWARD), *parts)
    assert (found.authenticates, found.targets) == (False, ("aws_instance.i", "aws_ecs_service.s"))


def managed(name: str = "AWSManagedRulesCommonRuleSet", override: str = "none", **more: Any) -> dict[str, Any]:
    statement = {"managed_rule_group_statement": [{"vendor_name": "AWS", "name": name, **more}]}
    return {"name": name, "priority": 5, "override_action": [{override: [{}]}], "statement": [statement]}


def counted(*names: str) -> dict[str, Any]:
    return {"rule_action_override": [{"name": n, "action_to_use": [{"count": [{}]}]} for n in names]}


RATE = {"name": "rate", "priority": 1, "action": [{"block": [{}]}], "statement": [{"rate_based_statement": [{"limit": 100}]}]}
BODY = {"byte_match_statement": [{"search_string": "x", "field_to_match": [{"body": [{}]}]}]}
BODIES = ("SizeRestrictions_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "CrossSiteScripting_BODY")
PASS_ALL = {
    "name": "pass",
    "priority": 0,
    "action": [{"allow": [{}]}],
    "statement": [{"byte_match_statement": [{"field_to_match": [{"uri_path": [{}]}]}]}],
}
PASS_OURS = {**PASS_ALL, "statement": [{"ip_set_reference_statement": [{"arn": "x"}]}]}


@pytest.mark.parametrize(
    ("rules", "default", "blocks", "body"),
    [
        ([managed()], "allow", True, True),
        ([managed(override="count")], "allow", False, False),
        ([RATE], "allow", True, False),
        ([], "allow", False, False),
        ([], "block", True, False),
        ([managed("AWSManagedRulesAmazonIpReputationList")], "allow", True, False),
        ([managed(**counted("SizeRestrictions_BODY"))], "allow", True, True),
        ([managed(**counted(*BODIES))], "allow", True, False),
        ([managed(scope_down_statement=[{"byte_match_statement": [{}]}])], "allow", True, None),
        (
            [{"name": "b", "priority": 1, "action": [{"block": [{}]}], "statement": [{"or_statement": [{"statement": [BODY]}]}]}],
            "allow",
            True,
            True,
        ),
        ([{"name": "b", "priority": 1, "action": [{"count": [{}]}], "statement": [BODY]}], "allow", False, False),
        ([PASS_ALL, managed()], "allow", True, None),
        ([PASS_OURS, managed()], "allow", True, True),
    ],
)
def test_a_web_acl_blocks_and_reads_bodies_where_a_rule_in_force_does(rules: Any, default: str, blocks: bool, body: bool | None) -> None:
    acl = one(
        estate(declare("aws_wafv2_web_acl.w", name="w", default_action=[{default: [{}]}], rule=rules)), "aws_wafv2_web_acl.w", WebFirewall
    )
    assert acl.blocks is blocks
    assert isinstance(acl.inspects_body, Unknown) if body is None else acl.inspects_body is body


def test_rules_of_an_own_group_count_unless_the_group_is_overridden() -> None:
    group = declare(
        "aws_wafv2_rule_group.g", name="g", rule=[{"name": "b", "priority": 1, "action": [{"block": [{}]}], "statement": [BODY]}]
    )

    def acl(override: str) -> WebFirewall:
        rule_ = {
            "name": "g",
            "priority": 1,
            "override_action": [{override: [{}]}],
            "statement": [{"rule_group_reference_statement": [{"arn": ref("aws_wafv2_rule_group.g", "arn")}]}],
        }
        found: WebFirewall = one(estate(group, declare("aws_wafv2_web_acl.w", name="w", rule=[rule_])), "aws_wafv2_web_acl.w", WebFirewall)
        return found

    assert (acl("none").blocks, acl("none").inspects_body) == (True, True)
    assert (acl("count").blocks, acl("count").inspects_body) == (False, False)


def test_an_association_puts_the_acl_before_the_balancer() -> None:
    acl = declare("aws_wafv2_web_acl.w", name="w", rule=[managed()])
    joined = declare("aws_wafv2_web_acl_association.a", resource_arn=ref("aws_lb.b", "arn"), web_acl_arn=ref("aws_wafv2_web_acl.w", "arn"))
    assert balancer(listener(FORWARD), acl, joined).firewalls == ("aws_wafv2_web_acl.w",)


FUNCTION = declare("aws_lambda_function.f", function_name="f", role="arn:aws:iam::111111111111:role/x")
REST = {"rest_api_id": ref("aws_api_gateway_rest_api.r"), "resource_id": "x", "http_method": "POST"}


def rest(*more: Any, **attrs: Any) -> Endpoint:
    stage = declare("aws_api_gateway_stage.s", rest_api_id=ref("aws_api_gateway_rest_api.r"), stage_name="v1", deployment_id="d")
    to = declare("aws_api_gateway_integration.i", **REST, type="AWS_PROXY", uri=ref("aws_lambda_function.f", "invoke_arn"))
    found: Endpoint = one(
        estate(FUNCTION, stage, to, declare("aws_api_gateway_rest_api.r", name="r", **attrs), *more), "aws_api_gateway_rest_api.r", Endpoint
    )
    return found


@pytest.mark.parametrize(
    ("method", "asks"),
    [
        ({"authorization": "NONE"}, False),
        ({"authorization": "NONE", "api_key_required": True}, None),
        ({"authorization": "AWS_IAM"}, True),
        ({"authorization": "COGNITO_USER_POOLS", "authorizer_id": "x"}, True),
    ],
)
def test_rest_methods_say_whom_they_ask(method: dict[str, Any], asks: bool | None) -> None:
    cors = declare("aws_api_gateway_method.o", **{**REST, "http_method": "OPTIONS"}, authorization="NONE")
    found = rest(declare("aws_api_gateway_method.m", **REST, **method), cors)
    assert (found.public, found.authenticates, found.targets) == (True, asks, ("aws_lambda_function.f",))


def test_a_private_rest_api_and_one_confined_to_endpoints_are_not_public() -> None:
    policy = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "execute-api:Invoke",
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}},
            }
        ]
    }
    assert rest(endpoint_configuration=[{"types": ["PRIVATE"]}]).public is False
    assert rest(policy=json.dumps(policy)).public is False
    policy["Statement"][0]["Condition"] = {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}
    assert rest(policy=json.dumps(policy)).public is True


def test_an_acl_before_a_stage_stands_before_the_api() -> None:
    acl = declare("aws_wafv2_web_acl.w", name="w", rule=[managed()])
    joined = declare(
        "aws_wafv2_web_acl_association.a", resource_arn=ref("aws_api_gateway_stage.s", "arn"), web_acl_arn=ref("aws_wafv2_web_acl.w", "arn")
    )
    assert rest(acl, joined).firewalls == ("aws_wafv2_web_acl.w",)


@pytest.mark.parametrize(
    ("api", "route", "public", "asks"),
    [
        ({}, {}, True, False),
        ({}, {"authorization_type": "JWT"}, True, True),
        ({"disable_execute_api_endpoint": True}, {"authorization_type": "JWT"}, False, True),
    ],
)
def test_http_routes_ask_nobody_unless_told(api: dict[str, Any], route: dict[str, Any], public: bool, asks: bool) -> None:
    found = one(
        estate(
            FUNCTION,
            declare("aws_apigatewayv2_api.h", name="h", protocol_type="HTTP", **api),
            declare("aws_apigatewayv2_route.r", api_id=ref("aws_apigatewayv2_api.h"), route_key="POST /chat", **route),
            declare(
                "aws_apigatewayv2_integration.i",
                api_id=ref("aws_apigatewayv2_api.h"),
                integration_uri=ref("aws_lambda_function.f", "invoke_arn"),
            ),
        ),
        "aws_apigatewayv2_api.h",
        Endpoint,
    )
    assert (found.public, found.authenticates, found.targets) == (public, asks, ("aws_lambda_function.f",))


@pytest.mark.parametrize(
    ("behaviour", "kept"),
    [
        ({"cache_policy_id": "658327ea-f89d-4fab-a63d-7e88639e58f6"}, True),
        ({"cache_policy_id": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}, False),
        ({"cache_policy_id": ref("data.aws_cloudfront_cache_policy.off")}, False),
        ({"cache_policy_id": ref("aws_cloudfront_cache_policy.none")}, False),
        ({"min_ttl": 0, "default_ttl": 0, "max_ttl": 0}, False),
        ({"min_ttl": 0, "default_ttl": 0, "max_ttl": 86400}, True),
        ({}, True),
    ],
)
def test_a_distribution_keeps_copies_everywhere_unless_caching_is_off(behaviour: dict[str, Any], kept: bool) -> None:
    found = one(
        estate(
            declare("aws_s3_bucket.b", bucket="b"),
            declare("data.aws_cloudfront_cache_policy.off", name="Managed-CachingDisabled"),
            declare("aws_cloudfront_cache_policy.none", name="none", max_ttl=0),
            declare("aws_wafv2_web_acl.w", name="w", rule=[managed()]),
            declare(
                "aws_cloudfront_distribution.c",
                enabled=True,
                price_class="PriceClass_100",
                web_acl_id=ref("aws_wafv2_web_acl.w", "arn"),
                origin=[{"origin_id": "o", "domain_name": ref("aws_s3_bucket.b", "bucket_regional_domain_name")}],
                default_cache_behavior=[{"target_origin_id": "o", **behaviour}],
                lines={"default_cache_behavior[0]": 20},
            ),
        ),
        "aws_cloudfront_distribution.c",
        Endpoint,
    )
    assert [(p.kind, p.where, p.origin.line) for p in found.places] == ([("cache", "global", 20)] if kept else [])
    assert (found.public, found.targets, found.firewalls) == (True, ("aws_s3_bucket.b",), ("aws_wafv2_web_acl.w",))


def test_signed_urls_on_every_behaviour_are_credentials() -> None:
    def asks(*signed: bool) -> Any:
        behaviours = [{"target_origin_id": "o", **({"trusted_key_groups": ["k"]} if s else {})} for s in signed]
        declared = declare(
            "aws_cloudfront_distribution.c", enabled=True, default_cache_behavior=behaviours[:1], ordered_cache_behavior=behaviours[1:]
        )
        return one(estate(declared), "aws_cloudfront_distribution.c", Endpoint).authenticates

    assert asks(True, True) is True
    assert asks(True, False) is None
