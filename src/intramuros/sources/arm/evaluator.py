# SPDX-License-Identifier: Apache-2.0
"""Evaluates the values of a template: expressions, and copies of properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, structs

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.arm.expressions import Access, Call, Literal, NotAnExpression, Tree, is_expression, parse, unescaped
from intramuros.sources.arm.functions import texts
from intramuros.sources.arm.functions.collections import COLLECTIONS, doubtful, flatten
from intramuros.sources.arm.functions.numbers import DATES, NUMBERS
from intramuros.sources.arm.later import Later, Opaque, opaque, plain, settle, uncertain
from intramuros.sources.nodes import Node, lookup

if TYPE_CHECKING:
    from intramuros.sources.arm.module import Module

MAX_VALUES: Final = 200_000
"""Values in one value, and characters in one text; Azure takes 4 MB for a whole template with everything expanded."""
MAX_COPIES: Final = 800
"""As many as Azure makes of one resource or property."""
_TEXTUAL: Final = {**texts.TEXTS, **DATES}
PLAIN: Final[Mapping[str, Callable[..., Any]]] = {**_TEXTUAL, **COLLECTIONS, **NUMBERS}
_TOLERANT: Final = frozenset(
    {"createarray", "createobject", "array", "first", "last", "length", "items", "objectkeys", "flatten", "tostring"}
)
_ODD: Final = (TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError, OverflowError, RecursionError)
"""What Python raises where an argument is not of the kind that a function takes."""


class Frame(Struct, frozen=True, kw_only=True):
    """Where an expression stands: in which template, in which copies, inside which lambdas."""

    module: Module
    names: Mapping[str, Any] = {}
    """Variables of lambdas."""
    loops: Mapping[str, Any] = {}
    """The index of each copy around it; the innermost under ''."""

    def looping(self, name: str, index: Any) -> Frame:
        """Inside one copy."""
        return structs.replace(self, loops={**self.loops, name.casefold(): index, "": index})

    def naming(self, **names: Any) -> Frame:
        """Inside a lambda."""
        return structs.replace(self, names={**self.names, **{k.casefold(): v for k, v in names.items()}})


def evaluate(value: Any, frame: Frame) -> Any:
    """A value of a template, at any depth, evaluated."""
    frame.module.work.step()
    if isinstance(value, str):
        return expression(value, frame) if value[:1] == "[" else value
    if isinstance(value, Mapping):
        return _object(value, frame)
    return [evaluate(v, frame) for v in value] if isinstance(value, list) else value


def expression(text: str, frame: Frame) -> Any:
    """A string, which may be an expression."""
    if not is_expression(text):
        return unescaped(text)
    try:
        return run(parse(text[1:-1]), frame)
    except NotAnExpression as problem:
        return Unknown(str(problem))


def _object(value: Mapping[str, Any], frame: Frame) -> Mapping[str, Any]:
    out: dict[str, Any] = {}
    for key, one in value.items():
        if key == "copy" and isinstance(one, list):
            out.update(copies(one, frame))
        else:
            out[_key(key, frame)] = evaluate(one, frame)
    return value.like(out) if isinstance(value, Node) else out


def _key(key: str, frame: Frame) -> str:
    """A name of a property; it may be an expression too."""
    if not is_expression(key):
        return unescaped(key)
    found = expression(key, frame)
    return found if isinstance(found, str) else in_text(found, parse(key[1:-1]), frame)


def copies(stated: list[Any], frame: Frame) -> dict[str, Any]:
    """The properties (or variables) that a `copy` array makes."""
    return {str(one.get("name")): _copied(one, frame) for one in stated if isinstance(one, Mapping)}


def _copied(one: Mapping[str, Any], frame: Frame) -> Any:
    count = evaluate(one.get("count"), frame)
    if isinstance(count, bool) or not isinstance(count, int):
        return uncertain(count) or Unknown(f"how many `{one.get('name')}` there are is not a number")
    if not 0 <= count <= MAX_COPIES:
        return Unknown(f"`{one.get('name')}` is copied {count} times, which Azure does not admit")
    return [evaluate(one.get("input"), frame.looping(str(one.get("name")), i)) for i in range(count)]


def run(tree: Tree, frame: Frame) -> Any:
    """The value of an expression."""
    frame.module.work.step()
    if isinstance(tree, Literal):
        return tree.value
    if isinstance(tree, Access):
        return access(run(tree.base, frame), run(tree.key, frame), tree)
    special = SPECIAL.get(tree.name) or (SPECIAL["list*"] if tree.name.startswith("list") and "." not in tree.name else None)
    try:
        made = special(tree, frame) if special else _called(tree, frame)
        return made if not isinstance(made, str | list) or len(made) <= MAX_VALUES else Unknown(f"`{tree.text}` is too long")
    except Opaque:
        return Unknown(f"`{tree.text}` is known only after deployment")
    except _ODD as problem:
        return Unknown(f"`{tree.text}` cannot be evaluated: {problem}")


def access(base: Any, key: Any, tree: Access) -> Any:
    """A property or item of a value."""
    if isinstance(base, Later) and not isinstance(key, Unknown | Later):
        return base.below(key)
    for one in (base, key):
        if isinstance(one, Unknown | Later):
            return Unknown(f"`{tree.text}`: {why.why}") if (why := uncertain(one)) else one
    if base is None and tree.safe:
        return None
    if isinstance(base, Mapping):
        return _property(base, key, tree)
    if isinstance(base, list) and isinstance(key, int) and -1 < key < len(base):
        return base[key]
    return None if tree.safe else Unknown(f"`{tree.text}` names nothing")


def _property(base: Mapping[str, Any], key: Any, tree: Access) -> Any:
    found = lookup(base, str(key))
    if found is None and not tree.safe and not any(k.casefold() == str(key).casefold() for k in base):
        return Unknown(f"`{tree.text}` names nothing")
    return found


def _called(call: Call, frame: Frame) -> Any:
    function = PLAIN.get(call.name)
    if function is None:
        return frame.module.call(call, frame)
    args = [run(a, frame) for a in call.args]
    if call.name not in _TOLERANT and (missing := _missing(call, args)):
        return missing
    try:
        return function(*(settle(a) if isinstance(a, Later) else a for a in args))
    except Opaque:
        if call.name in _TEXTUAL or (args and isinstance(args[0], str) and call.name in ("take", "skip", "first", "last")):
            return opaque(call.text[: len(call.name)], *args)
        return Unknown(f"`{call.text}` is known only after deployment")


def _missing(call: Call, args: list[Any]) -> Any:
    """What a function gives where an argument is not known."""
    gone = [m for a in args if (m := a if isinstance(a, Unknown) else a.settled if isinstance(a, Later) else None) is not None]
    if not any(isinstance(m, Unknown) for m in gone):
        return None
    if call.name in _TEXTUAL:
        return opaque(call.text[: len(call.name)], *(symbol(call.text) if isinstance(a, Unknown) else a for a in args))
    return Unknown(f"`{call.text}`: {next(m.why for m in gone if isinstance(m, Unknown))}")


def in_text(value: Any, tree: Tree, frame: Frame) -> str:
    """A value as a part of a text: what is not known becomes a symbol."""
    if isinstance(value, Later):
        return value.text
    if isinstance(value, Unknown):
        return symbol(frame.module.label, tree.text if isinstance(tree, Call | Access) else value.why)
    try:
        return texts.said(value)
    except TypeError:  # a part of an object is not known
        return symbol(frame.module.label, tree.text if isinstance(tree, Call | Access) else "an object that is not known")


def concat(call: Call, frame: Frame) -> Any:
    """`concat()`: of texts or of arrays."""
    args = [run(a, frame) for a in call.args]
    if any(isinstance(a, list) for a in args):
        if missing := next(filter(None, map(uncertain, args)), None):
            return Unknown(f"`{call.text}`: {missing.why}")
        return flatten([a if isinstance(a, list) else [a] for a in args])
    if len(args) == 1 and isinstance(args[0], Unknown):
        return args[0]
    said = [in_text(a, t, frame) for a, t in zip(args, call.args, strict=True)]
    texts.bounded(sum(map(len, said)))
    return "".join(said)


def formatted(call: Call, frame: Frame) -> Any:
    """`format()`."""
    pattern, *args = [run(a, frame) for a in call.args]
    if isinstance(pattern, Unknown | Later):
        return Unknown(f"`{call.text}` is known only after deployment")
    words = [in_text(a, t, frame) if isinstance(a, Unknown | Later) else a for a, t in zip(args, call.args[1:], strict=True)]
    try:
        return texts.formatted(pattern, *words)
    except Opaque:
        return opaque("format", pattern, *args)


def chosen(call: Call, frame: Frame) -> Any:
    """`if()`: only the branch that counts is evaluated; where that is not known, what both have in common stays known."""
    test = truth(run(call.args[0], frame))
    if isinstance(test, bool):
        return run(call.args[1 if test else 2], frame) if len(call.args) > (1 if test else 2) else None
    one, other = run(call.args[1], frame), run(call.args[2], frame)
    return in_common(one, other, f"`{call.text}`: {test.why}")


def in_common(one: Any, other: Any, why: str) -> Any:
    """What two values agree on; the rest is unknown."""
    if type(one) is type(other) and one == other:
        return one
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        merged = {
            k: in_common(one[k], other[k], why) if k in one and k in other else Unknown(why)
            for k in (*one, *(k for k in other if k not in one))
        }
        return one.like(merged) if isinstance(one, Node) else merged
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [in_common(a, b, why) for a, b in zip(one, other, strict=True)]
    return Unknown(why)


def truth(value: Any) -> bool | Unknown:
    """A value as a condition."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.casefold() in ("true", "false"):
        return value.casefold() == "true"
    return uncertain(value) or Unknown(f"`{value}` is not a boolean" if not doubtful(value) else "it is known only after deployment")


def _all_of(decides: bool) -> Callable[[Call, Frame], Any]:
    def decided(call: Call, frame: Frame) -> Any:
        missing: Unknown | None = None
        for arg in call.args:
            found = truth(run(arg, frame))
            if found is decides:
                return decides
            missing = found if isinstance(found, Unknown) and missing is None else missing
        return missing if missing is not None else not decides

    return decided


def coalesced(call: Call, frame: Frame) -> Any:
    """`coalesce()`: the first that is not null."""
    for arg in call.args:
        found = run(arg, frame)
        if isinstance(found, Unknown) or (isinstance(found, Later) and not found.textual and arg is not call.args[-1]):
            return Unknown(f"`{call.text}`: {found.why}")
        if found is not None:
            return found
    return None


def tried(call: Call, frame: Frame) -> Any:
    """`tryGet()`: null where a step is missing."""
    value = run(call.args[0], frame)
    for arg in call.args[1:]:
        value = access(value, run(arg, frame), Access(call.args[0], arg, True, call.text))
    return value


def from_end(safe: bool) -> Callable[[Call, Frame], Any]:
    """`indexFromEnd()`, `tryIndexFromEnd()`: counted from 1."""

    def found(call: Call, frame: Frame) -> Any:
        values, index = (run(a, frame) for a in call.args[:2])
        if missing := uncertain(values) or uncertain(index):
            return missing
        if isinstance(values, list) and isinstance(index, int) and 1 <= index <= len(values):
            return values[-index]
        return None if safe else Unknown(f"`{call.text}` names nothing")

    return found


def copy_index(call: Call, frame: Frame) -> Any:
    """`copyIndex([name], [offset])`."""
    args = [run(a, frame) for a in call.args]
    name = next((a for a in args if isinstance(a, str)), "")
    offset = next((a for a in args if isinstance(a, int)), 0)
    index = frame.loops.get(name.casefold())
    if index is None:
        return Unknown(f"`{call.text}` stands in no copy")
    return index + offset if isinstance(index, int) else index


def named_parameter(call: Call, frame: Frame) -> Any:
    """`parameters()`."""
    return frame.module.parameter(plain(run(call.args[0], frame)))


def named_variable(call: Call, frame: Frame) -> Any:
    """`variables()`."""
    return frame.module.variable(plain(run(call.args[0], frame)))


def equality(call: Call, frame: Frame) -> Any:
    """`equals()`; a parameter that nobody states is at least none of the values that it may not have."""
    for tree, other in ((call.args[0], call.args[1]), (call.args[1], call.args[0])):
        allowed = _allowed(tree, frame)
        if (
            allowed is not None
            and isinstance(run(tree, frame), Later)
            and not doubtful(wanted := run(other, frame))
            and wanted not in allowed
        ):
            return False
    return _called(call, frame)


def _allowed(tree: Tree, frame: Frame) -> list[Any] | None:
    if isinstance(tree, Call) and tree.name == "parameters" and isinstance(tree.args[0], Literal):
        return frame.module.allowed(str(tree.args[0].value))
    return None


SPECIAL: dict[str, Callable[[Call, Frame], Any]] = {
    "and": _all_of(False),
    "or": _all_of(True),
    "equals": equality,
    "if": chosen,
    "coalesce": coalesced,
    "concat": concat,
    "format": formatted,
    "tryget": tried,
    "indexfromend": from_end(False),
    "tryindexfromend": from_end(True),
    "copyindex": copy_index,
    "parameters": named_parameter,
    "variables": named_variable,
}
"""Functions that see their arguments before they are evaluated, or the template around them; `lambdas` and `cloud` add theirs."""
