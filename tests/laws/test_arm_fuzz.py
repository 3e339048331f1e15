# SPDX-License-Identifier: Apache-2.0
"""Whatever stands where in a template, a review of it ends with findings and gaps, never with an exception."""

from __future__ import annotations

import copy
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus import ESTATES
from tests.laws.test_fuzz import survives

TEMPLATES = [json.loads(p.read_text("utf-8")) for p in sorted((ESTATES / "twins").glob("*/arm/azuredeploy.json"))]
ODD: list[Any] = [None, True, 7, -1, "x", "", [], {}, [None], [[1]], {"a": 1}]
ODD += ["[parameters('nobody')]", "[reference('x').y]", "[createArray(1)]", "[null()]", "[resourceGroup()]", "[utcNow()]"]
Path_ = tuple[Any, ...]


def places(value: Any, above: Path_ = ()) -> Iterator[Path_]:
    """Every place in a JSON value."""
    yield above
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from places(inner, (*above, key))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(TEMPLATES) - 1), st.lists(st.tuples(st.integers(0, 99_999), st.sampled_from(ODD)), min_size=1, max_size=5))
def test_odd_values_anywhere(index: int, edits: list[tuple[int, Any]]) -> None:
    template = copy.deepcopy(TEMPLATES[index])
    for number, odd in edits:
        inner = [p for p in places(template) if len(p) > 1]
        *way, last = inner[number % len(inner)]
        holder = template
        for key in way:
            holder = holder[key]
        holder[last] = copy.deepcopy(odd)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "azuredeploy.json").write_text(json.dumps(template), "utf-8")
        survives(Path(folder))
