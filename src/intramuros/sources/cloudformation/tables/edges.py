# SPDX-License-Identifier: Apache-2.0
"""Ways in: load balancers, APIs, CDN, web firewalls, functions' addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown, is_symbolic, symbol, symbols
from intramuros.sources.cloudformation.intrinsics import evaluate
from intramuros.sources.cloudformation.item import As, Item, Part, plain
from intramuros.sources.cloudformation.tables.shapes import each, field, json_text, lifted, of

_STAGES: Final = ("AWS::ApiGateway::Stage", "AWS::ApiGateway::Deployment")
_ACTIONS: Final = {
    "ForwardConfig": "forward",
    "TargetGroups": "target_group",
    "AuthenticateOidcConfig": "authenticate_oidc",
    "AuthenticateCognitoConfig": "authenticate_cognito",
    "RedirectConfig": "redirect",
    "FixedResponseConfig": "fixed_response",
    "PathPatternConfig": "path_pattern",
    "HostHeaderConfig": "host_header",
    "HttpHeaderConfig": "http_header",
    "SourceIpConfig": "source_ip",
    "HttpRequestMethodConfig": "http_request_method",
    "QueryStringConfig": "query_string",
    **{f"{a}.ForwardConfig.TargetGroups.TargetGroupArn": "arn" for a in ("DefaultActions", "Actions")},
}
_STATEMENTS: Final = {
    "Rules": "rule",
    "Statements": "statement",
    "TextTransformations": "text_transformation",
    "ExcludedRules": "excluded_rule",
    "RuleActionOverrides": "rule_action_override",
    "RuleLabels": "rule_label",
    "CustomResponseBodies": "",
    "ManagedRuleGroupConfigs": "managed_rule_group_configs",
}


def _balancer(item: Item) -> dict[str, Any]:
    scheme = item.get("Scheme", "internet-facing")
    return {
        "internal": scheme
        if isinstance(scheme, Unknown)
        else Unknown("the scheme is not known")
        if is_symbolic(scheme)
        else scheme == "internal",
        "subnet_mapping": of(item, "SubnetMappings"),
    }


def _listener(item: Item) -> dict[str, Any]:
    certificates = item.items("Certificates")
    return {"certificate_arn": field(certificates[0], "CertificateArn") if certificates else None}


def _rule(item: Item) -> dict[str, Any]:
    """The older form of a condition names its field and lists the values beside it."""
    said = item.get("Conditions")
    for one in said if isinstance(said, list) else []:
        if isinstance(one, dict) and one.get("Field") == "path-pattern" and "Values" in one:
            one["PathPatternConfig"] = {"Values": one["Values"]}
    return {"condition": of(item, "Conditions", As(names=_ACTIONS))}


def _targets(item: Item) -> Iterator[Part]:
    def attrs(one: Any) -> dict[str, Any]:
        return {"target_group_arn": item.me("arn"), "target_id": field(one, "Id"), "port": field(one, "Port")}

    yield from each(item, "Targets", "aws_lb_target_group_attachment", attrs)


def _classic(item: Item) -> dict[str, Any]:
    names = {"LoadBalancerPort": "lb_port", "Protocol": "lb_protocol", "SSLCertificateId": "ssl_certificate_id", "PolicyNames": ""}
    return {"internal": item.get("Scheme") == "internal", "listener": of(item, "Listeners", As(names=names))}


_CDN: Final = As(
    names={
        "Origins": "origin",
        "OriginGroups": "",
        "Id": "origin_id",
        "CacheBehaviors": "ordered_cache_behavior",
        "LambdaFunctionAssociations": "lambda_function_association",
        "FunctionAssociations": "function_association",
        "LambdaFunctionARN": "lambda_arn",
        "FunctionARN": "function_arn",
        "Logging": "logging_config",
        "CustomErrorResponses": "custom_error_response",
        "OriginCustomHeaders": "custom_header",
        "HTTPSPort": "https_port",
        "OriginSSLProtocols": "origin_ssl_protocols",
        "IPV6Enabled": "is_ipv6_enabled",
    }
)


def _cache(item: Item) -> dict[str, Any]:
    return {
        "name": item.get("CachePolicyConfig.Name"),
        "max_ttl": item.get("CachePolicyConfig.MaxTTL"),
        "default_ttl": item.get("CachePolicyConfig.DefaultTTL"),
    }


def _method(item: Item) -> Iterator[Part]:
    if isinstance(item.get("Integration"), Mapping):
        whose = {"rest_api_id": item.get("RestApiId"), "resource_id": item.get("ResourceId"), "http_method": item.get("HttpMethod")}
        kind = {
            "type": item.get("Integration.Type"),
            "uri": item.get("Integration.Uri"),
            "connection_id": item.get("Integration.ConnectionId"),
        }
        yield Part(type="aws_api_gateway_integration", attrs={**whose, **kind}, suffix=".Integration", at="Integration")


def _deployment(item: Item) -> Iterator[Part]:
    if item.get("StageName") is not None:
        attrs = {"rest_api_id": item.get("RestApiId"), "stage_name": item.get("StageName"), "deployment_id": item.me()}
        yield Part(type="aws_api_gateway_stage", attrs=attrs, suffix=".StageName", at="StageName")


def _body(item: Item) -> dict[str, Any]:
    return {"body": json_text(item.get("Body"))}


def _guarded(item: Item) -> dict[str, Any]:
    """What a web ACL is put before; a stage of a REST API is named by an ARN that holds its API."""
    said = item.get("ResourceArn")
    if not isinstance(said, str) or ":apigateway:" not in said:
        return {"resource_arn": said}
    stack = item.stack
    stage = next((name for name in stack.resources if stack.kind(name) in _STAGES and _is_stage(item, name, said)), None)
    if stage is None:
        return {"resource_arn": said}
    suffix = ".StageName" if stack.kind(stage) == _STAGES[1] else ""
    return {"resource_arn": symbol(stack.address(stage) + suffix, "arn")}


def _is_stage(item: Item, name: str, arn: str) -> bool:
    stated = item.stack.stated(name)
    api, stage = evaluate(stated.get("RestApiId"), item.stack), evaluate(stated.get("StageName"), item.stack)
    own = (item.stack.address(name), "id") in symbols(arn)
    return isinstance(api, str) and api in arn and (own or (isinstance(stage, str) and arn.endswith(f"/{stage}")))


def _mapped(item: Item) -> dict[str, Any]:
    return {"api_id": item.get("RestApiId")}


def _url(item: Item) -> dict[str, Any]:
    return {"authorization_type": item.get("AuthType")}


def _endpoint_group(item: Item) -> dict[str, Any]:
    return {"endpoint_configuration": of(item, "EndpointConfigurations")}


def _vpc_origin(item: Item) -> dict[str, Any]:
    return {"vpc_origin_endpoint_config": of(item, "VpcOriginEndpointConfig")}


def _web_acl(item: Item) -> dict[str, Any]:
    return {"name": plain(item.get("Name"))}


TABLE: Final[Mapping[str, As]] = {
    "AWS::ElasticLoadBalancingV2::LoadBalancer": As(
        type="aws_lb",
        names={"Type": "load_balancer_type", "Scheme": "", "SubnetMappings": "", "LoadBalancerAttributes": ""},
        more=_balancer,
    ),
    "AWS::ElasticLoadBalancingV2::Listener": As(
        type="aws_lb_listener",
        names={"DefaultActions": "default_action", "Certificates": "", "ListenerAttributes": "", **_ACTIONS},
        more=_listener,
    ),
    "AWS::ElasticLoadBalancingV2::ListenerRule": As(
        type="aws_lb_listener_rule", names={"Actions": "action", "Conditions": "condition", **_ACTIONS}, more=_rule
    ),
    "AWS::ElasticLoadBalancingV2::TargetGroup": As(
        type="aws_lb_target_group", names={"Targets": "", "TargetGroupAttributes": "", "Matcher": ""}, parts=_targets
    ),
    "AWS::ElasticLoadBalancingV2::ListenerCertificate": As(type="aws_lb_listener_certificate"),
    "AWS::ElasticLoadBalancingV2::TrustStore": As(type="aws_lb_trust_store"),
    "AWS::ElasticLoadBalancing::LoadBalancer": As(
        type="aws_elb", names={"LoadBalancerName": "name", "Listeners": "", "Scheme": "", "Policies": ""}, more=_classic
    ),
    "AWS::CloudFront::Distribution": As(
        type="aws_cloudfront_distribution", names={"DistributionConfig": ""}, more=lifted("DistributionConfig", _CDN)
    ),
    "AWS::CloudFront::CachePolicy": As(type="aws_cloudfront_cache_policy", names={"CachePolicyConfig": ""}, more=_cache),
    "AWS::CloudFront::VpcOrigin": As(type="aws_cloudfront_vpc_origin", names={"VpcOriginEndpointConfig": ""}, more=_vpc_origin),
    "AWS::CloudFront::CloudFrontOriginAccessIdentity": As(type="aws_cloudfront_origin_access_identity"),
    "AWS::CloudFront::Function": As(type="aws_cloudfront_function"),
    "AWS::WAFv2::WebACL": As(type="aws_wafv2_web_acl", names=_STATEMENTS, more=_web_acl),
    "AWS::WAFv2::RuleGroup": As(type="aws_wafv2_rule_group", names=_STATEMENTS),
    "AWS::WAFv2::WebACLAssociation": As(type="aws_wafv2_web_acl_association", more=_guarded),
    "AWS::WAFv2::IPSet": As(type="aws_wafv2_ip_set"),
    "AWS::WAFv2::RegexPatternSet": As(type="aws_wafv2_regex_pattern_set"),
    "AWS::WAFv2::LoggingConfiguration": As(type="aws_wafv2_web_acl_logging_configuration"),
    "AWS::Shield::Protection": As(type="aws_shield_protection"),
    "AWS::WAFRegional::WebACL": As(type="aws_wafregional_web_acl", names={"Rules": "rule"}),
    "AWS::WAFRegional::WebACLAssociation": As(type="aws_wafregional_web_acl_association", names={"WebACLId": "web_acl_id"}),
    "AWS::WAF::WebACL": As(type="aws_waf_web_acl", names={"Rules": "rules"}),
    "AWS::ApiGateway::RestApi": As(type="aws_api_gateway_rest_api", names={"Body": ""}, more=_body),
    "AWS::ApiGateway::Resource": As(type="aws_api_gateway_resource"),
    "AWS::ApiGateway::Method": As(
        type="aws_api_gateway_method",
        names={"AuthorizationType": "authorization", "Integration": "", "MethodResponses": ""},
        parts=_method,
    ),
    "AWS::ApiGateway::Stage": As(type="aws_api_gateway_stage", names={"MethodSettings": "", "AccessLogSetting": "access_log_settings"}),
    "AWS::ApiGateway::Deployment": As(
        type="aws_api_gateway_deployment", names={"StageDescription": "", "StageName": ""}, parts=_deployment
    ),
    "AWS::ApiGateway::Authorizer": As(type="aws_api_gateway_authorizer"),
    "AWS::ApiGateway::VpcLink": As(type="aws_api_gateway_vpc_link"),
    "AWS::ApiGateway::DomainName": As(type="aws_api_gateway_domain_name"),
    "AWS::ApiGateway::BasePathMapping": As(
        type="aws_api_gateway_base_path_mapping", names={"RestApiId": "", "Stage": "stage_name"}, more=_mapped
    ),
    "AWS::ApiGatewayV2::Api": As(type="aws_apigatewayv2_api", names={"Body": ""}, more=_body),
    "AWS::ApiGatewayV2::Route": As(type="aws_apigatewayv2_route"),
    "AWS::ApiGatewayV2::Integration": As(type="aws_apigatewayv2_integration"),
    "AWS::ApiGatewayV2::Stage": As(type="aws_apigatewayv2_stage", names={"StageName": "name"}),
    "AWS::ApiGatewayV2::Authorizer": As(type="aws_apigatewayv2_authorizer"),
    "AWS::ApiGatewayV2::VpcLink": As(type="aws_apigatewayv2_vpc_link"),
    "AWS::ApiGatewayV2::DomainName": As(type="aws_apigatewayv2_domain_name"),
    "AWS::ApiGatewayV2::ApiMapping": As(type="aws_apigatewayv2_api_mapping"),
    "AWS::ApiGatewayV2::Deployment": As(type="aws_apigatewayv2_deployment"),
    "AWS::AppSync::GraphQLApi": As(
        type="aws_appsync_graphql_api", names={"AdditionalAuthenticationProviders": "additional_authentication_provider"}
    ),
    "AWS::AppSync::DataSource": As(type="aws_appsync_datasource", names={"LambdaFunctionArn": "function_arn"}),
    "AWS::AppSync::Resolver": As(type="aws_appsync_resolver"),
    "AWS::AppSync::GraphQLSchema": As(type="aws_appsync_type"),
    "AWS::AppSync::FunctionConfiguration": As(type="aws_appsync_function"),
    "AWS::AppSync::ApiKey": As(type="aws_appsync_api_key"),
    "AWS::GlobalAccelerator::Accelerator": As(type="aws_globalaccelerator_accelerator"),
    "AWS::GlobalAccelerator::Listener": As(type="aws_globalaccelerator_listener"),
    "AWS::GlobalAccelerator::EndpointGroup": As(
        type="aws_globalaccelerator_endpoint_group", names={"EndpointConfigurations": ""}, more=_endpoint_group
    ),
    "AWS::Lambda::Url": As(type="aws_lambda_function_url", names={"AuthType": "", "TargetFunctionArn": "function_name"}, more=_url),
}
