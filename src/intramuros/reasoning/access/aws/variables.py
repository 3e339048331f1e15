# SPDX-License-Identifier: Apache-2.0
"""Values worth trying for the policy variables that do not follow from who asks.

Proofs do not rest on them (to these a variable is a letter of its own, or a doubt); only witnesses do: somebody of whom nothing is said, nobody,
and whatever another pattern of the documents would need the variable to be.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

import re2  # type: ignore[import-untyped]  # it ships no stubs

from intramuros.estate.values import symbol, symbols
from intramuros.reasoning.access.aws.clauses import Side
from intramuros.reasoning.access.aws.context import Values, has_variables, is_open, variables_of
from intramuros.reasoning.access.aws.globs import overlap
from intramuros.reasoning.access.aws.spaces import Told, asked_of, values_of, why_unsupported

_MOST = 64
_FRESH = ("someone", "sometwo", "somethree", "somefour")
_VARIABLE = re.compile(r"\$\{([^}']*)(?:'[^']*'\s*)?\}")


def assignments(sides: tuple[Side, Side], keys: frozenset[str], told: Told) -> Iterator[dict[str, Values]]:
    """Values for each of these keys, the likeliest first; None = absent. `told` is what is told of the caller."""
    ordered = sorted(keys)
    options = [list(dict.fromkeys(_values(sides, key, _FRESH[i % len(_FRESH)], told))) for i, key in enumerate(ordered)]
    for combination in islice(product(*options), _MOST):
        yield dict(zip(ordered, combination, strict=True))


def with_values(resource: str, told: Told) -> tuple[str, Told]:
    """A resource and a context in which variables stand for themselves, with values for them: what is told of each, else its own name."""
    texts = [resource, *(v for values in told.values() for v in values or ())]
    put: dict[str, str] = {}
    keys: dict[str, str] = {}
    for n, address in enumerate(dict.fromkeys(a for text in texts for a, _ in symbols(text))):
        key = address.removeprefix("${").removesuffix("}").casefold()
        values = told.get(key)
        named = values is not None and len(values) == 1 and bool(values[0]) and not is_open(values[0])
        value = values[0] if values and named else _FRESH[n % len(_FRESH)]  # what an empty value is replaced by AWS does not say
        put[symbol(address)], keys[key] = value, value
    if not put:
        return resource, told
    filled = {k: None if v is None else tuple(_filled(x, put) for x in v) for k, v in told.items()}
    return _filled(resource, put), {**filled, **{k: (v,) for k, v in keys.items() if filled.get(k) in (None, (), ("",))}}


def _filled(text: str, put: dict[str, str]) -> str:
    for variable, value in put.items():
        text = text.replace(variable, value)
    return text


def _values(sides: tuple[Side, Side], key: str, fresh: str, told: Told) -> Iterator[Values]:
    yield told.get(key) or (fresh,)
    patterns = [p for s in sides for st in s.policy.statements for p in (*(st.resources or ()), *(st.not_resources or ()))]
    for pattern in (p for p in patterns if key in variables_of(p)):
        yield from ((v,) for other in patterns if other != pattern for v in _needed(pattern, other, key, fresh))
    for statement in (st for s in sides for st in s.policy.statements):
        asking = [t for t in statement.tests if any(key in variables_of(v) for v in t.values)]
        near = {key, *(t.key.casefold() for t in asking)}
        tests = [asked_of(t, variables=False) for s in sides for st in s.policy.statements for t in st.tests if not why_unsupported(t)]
        for name in sorted(near):
            yield from [told[name]] if told.get(name) else []
            mine = tuple(t for t in tests if t.key == name and not any(map(has_variables, t.values)))
            yield from (v for v in (values_of(mine, ()) if mine else ()) if v is not None and len(v) == 1)
    yield None


def _needed(pattern: str, other: str, key: str, fresh: str) -> Iterator[str]:
    """What a variable must be for a pattern to match something that another pattern matches too."""
    shared = overlap(_VARIABLE.sub("*", pattern), _VARIABLE.sub(fresh, other))
    if shared is None or len(shared) > 512:
        return
    first, *rest = _VARIABLE.split(pattern)
    parts = [_expression(first)]
    names: list[str] = []
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        names.append(name.strip().rstrip(",").strip().casefold())
        parts += ["([^*]*)", _expression(text)]
    found = re2.fullmatch("(?s:" + "".join(parts) + ")", shared)
    if found is not None:
        yield from (v for n, v in zip(names, found.groups(), strict=True) if n == key and v)


def _expression(glob: str) -> str:
    return "".join(".*" if c == "*" else "." if c == "?" else re2.escape(c) for c in glob)
