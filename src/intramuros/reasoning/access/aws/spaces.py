# SPDX-License-Identifier: Apache-2.0
"""The values of a condition key that are worth trying: one for each way in which the tests on it can come out.

Strings and ARNs are cut into cells by the patterns that they are held against, numbers, dates and addresses at the ends
of the intervals; a key that some test asks for as a set (`ForAllValues:`, `ForAnyValue:`) also takes sets, as many as
come out differently; and every key may be absent
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html).
A key holds values of its type: numbers only where it is compared as a number, true and false only where as a boolean.
The empty set is tried where no test could tell it from an absent key otherwise than AWS's text does ("resolves to a null
dataset"): not beside `Null`, an operator for single values, or `ForAnyValue` with `IfExists`, of which AWS does not say
whether such a key exists.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from decimal import Decimal, localcontext
from functools import lru_cache
from itertools import pairwise, product

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import ANYTHING, IS_ARN, SOMETHING, TooLarge, arn_tokens, caseless, cells, folded
from intramuros.reasoning.access.aws.comparisons import _COLON, OPERATORS
from intramuros.reasoning.access.aws.comparisons import _date as date_of
from intramuros.reasoning.access.aws.comparisons import _number as number_of
from intramuros.reasoning.access.aws.conditions import test_holds
from intramuros.reasoning.access.aws.context import Context, Values, has_variables, is_open, substitute
from intramuros.reasoning.access.aws.globs import Tokens, tokens_of_pattern
from intramuros.reasoning.access.aws.statements import Test
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, Truth

_FOR_ALL, _FOR_ANY, _IF_EXISTS = "forallvalues:", "foranyvalue:", "ifexists"
_MOST_SETS = 4_000
"""Beyond this many sets of positions a key's values are not all listed."""
MOST_VALUES = 20_000
"""Beyond this many values of one key worth trying the comparison gives up."""

Told = dict[str, Values]
"""What a part of a context says: values per key."""


class Asked(Struct, frozen=True):
    """One test as a space sees it: equal for equal tests, so that spaces are remembered."""

    operator: str
    key: str
    values: tuple[str, ...]
    variables: bool

    @property
    def base(self) -> str:
        """The operator without set prefix and `IfExists`."""
        return self.operator.removeprefix(_FOR_ALL).removeprefix(_FOR_ANY).removesuffix(_IF_EXISTS)

    @property
    def of_sets(self) -> bool:
        """Whether it asks for a set."""
        return self.operator.startswith((_FOR_ALL, _FOR_ANY))

    @property
    def replaced(self) -> bool:
        """Whether policy variables are replaced in its values."""
        known = OPERATORS.get(self.base)
        return self.variables and known is not None and known.variables and any(map(has_variables, self.values))

    def holds(self, context: Context) -> Truth:
        """Whether it holds in a context."""
        return test_holds(Test(self.operator, self.key, self.values), context, variables=self.variables)


def asked_of(test: Test, *, variables: bool) -> Asked:
    """A test as a space sees it."""
    return Asked(test.operator.casefold(), test.key.casefold(), tuple(dict.fromkeys(test.values)), variables)


def why_unsupported(test: Test) -> str:
    """What of a test cannot be worked with ('' = all can)."""
    asked = asked_of(test, variables=False)
    if test.fault:
        return test.fault
    if asked.operator != "null" and asked.base not in OPERATORS:
        return f"condition operator `{test.operator}` is not known"
    if asked.operator == "null" and not {v.casefold() for v in test.values} <= {"true", "false"}:
        return f"Null asks `{test.key}` for something other than true or false"
    if asked.base == "bool" and any(map(has_variables, test.values)):
        return "AWS's documentation contradicts itself on policy variables in `Bool`"
    if any(map(is_open, test.values)):
        return f"Condition.{test.operator}.{test.key} is known only after apply"
    if any(len(v) > _LONGEST for v in test.values) or (asked.base.startswith(("numeric", "date")) and any(map(_is_huge, test.values))):
        return f"Condition.{test.operator}.{test.key} holds a text or number longer than is looked into"
    return ""


_LONGEST = 4096
_MOST_DIGITS = 300


def _is_huge(value: str) -> bool:
    number = number_of(value)
    return number is not None and max(abs(number.adjusted()), len(number.as_tuple().digits)) > _MOST_DIGITS


@lru_cache(maxsize=1 << 12)
def values_of(
    tests: tuple[Asked, ...], fixed: tuple[tuple[str, Values], ...], most: int = MOST_VALUES, among: tuple[str, ...] | None = None
) -> tuple[Values, ...]:
    """Values of the one key of some tests, absent first; `fixed` are the keys that policy variables are replaced from.

    `most` = the values that a set has at most, `among` = the single values to take (else one of every cell).
    """
    context = Context(dict(fixed))
    singles: dict[tuple[Truth, ...], Values] = {}
    sets = any(t.of_sets for t in tests)
    for text in _single(tests, context) if among is None else among:
        if text or not sets:  # a set of the empty text is the empty set
            singles.setdefault(_outcome(tests, (text,), context), (text,))
    found: dict[tuple[Truth, ...], Values] = {}
    absent: list[Values] = [None, ()] if sets and all(t.of_sets for t in tests) else [None]
    for nothing in absent:
        outcome = _outcome(tests, nothing, context)
        if nothing is None or MAYBE not in outcome:
            found.setdefault(outcome, nothing)
    for outcome, values in singles.items():
        found.setdefault(outcome, values)
    if sets:
        _join(tests, singles, found, most)
    return tuple(found.values())


def _outcome(tests: tuple[Asked, ...], values: Values, context: Context) -> tuple[Truth, ...]:
    told = context.with_told({tests[0].key: values})
    return tuple(t.holds(told) for t in tests)


def _join(tests: tuple[Asked, ...], singles: Mapping[tuple[Truth, ...], Values], found: dict[tuple[Truth, ...], Values], most: int) -> None:
    """Add sets until no further value makes a test come out differently.

    `ForAllValues:` holds of a set where it holds of each value, `ForAnyValue:` where it does of some, an operator for single values
    of none.
    """
    ways = [min if t.operator.startswith(_FOR_ALL) else max if t.of_sets else _none if t.operator != "null" else max for t in tests]
    plain = any(way is _none for way in ways)
    firsts = [(outcome, v) for outcome, v in singles.items() if v]
    todo = [*firsts]
    if plain:  # two values of one cell are a set too
        todo += [(tuple(w(o, o) for w, o in zip(ways, outcome, strict=True)), (*v, _again(v[0]))) for outcome, v in firsts]
        for outcome, values in todo[len(firsts) :]:
            found.setdefault(outcome, values)
    seen = {outcome for outcome, _ in todo}
    for outcome, values in todo:
        for other, more in firsts if len(values or ()) < most else ():
            joined = tuple(way(a, b) for way, a, b in zip(ways, outcome, other, strict=True))
            if joined not in seen:
                seen.add(joined)
                both = tuple(dict.fromkeys((*values, *more)))
                found.setdefault(joined, both)
                todo.append((joined, both))
        if len(todo) > MOST_VALUES:
            raise TooLarge(f"`{tests[0].key}` takes more than {MOST_VALUES:,} sets worth trying")


def _none(*_: Truth) -> Truth:
    return NO


def _again(text: str) -> str:
    """Another text, most often of the same cell."""
    return text + "y"


def rough(tests: Iterable[Asked]) -> bool:
    """Whether a key is compared as values of two types, so that its cells are only sampled."""
    told = [t for t in tests if t.operator != "null" and not _is_boolean(t)]
    return len({_FAMILIES[_family(t)] for t in told}) > 1 and not _is_address_text(told)


def _is_address_text(tests: Iterable[Asked]) -> bool:
    """Whether a key is compared with networks, and as a text with whole addresses only: it holds addresses then."""
    told = [t for t in tests if t.operator != "null"]
    networks = [t for t in told if _FAMILIES[_family(t)] == "address"]
    return bool(networks) and all(t.base in _WHOLE and not t.replaced for t in told if t not in networks)


_WHOLE = frozenset({"stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase"})


def _is_boolean(test: Asked) -> bool:
    return _family(test) == "" and all(v.casefold() in ("true", "false") for v in test.values)


def _family(test: Asked) -> str:
    return next((f for f in ("numeric", "date", "ip", "notip") if test.base.startswith(f)), "")


def _single(tests: tuple[Asked, ...], context: Context) -> list[str]:
    """Single values: for each type that the key is compared as, one in each of its cells."""
    told = [t for t in tests if t.operator != "null"]
    if not told:
        return ["x"]
    if any(t.base == "bool" for t in told) and all(_is_boolean(t) for t in told):
        return ["true", "false"]
    if _is_address_text(told):
        return _addresses(told, context)
    families = {_FAMILIES[_family(t)] for t in told}
    out = [v for family in sorted(families) for v in _MAKERS[family]([t for t in told if _FAMILIES[_family(t)] == family], context)]
    return [*out, *(v for t in told for v in t.values if len(families) > 1 and not t.replaced)]


def _texts(tests: list[Asked], context: Context, *, fold: bool = False) -> list[str]:
    """A text of every cell; `fold`: also as far as only the case of letters tells them apart."""
    owners: dict[Tokens, frozenset[int]] = {}
    for at, test in enumerate(tests):
        plain = [p for v in test.values for p in patterns_of(test, v, context)]
        owners |= {p: owners.get(p, frozenset()) | {at} for p in plain}
        owners |= {q: owners.get(q, frozenset()) | {-1 - at} for p in plain if fold and (q := caseless(p)) != p}
    if any(t.base.startswith("arn") for t in tests):
        owners[IS_ARN] = frozenset({len(tests)})
    shape = ANYTHING if any("" in t.values for t in tests) else SOMETHING
    return [c.witness for c in cells(tuple(owners), shape, alike=places_alike(owners.values()), most=_MOST_SETS)]


def places_alike(owners: Iterable[Hashable]) -> tuple[tuple[int, ...], ...]:
    """The places of patterns that are asked for by the same tests."""
    found: dict[Hashable, list[int]] = {}
    for place, asking in enumerate(owners):
        found.setdefault(asking, []).append(place)
    return tuple(tuple(places) for places in found.values() if len(places) > 1)


def patterns_of(test: Asked, value: str, context: Context) -> list[Tokens]:
    """The texts that a value asks for, as tokens; none where a policy variable has no value."""
    if test.replaced and has_variables(value):
        if test.base.startswith("arn"):
            return _arn_replaced(value, context)
        tokens = substitute(value, context)
        if tokens is None:
            return []
        literal = "".join(t[-1] if t.startswith("\0") else t for t in tokens)
        return [tokens if "like" in test.base else folded(literal) if "ignore" in test.base else tuple(literal)]
    if test.base.startswith("arn"):
        parts = value.split(":", 5)
        return [arn_tokens(tokens_of_pattern(p) for p in parts)] if len(parts) == 6 else []
    if "like" in test.base:
        return [tokens_of_pattern(value)]
    return [folded(value) if "ignore" in test.base or test.base == "bool" else tuple(value)]


def _arn_replaced(value: str, context: Context) -> list[Tokens]:
    """An ARN with its variables replaced part by part; none where one has no value, or a value that no such part can have."""
    found = [substitute(part, context) for part in _COLON.split(value, maxsplit=5)]
    known = [f for f in found if f is not None and not any(map(is_open, f))]
    return [arn_tokens(known)] if len(known) == len(found) == 6 and not any(":" in f for f in known[:5]) else []


def _numbers(tests: list[Asked], _: Context) -> list[str]:
    return [_written(n) for n in _around(_ends(tests, number_of), Decimal(1))]


def _dates(tests: list[Asked], _: Context) -> list[str]:
    return [_dated(n) for n in _around(_ends(tests, date_of), Decimal(86400))]


def _ends(tests: list[Asked], parse: Callable[[str], Decimal | None]) -> list[Decimal]:
    return [n for t in tests for v in t.values if (n := parse(v)) is not None]


def _around(ends: list[Decimal], step: Decimal) -> list[Decimal]:
    """The ends of some intervals, a value between each and the next, and one beyond either end."""
    ordered = sorted(set(ends)) or [Decimal(1)]
    with localcontext(prec=3 * _MOST_DIGITS):
        return [ordered[0] - step, *ordered, *((low + high) / 2 for low, high in pairwise(ordered)), ordered[-1] + step]


def _written(number: Decimal) -> str:
    with localcontext(prec=3 * _MOST_DIGITS):
        return f"{number.normalize():f}"


def _dated(seconds: Decimal) -> str:
    """A date as ISO 8601 has it where it is one; else the seconds, with a point lest four digits be taken for a year."""
    if seconds == int(seconds) and -62135596800 <= seconds < 253402300800:
        return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=int(seconds))).isoformat()
    text = _written(seconds)
    return text if "." in text else f"{text}.0"


def _addresses(tests: list[Asked], _: Context) -> list[str]:
    """The first address of every interval that the networks cut out, of both versions."""
    out = ["203.0.113.77", "2001:db8::77"]
    networks = [n for t in tests for v in t.values if (n := _network(v)) is not None]
    kinds: tuple[tuple[int, Callable[[int], object]], ...] = ((32, ipaddress.IPv4Address), (128, ipaddress.IPv6Address))
    for width, kind in kinds:
        ours = [n for n in networks if n.max_prefixlen == width]
        starts = {0, *(int(n.network_address) for n in ours), *(int(n.broadcast_address) + 1 for n in ours)}
        out += [str(kind(s)) for s in sorted(starts) if s < 1 << width]
    return out


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


_FAMILIES = {"": "text", "numeric": "number", "date": "date", "ip": "address", "notip": "address"}
_MAKERS: dict[str, Callable[[list[Asked], Context], list[str]]] = {
    "text": _texts,
    "number": _numbers,
    "date": _dates,
    "address": _addresses,
}

_PLACE = "aws:sourceip"
_THROUGH_ENDPOINT = ("aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip")
"""Present together, and only where a request comes through an endpoint; `aws:SourceIp` is absent then.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc
"""


def links(tests: Iterable[Asked], own: frozenset[str]) -> dict[str, str]:
    """Keys that are held against the whole value of one free other key, as `${aws:PrincipalTag/team}`, with that other key.

    Only where cutting both together is exact: both hold texts, the other is not replaced from a third.
    """
    found: dict[str, set[str]] = {}
    barred = {t.key for t in tests if t.operator != "null" and (_FAMILIES[_family(t)] != "text" or t.base == "bool")}
    barred |= {*own, _PLACE, *_THROUGH_ENDPOINT}
    sets = {t.key for t in tests if t.of_sets}
    for test in (t for t in tests if t.replaced):
        for value in (v for v in test.values if has_variables(v)):
            whole = _WHOLLY.fullmatch(value)
            found.setdefault(test.key, set()).add(whole[1].strip().casefold() if whole else "")
    one = {key: next(iter(others)) for key, others in found.items() if len(others) == 1}
    return {k: u for k, u in one.items() if u and u not in found and u not in sets and not {k, u} & barred}


_WHOLLY = re.compile(r"\$\{([^}',*?$]+)\}")


def joined(key: str) -> str:
    """The dimension that a key belongs to: keys that are not free of one another share one."""
    return "the way in" if key == _PLACE or key in _THROUGH_ENDPOINT else key


def parts_of(tests: tuple[Asked, ...], fixed: tuple[tuple[str, Values], ...], variable: str = "") -> list[Told]:
    """What a context may say of the keys of one dimension, as far as it matters to these tests.

    `variable` is the key, if any, that whole values of the others are replaced from: for each of its values they are cut anew.
    """
    by_key: dict[str, list[Asked]] = {}
    for test in tests:
        by_key.setdefault(test.key, []).append(test)
    if variable:
        return _linked(tests, by_key, variable, fixed)
    if len(by_key) == 1:
        ((key, mine),) = by_key.items()
        return [{key: v} for v in values_of(tuple(mine), fixed)]
    options = [[(key, v) for v in values_of((*mine, _presence(key)), fixed)] for key, mine in by_key.items()]
    found: dict[tuple[Truth, ...], Told] = {}
    for combination in product(*options):
        told = dict(combination)
        if possible(told):
            context = Context({**dict(fixed), **told})
            found.setdefault(tuple(t.holds(context) for t in tests), told)
    return list(found.values())


def _linked(tests: tuple[Asked, ...], by_key: dict[str, list[Asked]], variable: str, fixed: tuple[tuple[str, Values], ...]) -> list[Told]:
    plain = [t for t in tests if not t.replaced and t.operator != "null"]
    found: dict[tuple[Truth, ...], Told] = {}
    fold = any("ignore" in t.base for t in tests if t.replaced)
    texts = _texts(plain, Context(dict(fixed)), fold=fold)
    for value in (None, *((text,) for text in texts if text)):  # AWS does not say what an empty value is replaced by
        known = (*fixed, (variable, value))
        options = [[(key, v) for v in values_of(tuple(mine), known)] for key, mine in by_key.items() if key != variable]
        for combination in product(*options):
            told = {variable: value, **dict(combination)}
            context = Context({**dict(fixed), **told})
            found.setdefault(tuple(t.holds(context) for t in tests), told)
    return list(found.values())


def _presence(key: str) -> Asked:
    """A test that only tells whether the key is there."""
    return Asked("null", key, ("true",), variables=False)


def possible(told: Told) -> bool:
    """Whether keys that go together do."""
    through = {told[k] is not None for k in _THROUGH_ENDPOINT if k in told}
    return len(through) < 2 and not (through == {True} and told.get(_PLACE) is not None)
