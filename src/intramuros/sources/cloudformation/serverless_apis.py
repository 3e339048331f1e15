# SPDX-License-Identifier: Apache-2.0
"""SAM's APIs: the API, its stage, and a way in for each event of a function that asks for one.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.sources.cloudformation.serverless_parts import Made, arn, events, resource
from intramuros.sources.cloudformation.syntax import Placed

_OWN: Final = {"Api": ("RestApiId", "ServerlessRestApi"), "HttpApi": ("ApiId", "ServerlessHttpApi")}
_REST: Final = {k: k for k in ("Name", "EndpointConfiguration", "DisableExecuteApiEndpoint", "Tags")} | {"DefinitionBody": "Body"}
_HTTP: Final = {k: k for k in ("Name", "DisableExecuteApiEndpoint", "Tags")} | {"DefinitionBody": "Body"}


def rest(logical: str, said: Placed) -> Iterator[Made]:
    """A REST API with its one stage."""
    kind = said.get("EndpointConfiguration")
    types = {"Types": [kind["Type"]]} if isinstance(kind, dict) and "Type" in kind else {"Types": [kind]} if isinstance(kind, str) else kind
    auth = said.get("Auth")
    more = {"EndpointConfiguration": types, "Policy": _policy(auth)}
    yield logical, resource("AWS::ApiGateway::RestApi", said, {k: v for k, v in _REST.items() if k != "EndpointConfiguration"}, **more)
    own = {"RestApiId": {"Ref": logical}}
    yield f"{logical}.Stage", resource("AWS::ApiGateway::Stage", said, {"StageName": "StageName"}, **own)


def _policy(auth: Any) -> Any:
    """The resource policy, where it is written out; the short lists of ranges and endpoints as the denials that they become."""
    said = auth.get("ResourcePolicy") if isinstance(auth, dict) else None
    if not isinstance(said, dict):
        return None
    statements = said.get("CustomStatements", [])
    made = list(statements) if isinstance(statements, list) else [statements]
    everyone = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}
    for key, operator, name in (
        ("IpRangeWhitelist", "NotIpAddress", "aws:SourceIp"),
        ("SourceVpcWhitelist", "StringNotEquals", "aws:SourceVpc"),
        ("IpRangeBlacklist", "IpAddress", "aws:SourceIp"),
        ("SourceVpcBlacklist", "StringEquals", "aws:SourceVpc"),
    ):
        if said.get(key):
            made += [everyone, {**everyone, "Effect": "Deny", "Condition": {operator: {name: said[key]}}}]
    return {"Version": "2012-10-17", "Statement": made}


def http(logical: str, said: Placed) -> Iterator[Made]:
    """An HTTP API with its one stage."""
    yield logical, resource("AWS::ApiGatewayV2::Api", said, _HTTP, ProtocolType="HTTP")
    own = {"ApiId": {"Ref": logical}, "StageName": said.get("StageName", "$default")}
    yield f"{logical}.Stage", resource("AWS::ApiGatewayV2::Stage", said, {}, **own)


def implicit(resources: Placed, made: Placed) -> Iterator[Made]:
    """The ways in that events of functions ask for, and the APIs that SAM makes where an event names none."""
    needed: dict[str, None] = {}
    for logical, body in resources.items():
        said = body.get("Properties") if isinstance(body, dict) and body.get("Type") == "AWS::Serverless::Function" else None
        for name, kind, inner in events(said) if isinstance(said, dict) else ():
            if kind in _OWN:
                api = inner.get(_OWN[kind][0], {"Ref": _OWN[kind][1]})
                named = api.get("Ref") if isinstance(api, dict) else None
                if named == _OWN[kind][1] and named not in made:
                    needed[kind] = None
                auth = _default(resources, named)
                yield from (_route if kind == "HttpApi" else _method)(f"{logical}{name}", logical, api, inner, auth)
    for kind in needed:
        yield from (http if kind == "HttpApi" else rest)(_OWN[kind][1], _bare())


def _bare() -> Placed:
    made = Placed()
    made["StageName"] = "Prod"
    return made


def _default(resources: Placed, api: object) -> Mapping[str, Any]:
    """The `Auth` of the API that an event names."""
    body = resources.get(api) if isinstance(api, str) else None
    said = body.get("Properties") if isinstance(body, dict) else None
    auth = said.get("Auth") if isinstance(said, dict) else None
    return auth if isinstance(auth, dict) else {}


def _asks(inner: Mapping[str, Any], auth: Mapping[str, Any]) -> Any:
    own = inner.get("Auth")
    said = own.get("Authorizer") if isinstance(own, dict) else None
    return said if said is not None else auth.get("DefaultAuthorizer", "NONE")


def _method(name: str, logical: str, api: Any, inner: Mapping[str, Any], auth: Mapping[str, Any]) -> Iterator[Made]:
    asks, own = _asks(inner, auth), inner.get("Auth")
    more = {
        "RestApiId": api,
        "ResourceId": inner.get("Path", "/"),
        "HttpMethod": str(inner.get("Method", "ANY")).upper(),
        "AuthorizationType": asks if asks in ("NONE", "AWS_IAM") or not isinstance(asks, str) else "CUSTOM",
        "ApiKeyRequired": own.get("ApiKeyRequired", auth.get("ApiKeyRequired")) if isinstance(own, dict) else auth.get("ApiKeyRequired"),
        "Integration": {"Type": "AWS_PROXY", "Uri": arn(logical)},
    }
    yield name, resource("AWS::ApiGateway::Method", Placed(), {}, **more)


def _route(name: str, logical: str, api: Any, inner: Mapping[str, Any], auth: Mapping[str, Any]) -> Iterator[Made]:
    asks = _asks(inner, auth)
    key = f"{str(inner.get('Method', 'ANY')).upper()} {inner['Path']}" if isinstance(inner.get("Path"), str) else "$default"
    kind = asks if asks in ("NONE", "AWS_IAM") or not isinstance(asks, str) else "JWT"
    yield name, resource("AWS::ApiGatewayV2::Route", Placed(), {}, ApiId=api, RouteKey=key, AuthorizationType=kind)
    more = {"ApiId": api, "IntegrationType": "AWS_PROXY", "IntegrationUri": arn(logical)}
    yield f"{name}Integration", resource("AWS::ApiGatewayV2::Integration", Placed(), {}, **more)
