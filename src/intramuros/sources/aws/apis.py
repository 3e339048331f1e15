# SPDX-License-Identifier: Apache-2.0
"""API Gateway (REST, HTTP, WebSocket) and AppSync: whether they face the internet, who they ask for, what they lead to.

A method or route with authorisation NONE asks nobody (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html);
API keys are no authentication by AWS's own words (…/api-gateway-api-usage-plans.html). Answers of the gateway itself (MOCK, CORS
preflight) lead to nothing. Web ACLs stand before REST stages; HTTP APIs can have none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.edges import Endpoint
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, is_symbolic, symbol, symbols
from intramuros.sources.attributes import block, blocks, switch, text, texts
from intramuros.sources.aws.common import head, owner, parsed
from intramuros.sources.aws.web_firewalls import firewalls_of, one_list
from intramuros.sources.aws.wiring import given, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

REST: Final = "aws_api_gateway_rest_api"
HTTP: Final = "aws_apigatewayv2_api"
METHOD: Final = "aws_api_gateway_method"
INTEGRATION: Final = "aws_api_gateway_integration"
STAGE: Final = "aws_api_gateway_stage"
GRAPHQL: Final = "aws_appsync_graphql_api"
_LINK: Final = "aws_api_gateway_vpc_link"
_TARGETS: Final = (
    "aws_lambda_function",
    "aws_lambda_alias",
    "aws_lb",
    "aws_alb",
    "aws_lb_listener",
    "aws_instance",
    "aws_sfn_state_machine",
    _LINK,
)
MAX_BODY: Final = 2_000_000

Asked = tuple[Fact[bool | None], str]


def rest_apis(book: Book) -> Iterator[Resource]:
    """REST APIs with their methods, integrations and stages."""
    for d in book.of(REST):
        stages = book.pointing((STAGE, "aws_api_gateway_deployment"), "rest_api_id", d.address)
        public, why = _rest_public(book, d, stages)
        asks, asked = _rest_asks(book, d)
        yield Endpoint(
            **head(book, d),
            kind="api",
            public=public,
            public_why=why,
            firewalls=one_list(firewalls_of(book, d.address, *(s.address for s in stages))),
            authenticates=asks,
            auth_why=asked,
            targets=given(t for i in book.pointing((INTEGRATION,), "rest_api_id", d.address) for t in _integrated(book, i, "uri")),
            host_names=(symbol(d.address, "id"),),
        )


def _rest_public(book: Book, d: Declared, stages: list[Declared]) -> tuple[Fact[bool], str]:
    kinds = texts(block(d.attrs, "endpoint_configuration").get("types"))
    missing = next((k for k in kinds if isinstance(k, Unknown)), None)
    if missing:
        return missing, ""
    if "PRIVATE" in kinds:
        return False, "its endpoint type is PRIVATE"
    if not stages:
        return False, "no stage deploys it"
    own_names = book.pointing(("aws_api_gateway_base_path_mapping",), "api_id", d.address)
    if switch(d.attrs.get("disable_execute_api_endpoint"), False) is True and not own_names:
        return False, "its execute-api endpoint is disabled, and no domain name leads to it"
    confined = _confined(book, d)
    return (False, confined) if confined else (True, f"its endpoint type is {kinds[0] if kinds else 'EDGE, the default'}")


def _confined(book: Book, d: Declared) -> str:
    """A resource policy that lets requests in from named networks or endpoints only."""
    apart = book.pointing((f"{REST}_policy",), "rest_api_id", d.address)
    value = apart[0].attrs.get("policy") if apart else stated(d, "policy")
    document = parsed(book, value, "policy") if value not in (None, "") else {}
    found = document.get("Statement", []) if isinstance(document, dict) else []
    statements = [s for s in (found if isinstance(found, list) else [found]) if isinstance(s, dict)]
    allows = [s for s in statements if s.get("Effect") == "Allow"]
    denies = [s for s in statements if s.get("Effect") == "Deny"]
    if allows and all(_names_network(s.get("Condition"), negated=False) for s in allows):
        return "its resource policy admits named networks only"
    return (
        "its resource policy denies all but named networks" if any(_names_network(s.get("Condition"), negated=True) for s in denies) else ""
    )


def _names_network(condition: Any, *, negated: bool) -> bool:
    for operator, keys in condition.items() if isinstance(condition, dict) else ():
        if ("not" in str(operator).casefold()) is not negated or not isinstance(keys, dict):
            continue
        for key, values in keys.items():
            listed = values if isinstance(values, list) else [values]
            wide = any(str(v).endswith(("/0", "/1")) or v == "*" for v in listed)
            if str(key).casefold() in ("aws:sourceip", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip") and not wide:
                return True
    return False


def _rest_asks(book: Book, d: Declared) -> Asked:
    methods = [m for m in book.pointing((METHOD,), "rest_api_id", d.address) if str(m.attrs.get("http_method")).upper() != "OPTIONS"]
    mocked = {_place(i) for i in book.pointing((INTEGRATION,), "rest_api_id", d.address) if str(i.attrs.get("type")).upper() == "MOCK"}
    real = [m for m in methods if _place(m) not in mocked]
    if not real:
        return _by_body(d)
    return _all_ask([(m.address, text(m.attrs.get("authorization"), "NONE"), m.attrs.get("api_key_required") is True) for m in real])


def _place(d: Declared) -> tuple[str, str]:
    return str(d.attrs.get("resource_id")), str(d.attrs.get("http_method")).upper()


def _all_ask(ways: list[tuple[str, Fact[str | None], bool]]) -> Asked:
    """Every way with its authorisation, and whether it asks for an API key."""
    missing = next((kind for _, kind, _ in ways if isinstance(kind, Unknown)), None)
    bare = [(says, keyed) for says, kind, keyed in ways if isinstance(kind, str | None) and str(kind or "NONE").upper() == "NONE"]
    without = next((says for says, keyed in bare if not keyed), None)
    if without:
        return False, f"{without} has authorisation NONE"
    if bare:
        return None, f"{bare[0][0]} asks for an API key alone, which AWS does not count as authentication"
    if missing:
        return missing, missing.why
    return (True, "every method asks for credentials") if ways else (None, "no method is declared")


def _by_body(d: Declared) -> Asked:
    """An OpenAPI body: a method without `security`, nor the document as a whole, asks nobody."""
    document = _openapi(d)
    if document is None:
        return None, "its methods are not declared here"
    paths = document.get("paths")
    everywhere = document.get("security")
    ways: list[tuple[str, Fact[str | None], bool]] = []
    for path, methods in (paths if isinstance(paths, dict) else {}).items():
        for verb, method in (methods if isinstance(methods, dict) else {}).items():
            if verb.casefold() in ("options", "parameters") or not isinstance(method, dict):
                continue
            said = method.get("security", everywhere)
            iam = method.get("x-amazon-apigateway-auth")
            ways.append((f"{verb} {path}", "CUSTOM" if said or iam else "NONE", False))
    return _all_ask(ways)


def _openapi(d: Declared) -> dict[str, Any] | None:
    body = d.attrs.get("body")
    if not isinstance(body, str) or len(body) > MAX_BODY:
        return None
    try:
        found = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _integrated(book: Book, d: Declared, key: str) -> Iterator[Fact[str]]:
    """What an integration leads to: through a VPC link to its balancer, else what its URI names."""
    link = book.by_address.get(owner(book, d.attrs.get("connection_id"), _LINK) or "")
    if link is not None:
        yield from (t for v in texts(link.attrs.get("target_arns")) for t in given((book.resolve(v),)))
        return
    yield from behind(book, d.attrs.get(key))


def behind(book: Book, value: Any) -> Iterator[Fact[str]]:
    """Resources that a URI names, and a listener's balancer; the host itself where it names none of ours."""
    said = text(value)
    if said is None:
        return
    if isinstance(said, Unknown):
        yield said
        return
    named = [a for a, _ in symbols(said) if a in book.by_address and book.by_address[a].type in _TARGETS]
    direct = book.resolve(said, *_TARGETS)
    if isinstance(direct, str) and direct in book.by_address:
        named.append(direct)
    for address in dict.fromkeys(named):
        yield _balancer_of(book, address)
    if not named and "://" in said and not is_symbolic(said):
        yield said.split("://", 1)[1].split("/", 1)[0].split(":", 1)[0]


def _balancer_of(book: Book, address: str) -> str:
    d = book.by_address[address]
    if d.type == "aws_lb_listener":
        return owner(book, d.attrs.get("load_balancer_arn"), "aws_lb", "aws_alb") or address
    if d.type == "aws_lambda_alias":
        return owner(book, d.attrs.get("function_name"), "aws_lambda_function") or address
    return address


def http_apis(book: Book) -> Iterator[Resource]:
    """HTTP and WebSocket APIs, whose default endpoint faces the internet unless it is disabled."""
    for d in book.of(HTTP):
        routes = book.pointing(("aws_apigatewayv2_route",), "api_id", d.address)
        mapped = book.pointing(("aws_apigatewayv2_api_mapping",), "api_id", d.address)
        off = switch(d.attrs.get("disable_execute_api_endpoint"), False)
        closed = off is True and not mapped
        ways = [(r.address, text(r.attrs.get("authorization_type"), "NONE"), False) for r in routes if _asks_at_all(r)]
        if d.attrs.get("target"):
            ways.append((f"the $default route of {d.address}", "NONE", False))
        asks, asked = _all_ask(ways)
        integrations = book.pointing(("aws_apigatewayv2_integration",), "api_id", d.address)
        quick = behind(book, d.attrs.get("target"))
        yield Endpoint(
            **head(book, d),
            kind="api",
            public=False if closed else True if not isinstance(off, Unknown) else off,
            public_why="its default endpoint is disabled, and no domain name leads to it" if closed else "HTTP APIs face the internet",
            authenticates=asks,
            auth_why=asked,
            targets=given(t for ts in (*(_integrated(book, i, "integration_uri") for i in integrations), quick) for t in ts),
            host_names=(symbol(d.address, "api_endpoint"),),
        )


def _asks_at_all(route: Declared) -> bool:
    """Preflight answers, and the later messages of a WebSocket, which only its `$connect` route can authorise."""
    key = str(route.attrs.get("route_key") or "")
    return not key.startswith("OPTIONS ") and (key == "$connect" or " " in key or key == "$default")


def graphql(book: Book) -> Iterator[Resource]:
    """AppSync APIs; every kind of authentication but an API key asks who is there."""
    for d in book.of(GRAPHQL):
        kinds = [text(d.attrs.get("authentication_type")), *(text(p.get("authentication_type")) for p in _providers(d))]
        keyed = any(k == "API_KEY" for k in kinds)
        private = str(d.attrs.get("visibility") or "GLOBAL") == "PRIVATE"
        sources = book.pointing(("aws_appsync_datasource",), "api_id", d.address)
        functions = [block(s.attrs, "lambda_config").get("function_arn") for s in sources]
        yield Endpoint(
            **head(book, d),
            kind="api",
            public=not private,
            public_why="its visibility is PRIVATE" if private else "its visibility is GLOBAL",
            firewalls=one_list(firewalls_of(book, d.address)),
            authenticates=None if keyed else True,
            auth_why="an API key, which clients share, opens it" if keyed else "every provider asks for credentials",
            targets=given(t for f in functions for t in behind(book, f)),
        )


def _providers(d: Declared) -> list[Mapping[str, Any]]:
    return list(blocks(d.attrs, "additional_authentication_provider"))


LOWERINGS = (
    (frozenset({REST}), rest_apis),
    (frozenset({HTTP}), http_apis),
    (frozenset({GRAPHQL}), graphql),
)
SUB_RESOURCES = frozenset(
    (
        f"{METHOD} {INTEGRATION} {STAGE} {REST}_policy {_LINK} aws_api_gateway_deployment aws_api_gateway_resource aws_api_gateway_authorizer "
        "aws_api_gateway_method_response aws_api_gateway_integration_response aws_api_gateway_method_settings aws_api_gateway_account "
        "aws_api_gateway_base_path_mapping aws_api_gateway_domain_name aws_api_gateway_api_key aws_api_gateway_usage_plan "
        "aws_api_gateway_usage_plan_key aws_api_gateway_gateway_response aws_api_gateway_request_validator aws_api_gateway_model "
        "aws_apigatewayv2_route aws_apigatewayv2_integration aws_apigatewayv2_stage aws_apigatewayv2_authorizer aws_apigatewayv2_api_mapping "
        "aws_apigatewayv2_domain_name aws_apigatewayv2_vpc_link aws_apigatewayv2_deployment aws_apigatewayv2_route_response "
        "aws_apigatewayv2_integration_response aws_apigatewayv2_model aws_appsync_datasource aws_appsync_resolver aws_appsync_function "
        "aws_appsync_api_key aws_appsync_type aws_appsync_domain_name aws_appsync_domain_name_api_association"
    ).split()
)
