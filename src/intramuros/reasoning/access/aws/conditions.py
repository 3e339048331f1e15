# SPDX-License-Identifier: Apache-2.0
"""The Condition element: AND over operators and keys, OR over values, with absent and multi-valued keys as IAM treats them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html and, for sets,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from intramuros.reasoning.access.aws.comparisons import OPERATORS, Operator, compare_value
from intramuros.reasoning.access.aws.context import Context
from intramuros.reasoning.access.aws.statements import Statement, Test
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, every, inverse, some

_FOR_ALL, _FOR_ANY, _IF_EXISTS = "forallvalues:", "foranyvalue:", "ifexists"


def holds(statement: Statement, context: Context) -> Truth:
    """Whether every condition of a statement holds in a context."""
    found = YES
    for test in statement.tests:
        found = min(found, test_holds(test, context, variables=statement.variables))
        if found is NO:
            break
    return found


def unmet(statement: Statement, context: Context) -> tuple[str, ...]:
    """The keys whose conditions do not certainly hold."""
    tests = (t for t in statement.tests if test_holds(t, context, variables=statement.variables) is not YES)
    return tuple(dict.fromkeys(t.key for t in tests))


def doubt(test: Test) -> str:
    """What is not known of a test that holds neither for certain nor for certain not."""
    if test.fault:
        return test.fault
    parts = _parts(test.operator)
    if not parts.null and parts.asked is None:
        return f"Condition.{test.operator} is no operator that AWS documents"
    return f"{test.key} is not known"


class _Parts(Struct, frozen=True, gc=False):
    """An operator's name taken apart."""

    null: bool
    quantifier: str
    asked: Operator | None
    """None = no operator that AWS documents (or Null, which compares nothing)."""
    if_exists: bool


@lru_cache(maxsize=1024)
def _parts(operator: str) -> _Parts:
    name = operator.casefold()
    quantifier = next((q for q in (_FOR_ALL, _FOR_ANY) if name.startswith(q)), "")
    base = name.removeprefix(quantifier)
    return _Parts(name == "null", quantifier, OPERATORS.get(base.removesuffix(_IF_EXISTS)), base.endswith(_IF_EXISTS))


def test_holds(test: Test, context: Context, *, variables: bool) -> Truth:
    """Whether one operator holds for its key."""
    if test.fault or (context.open_world and not context.knows(test.key)):
        return MAYBE
    parts = _parts(test.operator)
    if parts.null:
        return _null(test, context)
    if parts.asked is None:
        return MAYBE
    given = context.of(test.folded)
    if given is None and parts.if_exists:
        return YES
    if parts.quantifier and given is not None and not any(given):
        given = ()  # "a null dataset, such as an empty string"
        if parts.if_exists and parts.quantifier == _FOR_ANY:
            return MAYBE  # AWS does not say whether such a key exists
    return _quantified(parts.asked, parts.quantifier, test.values, given, context if variables else None)


def _null(test: Test, context: Context) -> Truth:
    given = context.get(test.key)
    if given == ():
        return MAYBE  # for some keys AWS treats an empty set as absent
    wanted = {v.casefold() for v in test.values}
    if not wanted <= {"true", "false"}:
        return MAYBE
    return YES if ("true" if given is None else "false") in wanted else NO


def _quantified(asked: Operator, quantifier: str, values: tuple[str, ...], given: tuple[str, ...] | None, context: Context | None) -> Truth:
    if quantifier == _FOR_ALL:
        return every(_one(asked, values, g, context) for g in given or ())
    if quantifier == _FOR_ANY:
        return some(_one(asked, values, g, context) for g in given or ())
    if given is None:
        return YES if asked.negated else NO
    if len(given) == 1:
        return _one(asked, values, given[0], context)
    return MAYBE if not given else NO  # many values need a set operator


def _one(asked: Operator, values: Iterable[str], given: str, context: Context | None) -> Truth:
    """One value of the request against all of the policy: any must match, or with a negated operator none may."""
    best, unread = NO, False
    for value in values:
        found = compare_value(asked, value, given, context)
        if found is None:
            unread = True
        elif found > best:
            best = found
    if not asked.negated:
        return best
    return NO if unread else inverse(best)
