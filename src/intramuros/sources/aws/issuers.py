# SPDX-License-Identifier: Apache-2.0
"""Token issuers that AWS accounts know or are: OpenID providers, outbound federation, identity pools, anchors of Roles Anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from intramuros.estate.issuers import TokenIssuer
from intramuros.estate.values import symbol
from intramuros.sources.attributes import block, switch, text, texts
from intramuros.sources.aws.common import head
from intramuros.sources.book import Book

PROVIDER: Final = "aws_iam_openid_connect_provider"
OUTBOUND: Final = "aws_iam_outbound_web_identity_federation"
POOL: Final = "aws_cognito_identity_pool"
ANCHOR: Final = "aws_rolesanywhere_trust_anchor"


def issuers(book: Book) -> Iterator[TokenIssuer]:
    """Providers with the audiences they admit; accounts whose roles may fetch tokens for elsewhere; pools.

    docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html (the issuer's address is the account's own).
    """
    for d in (*book.of(PROVIDER), *book.data(PROVIDER)):
        url = text(book.spell(d.attrs.get("url")))
        bare = url.removeprefix("https://") if isinstance(url, str) else url
        yield TokenIssuer(**head(book, d), kind="provider", url=bare, audiences=texts(d.attrs.get("client_id_list")))
    for d in book.of(OUTBOUND):
        own = symbol(d.address, "issuer_identifier")
        fields = head(book, d)
        yield TokenIssuer(**{**fields, "ids": (*fields["ids"], own)}, kind="outbound", url=own)
    for d in book.of(POOL):
        yield TokenIssuer(**head(book, d), kind="identity-pool", url="cognito-identity.amazonaws.com")
    for d in book.of(ANCHOR):
        authority = text(book.spell(block(d.attrs, "source", "source_data").get("acm_pca_arn")))
        yield TokenIssuer(**head(book, d), kind="trust-anchor", url=authority, enabled=switch(d.attrs.get("enabled"), True))
