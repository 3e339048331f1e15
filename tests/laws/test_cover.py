# SPDX-License-Identifier: Apache-2.0
"""The cheapest set of changes against brute force, and the stated bound where the search is cut short."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intramuros.remedies import cover as module
from intramuros.remedies.cover import Demand, cover

_COSTS = {"a": 1.0, "b": 2.0, "c": 2.5, "d": 4.0, "e": 8.0, "f": 3.0}
_DEMANDS = st.lists(st.builds(Demand, st.frozensets(st.sampled_from(sorted(_COSTS)), max_size=5), st.integers(0, 3)), max_size=7)


def _covers(chosen: frozenset[str], demands: list[Demand]) -> bool:
    return all(len(chosen & d.helps) >= min(d.need, len(d.helps)) for d in demands)


def _cheapest(demands: list[Demand]) -> float:
    subsets = (frozenset(c) for size in range(len(_COSTS) + 1) for c in combinations(_COSTS, size))
    return min(sum(_COSTS[x] for x in s) for s in subsets if _covers(s, demands))


@given(_DEMANDS)
def test_the_choice_covers_and_none_is_cheaper(demands: list[Demand]) -> None:
    found = cover(demands, _COSTS)
    assert _covers(found.chosen, demands)
    assert found.cost == sum(_COSTS[c] for c in found.chosen) == pytest.approx(_cheapest(demands))
    assert found.exact


@given(_DEMANDS)
def test_a_search_that_is_cut_short_states_a_true_bound(demands: list[Demand]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_NODES", 0)
        found = cover(demands, _COSTS)
    assert _covers(found.chosen, demands)
    assert found.bound <= _cheapest(demands) + 1e-9 <= found.cost + 2e-9


@given(_DEMANDS, st.randoms(use_true_random=False))
def test_order_does_not_matter(demands: list[Demand], draw: object) -> None:
    shuffled = sorted(demands, key=lambda _: draw.random())  # type: ignore[attr-defined]
    assert cover(demands, _COSTS).cost == cover(shuffled, _COSTS).cost
