# SPDX-License-Identifier: Apache-2.0
"""The depth of a wall against brute force: every set of guards tried, every walk walked."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intramuros.reasoning.escape import search
from intramuros.reasoning.escape.graph import COUNTED, Found, Graph

Move = tuple[str, str, tuple[str, ...], bool]

_NODES = st.sampled_from(["out", "a", "b", "c", "d", "e", "asset", "other"])
_GUARDS = st.lists(st.sampled_from("uvwxyz"), max_size=3).map(lambda g: tuple(dict.fromkeys(g)))
_MOVES = st.lists(st.tuples(_NODES, _NODES, _GUARDS, st.sampled_from([False, False, True])), max_size=18)


def _graph(moves: list[Move]) -> Graph:
    graph = Graph()
    graph.node("out")
    graph.node("asset")
    graph.node("other")
    for number, (source, target, guards, vague) in enumerate(moves):
        graph.add(source, target, guards, vague=vague, number=number)
    return graph


def _reached(moves: list[Move], broken: frozenset[str], *, vague: bool) -> set[str]:
    seen = {"out"}
    for _ in moves:
        seen |= {t for s, t, guards, doubt in moves if s in seen and broken.issuperset(guards) and (vague or not doubt)}
    return seen


def _expected(moves: list[Move], asset: str) -> tuple[int, bool] | None:
    every = sorted({g for m in moves for g in m[2]})
    if asset in _reached(moves, frozenset(), vague=False):
        return 0, False
    if asset in _reached(moves, frozenset(), vague=True):
        return 0, True
    for size in (1, 2):
        if any(asset in _reached(moves, frozenset(c), vague=True) for c in combinations(every, size)):
            return size, False
    return (COUNTED, False) if asset in _reached(moves, frozenset(every), vague=True) else None


def _walk_holds(moves: list[Move], found: Found, asset: str) -> None:
    steps = [moves[e.number] for e in found.steps]
    assert (steps[0][0] if steps else asset) == "out"
    assert all(a[1] == b[0] for a, b in pairwise(steps))
    assert (steps[-1][1] if steps else asset) == asset
    guards = {g for s in steps for g in s[2]}
    assert len(guards) == found.depth or found.depth == COUNTED <= len(guards)
    if found.depth == 0:
        assert any(s[3] for s in steps) is found.vague


@given(_MOVES)
def test_depth_is_that_of_brute_force_and_its_way_is_walkable(moves: list[Move]) -> None:
    found = _graph(moves).toward("out", ["asset", "other"])
    for asset in ("asset", "other"):
        expected = _expected(moves, asset)
        assert (None if asset not in found else (found[asset].depth, found[asset].vague)) == expected
        if asset in found:
            _walk_holds(moves, found[asset], asset)


@given(_MOVES)
def test_the_guards_that_open_a_wall_alone_are_all_told(moves: list[Move]) -> None:
    found = _graph(moves).toward("out", ["asset"]).get("asset")
    if found is not None and found.depth == 1:
        every = {g for m in moves for g in m[2]}
        assert set(found.alone) == {g for g in every if "asset" in _reached(moves, frozenset((g,)), vague=True)}


@given(_MOVES, st.sets(st.sampled_from("uvwxyz")))
def test_a_failed_guard_is_a_guard_that_was_never_there(moves: list[Move], failed: set[str]) -> None:
    without = [(s, t, tuple(g for g in guards if g not in failed), doubt) for s, t, guards, doubt in moves]
    told = _graph(moves).toward("out", ["asset"], failed=failed).get("asset")
    plain = _graph(without).toward("out", ["asset"]).get("asset")
    assert (told and (told.depth, told.vague)) == (plain and (plain.depth, plain.vague))


@given(_MOVES, st.permutations(range(18)))
def test_order_does_not_matter(moves: list[Move], order: list[int]) -> None:
    shuffled = [moves[i] for i in order if i < len(moves)]
    told, other = (_graph(m).toward("out", ["asset"]).get("asset") for m in (moves, shuffled))
    assert (told and (told.depth, told.vague, set(told.alone))) == (other and (other.depth, other.vague, set(other.alone)))


@given(_MOVES)
def test_a_search_that_is_cut_short_tells_a_lower_bound(moves: list[Move]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "MOST_PAIRS", 0)
        found = _graph(moves).toward("out", ["asset"]).get("asset")
    expected = _expected(moves, "asset")
    assert (found is None) is (expected is None)
    if found is not None and expected is not None:
        assert found.depth == expected[0] if found.exact else found.depth <= expected[0]
