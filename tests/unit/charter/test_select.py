# SPDX-License-Identifier: Apache-2.0
"""Selectors fit names that end in what only the cloud will know, and only where they fit for certain."""

from __future__ import annotations

import pytest

from intramuros.charter.environments import place
from intramuros.charter.form import Charter
from intramuros.charter.select import named
from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.resource import Resource
from intramuros.estate.values import symbol

SUFFIX = symbol("random_id.dev", "hex")


def resource(name: str) -> Resource:
    return Resource(address="a.b", type="a", cloud="azure", origin=Origin(file="main.tf"), name=name)


@pytest.mark.parametrize(
    ("name", "glob", "fits"),
    [
        (f"vm-dev-{SUFFIX}", "vm-dev-*", True),
        (f"vm-{SUFFIX}-dev", "*-dev", True),
        (f"vm-{SUFFIX}", "*dev*", False),  # the suffix is called dev, it is not
        (f"vm-{SUFFIX}", "vm-??????", False),  # six characters, perhaps
        (SUFFIX, "*", True),
        ("vm-dev-1", "vm-dev-?", True),
    ],
)
def test_named(name: str, glob: str, fits: bool) -> None:
    assert (named(resource(name), [glob]) == glob) is fits


@pytest.mark.parametrize(
    ("name", "level"),
    [(f"app-dev-{SUFFIX}", "lower"), (f"{SUFFIX}-prod", "production"), (f"app-{SUFFIX}", "unassigned"), (f"dev{SUFFIX}", "unassigned")],
)
def test_habitual_words_in_the_certain_part(name: str, level: str) -> None:
    assert place(Estate(resources=(resource(name),)), Charter())["a.b"].level == level
