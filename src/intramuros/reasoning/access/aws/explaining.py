# SPDX-License-Identifier: Apache-2.0
"""A comparison in words: the relation, a request that shows each difference, and for each proof its cells with the statement that settles them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from intramuros.estate.values import symbol, symbols
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.proofs import Cell, Certificate
from intramuros.reasoning.access.aws.spaces import Told

_NAMES = ("the first policy", "the second policy")
RELATIONS = {
    "equal": "both policies allow the same",
    "wider": "the first policy allows all that the second does, and more",
    "narrower": "the first policy allows less than the second, and nothing else",
    "incomparable": "each policy allows what the other does not",
    "unknown": "how the policies compare is not known",
}


def witness_in_words(which: int, request: Mapping[str, Any]) -> str:
    """A request that only one of the policies allows."""
    resource = request["resource"]
    told = "; ".join(f"{k} {_value((v,) if isinstance(v, str) else v)}" for k, v in request["context"].items())
    where = f" with {told}" if told else " with no condition key present"
    return f"only {_NAMES[which]} allows: {request['principal']} asks for {request['action']} on {resource['arn']}{where}"


def proof_in_words(proof: Certificate, most: int = 40) -> Iterator[str]:
    """The cells of a proof, one a line, as many as are worth reading."""
    yield f"{_NAMES[proof.first]} allows nothing that {_NAMES[1 - proof.first]} does not:"
    cells = dict.fromkeys(_cell_in_words(c, proof.first) for c in proof.cells())
    yield from (f"  {line}" for line in islice(cells, most))
    if len(cells) > most:
        yield f"  … and {len(cells) - most} more cells"


def _cell_in_words(cell: Cell, first: int) -> str:
    if cell.allowing < 0:
        return f"what no Allow statement of {_NAMES[first]} is for: {cell.why}"
    if cell.shared:
        return f"statement {cell.allowing}: {_NAMES[cell.document]} has it too, as statement {cell.statement}, and denies nothing of it"
    by = f" by statement {cell.statement} of {_NAMES[cell.document]}" if cell.document >= 0 else ""
    when = "; ".join(" or ".join(dict.fromkeys(map(_told, alike))) for alike in cell.context)
    asked = f"{cell.action} on {_with_variables(cell.resource)} and the like" + (f" where {when}" if when else "")
    return f"statement {cell.allowing}: {asked}: {cell.why}{by}"


def _with_variables(text: str) -> str:
    """A text with its policy variables as policies write them."""
    for variable, _ in symbols(text):
        text = text.replace(symbol(variable), variable)
    return text


def _told(told: Told) -> str:
    return ", ".join(f"{key} {_value(values)}" for key, values in sorted(told.items()))


def _value(values: Values) -> str:
    if values is None:
        return "is absent"
    return f"is {' and '.join(values)}" if values else "is empty"
