# SPDX-License-Identifier: Apache-2.0
"""Sets of packets: addresses of both families on one line, protocols and ports as sides of a box."""

from __future__ import annotations

import pytest

from intramuros.reasoning.network.space import (
    ANY_PROTOCOL,
    END,
    FULL,
    ICMP,
    MAX_BOXES,
    OTHER,
    TCP,
    UDP,
    V6,
    Box,
    addresses,
    cidr_range,
    intersect,
    protocol_bits,
    shown,
    subtract,
)


@pytest.mark.parametrize(
    ("name", "bits"), [("tcp", TCP), ("TCP", TCP), ("17", UDP), ("58", ICMP), ("-1", ANY_PROTOCOL), ("*", ANY_PROTOCOL), ("50", OTHER)]
)
def test_protocols_by_name_and_number(name: str, bits: int) -> None:
    assert protocol_bits(name) == bits


@pytest.mark.parametrize(
    ("cidr", "expected"),
    [
        ("10.0.0.0/8", (10 << 24, (11 << 24) - 1)),
        ("10.1.2.3/8", (10 << 24, (11 << 24) - 1)),
        ("0.0.0.0/0", (0, (1 << 32) - 1)),
        ("::/0", (V6, V6 + (1 << 128) - 1)),
        ("::1", (V6 + 1, V6 + 1)),
        ("vpc-1", None),
        ("10.0.0.0/33", None),
    ],
)
def test_ranges_of_both_families_never_meet(cidr: str, expected: tuple[int, int] | None) -> None:
    assert cidr_range(cidr) == expected


def test_what_is_taken_away_is_gone_and_the_rest_stays() -> None:
    web = [Box(TCP, 443, 443, 10, 20)]
    left = subtract(FULL, web)
    assert not intersect(left, web)
    assert intersect(left, [Box(UDP, 443, 443, 10, 20)])
    assert intersect(left, [Box(TCP, 444, 444, 10, 20)])
    assert intersect(left, [Box(TCP, 443, 443, 21, 21)])


def test_a_space_less_itself_is_empty() -> None:
    some = (*addresses([(0, 9), (20, END)]), Box(UDP, 1, 5, 10, 19))
    assert subtract(some, some) == ()


def test_hostile_rule_sets_are_bounded() -> None:
    cuts = [Box(1 << (i % 4), i, i + 3, i * 7, i * 7 + 3) for i in range(400)]
    assert len(subtract([Box(ANY_PROTOCOL, 0, 65535, 0, END)] * 60, cuts)) < MAX_BOXES * 10


@pytest.mark.parametrize(
    ("ranges", "names"),
    [
        ([(0, (1 << 32) - 1)], ("0.0.0.0/0",)),
        ([(0, 1 << 31), ((1 << 31) + 1, (1 << 32) - 1)], ("0.0.0.0/0",)),
        ([(10 << 24, (11 << 24) - 1)], ("10.0.0.0/8",)),
        ([(V6 + 5, V6 + 6)], ("::/0",)),
    ],
)
def test_spaces_are_named_for_people(ranges: list[tuple[int, int]], names: tuple[str, ...]) -> None:
    assert shown(addresses(ranges)) == names
