# SPDX-License-Identifier: Apache-2.0
"""Access to protected stores that nobody has reviewed lately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from intramuros.estate.access import Identity
from intramuros.estate.governance import AccessReview
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.estate.workloads import Workload
from intramuros.finding import Finding
from intramuros.rules.judging import Bench
from intramuros.rules.reaching import yields
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("stale-access", case, "low")
    days = case.bounds.review_days
    reviews = case.estate.all(AccessReview)
    for store in case.stores:
        covering = [(r, _covers(case, r, store)) for r in reviews]
        scheduled = either(*(both(covers, _timely(case, r)) for r, covers in covering))
        late = next((r for r, covers in covering if covers is True and _timely(case, r) is False), None)
        if scheduled is True:
            yield bench.holds(store, f"a review of its access recurs within {days} days")
        elif late is not None and scheduled is False:
            yield bench.fails(store, f"the review {late.address} of access to {store.address} {_told(late)}, not within {days} days")
        else:
            missing = f"evidence of an access review within {days} days"
            yield bench.open(store, f"declared infrastructure does not show when access to {store.address} was last reviewed", (missing,))


def _timely(case: Case, review: AccessReview) -> Fact[bool]:
    """It recurs often enough, and has not ended longer ago than the period."""
    days, until = review.every_days, review.until
    often: Fact[bool] = days if isinstance(days, Unknown) else days is not None and days <= case.bounds.review_days
    return both(often, until if isinstance(until, Unknown) else until is None or _recent(case, until))


def _recent(case: Case, date: str) -> Fact[bool]:
    try:
        ended = dt.date.fromisoformat(date[:10])
    except ValueError:
        return Unknown(f"what date `{date}` is")
    return (case.bounds.today - ended).days <= case.bounds.review_days


def _told(review: AccessReview) -> str:
    return f"ended on {review.until}" if isinstance(review.until, str) else f"recurs every {review.every_days} days"


def _covers(case: Case, review: AccessReview, store: DataStore) -> Fact[bool]:
    """The review's scope holds the store, or every person who reads it does so as a member of the groups reviewed."""
    named = [s if isinstance(s, Unknown) else s in ("*", store.address, store.group, store.account) for s in review.scopes]
    groups = {g.address for s in review.scopes if (g := case.estate.find(s, Identity)) is not None and g.kind == "group"}
    return either(*named, bool(groups) and _readers(case, store) <= groups)


def _readers(case: Case, store: DataStore) -> set[str]:
    """People, groups and outsiders that read the store, or may; workloads are no matter of a review of people."""
    reading = {r.principal for r in case.ways(store) if r.open is not False and yields(r) and not _workload(case, r.principal)}
    return reading or {store.address}


def _workload(case: Case, principal: str) -> bool:
    found = case.estate.find(principal, Identity)
    if found is None:
        return case.estate.find(principal, Workload) is not None
    return found.person is False and found.kind != "guest"


RULE = Rule(
    id="stale-access",
    title="Access to a protected store has not been reviewed within the charter's period",
    family="governed",
    question="Has every access to it been reviewed within the charter's period?",
    why="People change wards, vendors end contracts, and their access stays. Only somebody who looks, on a date, finds it.",
    fails_when="evidence shows that the last review is older than the charter's period",
    holds_when="a recurring review covers it within the period; declared infrastructure alone usually leaves it unknown",
    patterns=("P10", "P03"),
    nearest=True,
    judge=_judge,
)
