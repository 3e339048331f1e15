# SPDX-License-Identifier: Apache-2.0
"""Protected stores that anyone can read."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.stores import DataStore, Share
from intramuros.estate.values import Unknown
from intramuros.finding import Finding
from intramuros.reasoning.access.reach import Reach
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("public-store", case, "critical")
    for store in case.stores:
        yield from _shared(bench, store)
        ways = [r for r in case.access.reaches(store) if _anyone(r, store) and "read" in r.powers]
        ajar = [r for r in ways if r.open is not False]
        yield from (_ajar(bench, store, r) for r in ajar)
        if not ajar and not any(_with_all(s) for s in store.shares):
            yield bench.holds(store, _closed(ways), path=ways[0].path if ways else ())


def _anyone(reach: Reach, store: DataStore) -> bool:
    """Readers whom nobody named: without a signature, or signing as whatever account they made themselves."""
    if reach.principal == "account:*":
        if any(m.kind == "assume" for m in reach.path):
            return False  # a role that anybody assumes: `foreign-access`
        return reach.open is not False and not reach.latent and not any(_with_all(s) for s in store.shares)
    return reach.principal == "anonymous"


def _ajar(bench: Bench, store: DataStore, reach: Reach) -> Finding:
    at = _charged(store, reach)
    if isinstance(reach.open, Unknown):
        return bench.open(
            store, f"whether anyone can read {store.address} is not known: {reach.open.why}", (reach.open.why,), at=at, path=reach.path
        )
    how = "; ".join(m.says for m in reach.path) or "without signing in"
    return bench.fails(store, f"anyone can read {store.address}: {how}", at=at, path=reach.path)


def _charged(store: DataStore, reach: Reach) -> str:
    """The container that is open, else the store: its policy and its blocks are read together."""
    doors = {d.address for d in store.doors}
    return next((m.address for m in reach.path if m.address in doors), store.address)


def _closed(ways: list[Reach]) -> str:
    held = [g.name for w in ways for g in w.guards]
    return (
        f"nobody reads it without signing in; held by: {', '.join(dict.fromkeys(held))}"
        if held
        else "nothing lets it be read without signing in"
    )


def _shared(bench: Bench, store: DataStore) -> Iterator[Finding]:
    for share in (s for s in store.shares if not s.delivered):
        if isinstance(share.to, Unknown):
            yield bench.open(store, f"whom {store.address} is shared with is not known", (share.to.why,))
        elif _with_all(share):
            if _refused(store):
                yield bench.open(
                    store,
                    f"{store.address} is shared with all accounts, yet encrypted: the cloud refuses one of the two",
                    ("whether the share was accepted",),
                )
            else:
                yield bench.fails(store, f"{store.address} is shared with every account of the cloud", origin=share.origin)


def _refused(store: DataStore) -> bool:
    """RDS and EC2 refuse to share what is encrypted with everyone, Azure what a customer key seals."""
    keys = ("customer-key", "provider-key") if store.cloud == "aws" else ("customer-key",)
    return store.seal is not None and store.seal.state in keys


def _with_all(share: Share) -> bool:
    return isinstance(share.to, str) and share.to.casefold() == "all"


RULE = Rule(
    id="public-store",
    title="A protected store can be read by anyone",
    family="contained",
    question="Can anyone read it without an identity that the hospital gave out?",
    why=(
        "Public weights are lost for good, and a public transcript is a breach to notify. The chain that makes a store public has several links "
        "in different resources; only the whole chain tells."
    ),
    fails_when=(
        "a bucket policy or ACL grants `*` with nothing that confines it and no public access block in force; a blob container is public, the account "
        "permits it and its firewall is open; a snapshot, image or registry is shared with all"
    ),
    holds_when="the chain is broken anywhere: access block, deny, confining condition, customer key, account switch, firewall",
    patterns=("P01",),
    judge=_judge,
)
