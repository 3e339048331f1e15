# SPDX-License-Identifier: Apache-2.0
"""Whatever a template holds, reading it ends with declared resources and gaps, never with an error of ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intramuros.sources.catalogue import lower
from intramuros.sources.cloudformation.intrinsics import FUNCTIONS
from intramuros.sources.cloudformation.reader import read
from intramuros.sources.cloudformation.tables import TABLE
from intramuros.sources.documents import Document
from tests.corpus import ESTATES

TEMPLATES = sorted(p.read_text("utf-8") for p in ESTATES.glob("*/cloudformation/*/*/template.yaml"))
_WORDS = st.sampled_from(["B", "Ref", "Properties", "Type", "AWS::NoValue", "AWS::Region", "a", "0", "true", "", "${B.Arn}", "10.0.0.0/8"])
_NAMES = sorted({name for how in TABLE.values() for name in how.names if "." not in name})
_KEYS = st.one_of(_WORDS, st.sampled_from(_NAMES), st.sampled_from(sorted(FUNCTIONS)), st.just("Fn::ForEach::L"), st.just("Condition"))
_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 70000), _WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=4)),
    max_leaves=12,
)


def _read(text: str) -> None:
    made = read([Document(path=Path("t.yaml"), shown="t.yaml", below="t.yaml", text=text)])
    lower(made.declared, aws_account=None, subscription=None)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(TEMPLATES),
    st.integers(0, 4000),
    st.integers(0, 400),
    st.sampled_from(["", "  ", "\n- ", "{", "&a *a", "!Ref ", '"', "\t", "? : ", "!!x"]),
)
def test_a_template_with_a_hole_in_it(text: str, at: int, length: int, put: str) -> None:
    _read(text[:at] + put + text[at + length :])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(TABLE)), st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=12), _VALUES, _VALUES)
def test_properties_of_any_shape(kind: str, properties: dict[str, Any], section: Any, condition: Any) -> None:
    body = {"Type": kind, "Properties": properties, "Condition": "B"}
    whole = {"Parameters": section, "Mappings": section, "Conditions": {"B": condition}, "Outputs": section, "Resources": {"B": body}}
    _read(json.dumps(whole))
