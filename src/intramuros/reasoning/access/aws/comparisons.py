# SPDX-License-Identifier: Apache-2.0
"""The condition operators of IAM, one small comparison each: a value of the policy against a value of the request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
A comparison answers None where either side is no number, date, address or ARN: the condition is then not met,
whether the operator is negated or not.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import operator
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.estate.values import symbol
from intramuros.reasoning.access.aws.context import Context, has_variables, is_open, substitute
from intramuros.reasoning.access.aws.globs import arn_matches, compare, equal, matches, tokens_of_text
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, certain, every

Comparison = Callable[[str, str], Truth | None]
Order = Callable[[Decimal, Decimal], bool]


class Operator(Struct, frozen=True):
    """A condition operator: how it compares, and whether it asks for the contrary."""

    compare: Comparison
    negated: bool = False
    variables: bool = False
    """Policy variables are replaced in its values (string and ARN operators only)."""


def _same(value: str, given: str) -> Truth:
    return equal(value, given)


def _same_folded(value: str, given: str) -> Truth:
    return equal(value, given, fold=True)


def _like(value: str, given: str) -> Truth:
    return matches(value, given)


def _arn(value: str, given: str) -> Truth | None:
    if not _may_be_arn(given) or not (value == "*" or _may_be_arn(value)):  # a bare * is no ARN, but IAM takes it as any
        return None
    return YES if value == "*" and not is_open(given) else arn_matches(value, given)


def _may_be_arn(text: str) -> bool:
    return is_open(text) or (text.startswith("arn:") and text.count(":") >= 5)


def _truth(value: str, given: str) -> Truth | None:
    if has_variables(value):
        return MAYBE  # the page on operators says that a variable can be used, the one on variables that it cannot
    if not (is_open(value) or is_open(given)) and not {value.casefold(), given.casefold()} <= _BOOLEANS:
        return None
    return equal(value, given, fold=True)


_BOOLEANS = frozenset({"true", "false"})
_NUMBER = lazy(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")


@lru_cache(maxsize=4096)
def _number(value: str) -> Decimal | None:
    text = value.strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _date(value: str) -> Decimal | None:
    """A date as seconds since 1970: ISO 8601 in the forms that W3C lists, or the seconds themselves."""
    number = _number(value)
    text = value.strip()
    if number is not None and not (len(text) == 4 and text.isdigit()):
        return number
    return _iso(text)


_W3C_DATE = lazy(r"\d{4}(?:-\d\d(?:-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:?\d\d)?)?)?)?")
"""https://www.w3.org/TR/NOTE-datetime, to which the page on operators refers; a time without its zone is read as UTC."""


@lru_cache(maxsize=4096)
def _iso(text: str) -> Decimal | None:
    if not _W3C_DATE.fullmatch(text):
        return None
    padded = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
    try:
        moment = dt.datetime.fromisoformat(padded)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return Decimal(str(moment.timestamp()))


def _ordered(parse: Callable[[str], Decimal | None], holds: Order) -> Comparison:
    def comparison(value: str, given: str) -> Truth | None:
        if is_open(value) or is_open(given):
            return MAYBE
        wanted, told = parse(value), parse(given)
        return None if wanted is None or told is None else certain(holds(told, wanted))

    return comparison


def _address(value: str, given: str) -> Truth | None:
    if is_open(value) or is_open(given):
        return NO if given.startswith("\ue000!") else MAYBE
    network, address = _network(value), _network(given)
    if network is None or address is None:
        return None
    return certain(network.version == address.version and address.subnet_of(network))  # type: ignore[arg-type]  # same version


@lru_cache(maxsize=4096)
def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """An address or a range in CIDR notation; without a prefix length, that one address."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


_ORDERS: dict[str, tuple[Order, bool]] = {
    "Equals": (operator.eq, False),
    "NotEquals": (operator.eq, True),
    "LessThan": (operator.lt, False),
    "LessThanEquals": (operator.le, False),
    "GreaterThan": (operator.gt, False),
    "GreaterThanEquals": (operator.ge, False),
}

OPERATORS: dict[str, Operator] = {
    "stringequals": Operator(_same, variables=True),
    "stringnotequals": Operator(_same, negated=True, variables=True),
    "stringequalsignorecase": Operator(_same_folded, variables=True),
    "stringnotequalsignorecase": Operator(_same_folded, negated=True, variables=True),
    "stringlike": Operator(_like, variables=True),
    "stringnotlike": Operator(_like, negated=True, variables=True),
    "arnequals": Operator(_arn, variables=True),
    "arnlike": Operator(_arn, variables=True),
    "arnnotequals": Operator(_arn, negated=True, variables=True),
    "arnnotlike": Operator(_arn, negated=True, variables=True),
    "bool": Operator(_truth),
    "binaryequals": Operator(_same),
    "ipaddress": Operator(_address),
    "notipaddress": Operator(_address, negated=True),
    **{f"numeric{name.casefold()}": Operator(_ordered(_number, holds), negated) for name, (holds, negated) in _ORDERS.items()},
    **{f"date{name.casefold()}": Operator(_ordered(_date, holds), negated) for name, (holds, negated) in _ORDERS.items()},
}


SOME_PATH = symbol("the path of the role", "")
"""Stands, with the slash after it, for the path of a role of which only the name is told; a role usually has none."""


def compare_value(asked: Operator, value: str, given: str, context: Context | None) -> Truth | None:
    """One value of the policy against one of the request; `context` where policy variables are to be replaced."""
    if SOME_PATH in given and compare_value(asked, value, given.replace(f"{SOME_PATH}/", ""), context) is YES:
        return YES
    if context is None or not asked.variables or not has_variables(value):
        return asked.compare(value, given)
    if asked.compare is _arn:
        return _arn_with_variables(value, given, context)
    tokens = substitute(value, context)
    if tokens is None:
        return NO
    if asked.compare is _like:
        return compare(tokens, tokens_of_text(given))
    return asked.compare("".join(t[-1] if t.startswith("\0") else t for t in tokens), given)


def _arn_with_variables(value: str, given: str, context: Context) -> Truth | None:
    """Each of the six parts for itself, its variables replaced; a variable without a value is like nothing."""
    mine, theirs = _COLON.split(value, maxsplit=5), given.split(":", 5)
    if not _may_be_arn(given) or not (is_open(value) or (len(mine) == 6 and mine[0] == "arn")):
        return None
    if len(mine) < 6 or len(theirs) < 6:
        return MAYBE
    found = [substitute(m, context) for m in mine]
    if any(f is None for f in found):
        return NO
    return every(compare(f, tokens_of_text(t)) for f, t in zip(found, theirs, strict=True) if f is not None)


_COLON = lazy(r":(?![^${}]*\})")
"""A colon that stands in no policy variable."""
