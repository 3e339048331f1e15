# SPDX-License-Identifier: Apache-2.0
"""API Management: a way in that asks for keys or tokens, unless an API says otherwise.

`subscription_required` is true by default (azurerm `api_management_api`); a policy that validates tokens, keys or certificates asks too.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.edges import Endpoint
from intramuros.estate.patterns import lazy
from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.sources.attributes import switch, text, texts
from intramuros.sources.azure.common import head
from intramuros.sources.azure.wiring import given, holder_of
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

SERVICE = "azurerm_api_management"
API = "azurerm_api_management_api"
API_POLICY = "azurerm_api_management_api_policy"
SERVICE_POLICY = "azurerm_api_management_policy"
BACKEND = "azurerm_api_management_backend"
_ASKING = lazy(r"<\s*(validate-jwt|validate-azure-ad-token|validate-client-certificate|check-header|authentication-basic-inbound)\b")


def lower_services(book: Book) -> Iterator[Resource]:
    """API Management services with the APIs in them."""
    for d in book.of(SERVICE):
        apis = book.pointing((API,), "api_management_name", d.address)
        public, why = _is_public(d)
        asks, asks_why = _asks(book, d, apis)
        backends = book.pointing((BACKEND,), "api_management_name", d.address)
        yield Endpoint(
            **head(book, d),
            kind="api-management",
            public=public,
            public_why=why,
            authenticates=asks,
            auth_why=asks_why,
            targets=given(
                (*(t for a in apis for t in _hosts(book, a, "service_url")), *(t for b in backends for t in _hosts(book, b, "url")))
            ),
        )


def _is_public(d: Declared) -> tuple[Fact[bool], str]:
    kind = text(d.attrs.get("virtual_network_type"), "None")
    outside: Fact[bool] = kind if isinstance(kind, Unknown) else str(kind).casefold() != "internal"
    public = both(outside, switch(d.attrs.get("public_network_access_enabled"), default=True))
    return (
        public,
        f"virtual_network_type {kind}" if public is not False else "it has no public door (internal network, or public access off)",
    )


def _asks(book: Book, d: Declared, apis: list[Declared]) -> tuple[Fact[bool | None], str]:
    everywhere = either(*(_validates(p) for p in book.pointing((SERVICE_POLICY,), "api_management_id", d.address)))
    if everywhere is True:
        return True, "the service's policy validates credentials for every API"
    if not apis:
        return None, "its APIs are not declared here"
    for api in apis:
        asked = either(everywhere, _api_asks(book, api))
        if isinstance(asked, Unknown):
            return asked, asked.why
        if not asked:
            return False, f"{api.address} needs no subscription key, and no policy validates a token"
    return True, "every API asks for a subscription key or a token"


def _api_asks(book: Book, api: Declared) -> Fact[bool]:
    policies = book.pointing((API_POLICY,), "api_name", api.address)
    return either(switch(api.attrs.get("subscription_required"), default=True), *(_validates(p) for p in policies))


def _validates(policy: Declared) -> Fact[bool]:
    content = text(policy.attrs.get("xml_content"))
    if isinstance(content, Unknown):
        return content
    if content is None:
        return Unknown(f"the policy of `{policy.address}` is fetched from a link")
    return bool(_ASKING.search(content))


def _hosts(book: Book, d: Declared, key: str) -> Iterator[Fact[str]]:
    for value in texts(d.attrs.get(key)):
        if isinstance(value, Unknown):
            yield value
        else:
            yield holder_of(book, value.removeprefix("https://").removeprefix("http://").partition("/")[0].partition(":")[0])


LOWERINGS = ((frozenset({SERVICE}), lower_services),)
SUB_RESOURCES = frozenset(
    {
        API,
        API_POLICY,
        SERVICE_POLICY,
        BACKEND,
        "azurerm_api_management_api_operation",
        "azurerm_api_management_api_operation_policy",
        "azurerm_api_management_product",
        "azurerm_api_management_product_api",
        "azurerm_api_management_product_policy",
        "azurerm_api_management_subscription",
        "azurerm_api_management_logger",
        "azurerm_api_management_diagnostic",
        "azurerm_api_management_api_diagnostic",
        "azurerm_api_management_custom_domain",
        "azurerm_api_management_group",
        "azurerm_api_management_user",
        "azurerm_api_management_api_version_set",
    }
)
