# SPDX-License-Identifier: Apache-2.0
"""Deliveries that AWS itself makes out of an account: to a target whose ARN names another one, or to an endpoint on the internet.

The service opens whatever seals the data and writes it to the taker, so no key of ours stands in his way
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html,
https://docs.aws.amazon.com/sns/latest/dg/sns-send-message-to-sqs-cross-account.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.stores import Share
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, symbols
from intramuros.sources.attributes import text
from intramuros.sources.aws.common import owner
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

_VENDORS: Final = (
    "coralogix.com",
    "coralogix.us",
    "coralogix.in",
    "coralogixsg.com",
    "datadoghq.com",
    "datadoghq.eu",
    "dynatrace.com",
    "honeycomb.io",
    "logicmonitor.com",
    "logz.io",
    "mongodb.com",
    "newrelic.com",
    "nr-data.net",
    "signalfx.com",
    "splunkcloud.com",
    "sumologic.com",
)
"""Where the vendors that Firehose offers as destinations take deliveries in
(https://docs.aws.amazon.com/firehose/latest/dev/create-destination.html)."""


def to_target(book: Book, source: Declared, by: Declared, target: Any, at: Origin) -> Iterator[Share]:
    """A target by its ARN: handed over where the account that the ARN names is another one."""
    if owner(book, target) is not None:
        return
    spelled = text(book.spell(target))
    if isinstance(spelled, str) and spelled.count(":") >= 5:
        yield from to_account(source, by, spelled.split(":")[4], at)
    elif isinstance(spelled, Unknown) or (isinstance(spelled, str) and is_symbolic(spelled) and not _is_ours(book, spelled)):
        said = spelled.why if isinstance(spelled, Unknown) else f"whose account `{readable(spelled)}` is of"
        yield Share(to=Unknown(said), address=by.address, origin=at, delivered=True)


def _is_ours(book: Book, spelled: str) -> bool:
    """Whether what is told at apply is of a resource that the estate declares, and so of an account of ours."""
    return all(address in book.by_address and book.by_address[address].mode == "managed" for address, _ in symbols(spelled))


def to_account(source: Declared, by: Declared, account: Fact[str | None], at: Origin) -> Iterator[Share]:
    """An account by its id; one that is known only after apply may be another one."""
    if not account or account == source.home.account:
        return
    if isinstance(account, Unknown):
        yield Share(to=account, address=by.address, origin=at, delivered=True)
    elif is_symbolic(account) and not any(_OWN.search(address) for address, _ in symbols(account)):
        yield Share(to=Unknown(f"whose account `{readable(account)}` is"), address=by.address, origin=at, delivered=True)
    elif re.fullmatch(r"\d{12}", account):
        yield Share(to=account, address=by.address, origin=at, delivered=True)


_OWN: Final = lazy(r"^provider\.|(?:^|\.)data\.aws_caller_identity\.")
"""How the account of the provider is spelled where no source says which it is."""


def to_address(book: Book, by: Declared, url: Any, at: Origin) -> Iterator[Share]:
    """An address on the internet: a vendor's, or somebody's of whom no source says who he is."""
    spelled = text(book.spell(url))
    if spelled is None:
        return
    host = (urlsplit(spelled).hostname or "") if isinstance(spelled, str) and not is_symbolic(spelled) else ""
    known = host.endswith(tuple(f".{v}" for v in _VENDORS)) or host in _VENDORS
    said = readable(spelled) if isinstance(spelled, str) else "an endpoint"
    yield Share(
        to=host if known else Unknown(f"whose `{said}` is, to which `{by.address}` delivers"), address=by.address, origin=at, delivered=True
    )
