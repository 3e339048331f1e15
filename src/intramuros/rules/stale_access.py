# SPDX-License-Identifier: Apache-2.0
"""Access to protected stores that nobody has reviewed lately."""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.governance import AccessReview
from intramuros.estate.stores import DataStore
from intramuros.estate.values import Fact, Unknown, both, either
from intramuros.finding import Finding
from intramuros.rules.judging import Bench
from intramuros.rules.rule import Case, Rule


def _judge(case: Case) -> Iterator[Finding]:
    bench = Bench("stale-access", case, "low")
    for store in case.stores:
        scheduled = either(*(_reviewed(case, r, store) for r in case.estate.all(AccessReview)))
        if scheduled is True:
            yield bench.holds(store, f"a review of its access recurs within {case.bounds.review_days} days")
        else:
            missing = f"evidence of an access review within {case.bounds.review_days} days"
            yield bench.open(store, f"declared infrastructure does not show when access to {store.address} was last reviewed", (missing,))


def _reviewed(case: Case, review: AccessReview, store: DataStore) -> Fact[bool]:
    days = review.every_days
    often: Fact[bool] = days if isinstance(days, Unknown) else days is not None and days <= case.bounds.review_days
    covers = [s if isinstance(s, Unknown) else s in ("*", store.address, store.group, store.account) for s in review.scopes]
    return both(often, either(*covers))


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
