# SPDX-License-Identifier: Apache-2.0
"""Stores of protected data that are not encrypted with a key the hospital holds, or that accept plain connections."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, either, negate
from intramuros.finding import Finding
from intramuros.reasoning.wire import refuses_plain
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule

_DISKS = frozenset({"disk", "machine-image"})


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("unsealed-store", case, "high")
    for store in case.stores:
        if store.kind in _DISKS or _of_disk(store, case) or (store.seal is None and store.transport is None):
            continue
        unsealed = _unsealed(store)
        plain = negate(refuses_plain(store))
        at = store.seal.address if store.seal and store.host else store.address
        yield bench.decided(
            store,
            either(unsealed, plain),
            at=at,
            bad=_bad(store, unsealed, plain),
            good="encrypted with a customer key; plain connections refused",
        )


def _of_disk(store: DataStore, case: Case) -> bool:
    """A snapshot is sealed as what it copies is: disks' are judged as disks, databases' at the database."""
    if store.kind != "snapshot":
        return False
    sources = [case.estate.find(s, DataStore) for s in store.copy_of]
    return not sources or any(s is not None for s in sources) or store.transport is None


def _unsealed(store: DataStore) -> Fact[bool]:
    if store.seal is None:
        return False
    state = store.seal.state
    return state if isinstance(state, Unknown) else state != "customer-key"


def _bad(store: DataStore, unsealed: Fact[bool], plain: Fact[bool]) -> str:
    said = []
    if unsealed is True and store.seal:
        said.append(f"not encrypted with a key the organisation holds ({store.seal.why or 'no customer key declared'})")
    if plain is True:
        said.append("accepts unencrypted connections" + (f" ({store.transport.why})" if store.transport and store.transport.why else ""))
    return f"{store.address} is " + " and ".join(said) if said and said[0].startswith("not") else f"{store.address} " + " and ".join(said)


RULE = Rule(
    id="unsealed-store",
    title="A store of protected data is not sealed with the organisation's own key, or takes plain connections",
    family="sealed",
    question="Is it encrypted at rest with a key that the organisation holds, and are plain HTTP and TLS below 1.2 refused?",
    why=(
        "Provider-held keys open for whoever compels or breaches the provider, and cannot be withdrawn when a contract ends. "
        "A plain connection shows transcripts to everyone on the way."
    ),
    fails_when="no customer-managed key at rest (SSE-S3, `aws/s3`, platform keys, infrastructure encryption), or plain HTTP or TLS below 1.2 accepted",
    holds_when="a customer-managed key seals it and plain connections are refused (for S3 by a deny on `aws:SecureTransport` = false)",
    patterns=("P02",),
    judge=_judge,
)
