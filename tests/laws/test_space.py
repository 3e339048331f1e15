# SPDX-License-Identifier: Apache-2.0
"""Laws of packet sets: intersection and subtraction agree with brute force over small boxes; shape and order do not matter."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from intramuros.reasoning.network.space import Box, Space, intersect, subtract

SIDE = 5
_PAIRS = st.tuples(st.integers(0, SIDE - 1), st.integers(0, SIDE - 1)).map(sorted)
_BOXES = st.builds(lambda bits, ports, far: Box(bits, ports[0], ports[1], far[0], far[1]), st.integers(1, 15), _PAIRS, _PAIRS)
_SPACES = st.lists(_BOXES, max_size=4).map(tuple)
_POINTS = tuple(product((1, 2, 4, 8), range(SIDE), range(SIDE)))
Point = tuple[int, int, int]


def _points(space: Space) -> frozenset[Point]:
    """Every packet of a small space, one by one."""
    return frozenset(
        (b, p, a) for b, p, a in _POINTS if any(b & x.protocols and x.low <= p <= x.high and x.first <= a <= x.last for x in space)
    )


@given(_SPACES, _SPACES)
def test_intersection_is_that_of_sets(a: Space, b: Space) -> None:
    assert _points(intersect(a, b)) == _points(a) & _points(b)


@given(_SPACES, _SPACES)
def test_subtraction_is_that_of_sets(a: Space, b: Space) -> None:
    assert _points(subtract(a, b)) == _points(a) - _points(b)


@given(_SPACES, _SPACES)
def test_what_is_left_and_what_is_shared_make_the_whole(a: Space, b: Space) -> None:
    assert _points(subtract(a, b)) | _points(intersect(a, b)) == _points(a)
    assert not intersect(subtract(a, b), b)


@given(_BOXES, _BOXES)
def test_the_pieces_of_one_box_never_overlap(a: Box, b: Box) -> None:
    pieces = subtract((a,), (b,))
    assert sum(len(_points((p,))) for p in pieces) == len(_points(pieces))


@given(_SPACES, _SPACES)
def test_the_order_of_boxes_does_not_matter(a: Space, b: Space) -> None:
    assert _points(subtract(a, b)) == _points(subtract(a[::-1], b[::-1]))
