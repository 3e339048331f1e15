# SPDX-License-Identifier: Apache-2.0
"""The parts of an expression, each of which knows how to evaluate itself in an environment.

Semantics: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md. An operand that is not known makes only that unknown which
hangs on it; inside `try` and `can` an error anywhere makes the whole an error, as there it decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from msgspec import Struct

from intramuros.estate.values import Unknown, both, either, is_symbolic
from intramuros.sources.terraform.kinds import type_of, unify
from intramuros.sources.terraform.operators import OPERATORS
from intramuros.sources.terraform.primitives import equal, in_template, kind, to_bool, to_number, to_text
from intramuros.sources.terraform.steps import attribute, index
from intramuros.sources.terraform.types import change
from intramuros.sources.terraform.values import (
    MAX_ITEMS,
    Failed,
    Mistake,
    NotKnown,
    Several,
    TfList,
    TfSet,
    Value,
    because,
    bounded,
    refuse,
)

if TYPE_CHECKING:
    from intramuros.sources.terraform.expressions import Scope

EACH: Final = ""
"""The name under which a splat binds its current element: no identifier is empty."""


Caller: TypeAlias = "Callable[[Call, Env], Value]"
"""What runs a function call; handed in from above, because functions evaluate templates."""


class Env:
    """Where an expression is evaluated: the scope, the names that `for` has bound, how much work is left."""

    __slots__ = ("call", "left", "names", "scope", "strict")

    def __init__(self, scope: Scope, call: Caller) -> None:
        self.scope = scope
        self.call = call
        self.names: dict[str, Value] = {}
        self.strict = False
        self.left = [MAX_ITEMS]

    def bind(self, names: Mapping[str, Value]) -> Env:
        """The same place with more names bound."""
        return self._changed(self.scope, {**self.names, **names}, strict=self.strict)

    def strictly(self) -> Env:
        """The same place, where an error inside a collection or template is an error of the whole."""
        return self if self.strict else self._changed(self.scope, self.names, strict=True)

    def within(self, scope: Scope) -> Env:
        """Another scope, with nothing bound, on the same budget (a template file)."""
        return self._changed(scope, {}, strict=self.strict)

    def _changed(self, scope: Scope, names: dict[str, Value], *, strict: bool) -> Env:
        other = Env.__new__(Env)
        other.scope, other.call, other.names, other.strict, other.left = scope, self.call, names, strict, self.left
        return other

    def spend(self, items: int = 1) -> None:
        """Count work against the budget of this evaluation."""
        self.left[0] -= items
        if self.left[0] < 0:
            raise NotKnown(f"the expression visits more than {MAX_ITEMS} elements")


class Node(Struct, frozen=True, eq=False):
    """Base of all parts."""

    def evaluate(self, env: Env) -> Value:
        """The value here; unknown operands come back as values, `Mistake` and `NotKnown` are turned into values by `settled`."""
        raise NotImplementedError

    def children(self) -> Iterator[Node]:
        """The parts directly inside."""
        return iter(())


def settled(node: Node, env: Env) -> Value:
    """The value of a part, with errors turned into the values that stand for them."""
    try:
        return node.evaluate(env)
    except Mistake as problem:
        return Failed(str(problem))
    except NotKnown as doubt:
        return Unknown(str(doubt))


class Literal(Node, frozen=True, eq=False):
    """A number, `true`, `false`, `null`, or a string without templates in it."""

    value: Any

    def evaluate(self, env: Env) -> Value:  # noqa: ARG002
        """Itself."""
        return self.value


class Variable(Node, frozen=True, eq=False):
    """A name and the plain steps after it: `var.x`, `aws_s3_bucket.b.arn`, `k`."""

    root: str
    path: tuple[str | int, ...] = ()

    def evaluate(self, env: Env) -> Value:
        """What the nearest `for` or else the scope says."""
        if self.root not in env.names:
            return env.scope.lookup(self.root, self.path)
        value = env.names[self.root]
        for step in self.path:
            value = attribute(value, step) if isinstance(step, str) else index(value, step)
        return value


class Paren(Node, frozen=True, eq=False):
    """`(inner)`: the same value, but as the key of an object it is no bare word."""

    inner: Node

    def evaluate(self, env: Env) -> Value:
        """The value inside."""
        return self.inner.evaluate(env)

    def children(self) -> Iterator[Node]:
        """What stands inside."""
        yield self.inner


class Index(Node, frozen=True, eq=False):
    """`source[key]`."""

    source: Node
    key: Node

    def evaluate(self, env: Env) -> Value:
        """The element."""
        return index(self.source.evaluate(env), self.key.evaluate(env))

    def children(self) -> Iterator[Node]:
        """Source and key."""
        yield self.source
        yield self.key


class Splat(Node, frozen=True, eq=False):
    """`source[*].rest`: the rest of the steps taken from each element."""

    source: Node
    each: Node

    def evaluate(self, env: Env) -> Value:
        """A tuple; a value that is no list counts as a list of one, null as none."""
        source = self.source.evaluate(env)
        if isinstance(source, Unknown):
            return source
        if is_symbolic(source):
            return Unknown(because(source))
        if source is None:
            return []
        items = source if isinstance(source, list) else [source]
        env.spend(len(items))
        found = [item if isinstance(item, Several) else settled(self.each, env.bind({EACH: item})) for item in items]
        _raise_failure(found, env)
        return TfList(found) if isinstance(source, TfList | TfSet) else found

    def children(self) -> Iterator[Node]:
        """The source and what is taken from each element."""
        yield self.source
        yield self.each


class Chain(Node, frozen=True, eq=False):
    """Operands of one precedence, left to right: `a + b - c` (a loop, so that a long chain needs no deep stack)."""

    first: Node
    rest: tuple[tuple[str, Node], ...]

    def evaluate(self, env: Env) -> Value:
        """The outcome."""
        value = self.first.evaluate(env)
        for symbol, operand in self.rest:
            value = OPERATORS[symbol](value, operand.evaluate(env))
        return value

    def children(self) -> Iterator[Node]:
        """The operands."""
        yield self.first
        yield from (operand for _, operand in self.rest)


class Logic(Node, frozen=True, eq=False):
    """`a && b && c` or `a || b || c`: Kleene's logic, so that one decisive operand outweighs unknown ones."""

    word: str
    operands: tuple[Node, ...]

    def evaluate(self, env: Env) -> Value:
        """True, False or why it cannot be said (Terraform from 1.12 on stops at the operand that decides, as here)."""
        facts: list[Any] = []
        for operand in self.operands:
            fact = settled(_AsBool(operand), env)
            if isinstance(fact, bool) and fact is (self.word == "||") and not any(isinstance(f, Failed) for f in facts):
                return fact
            facts.append(fact)
        failed = next((f for f in facts if isinstance(f, Failed)), None)
        return failed or (either(*facts) if self.word == "||" else both(*facts))

    def children(self) -> Iterator[Node]:
        """The operands."""
        return iter(self.operands)


class _AsBool(Node, frozen=True, eq=False):
    operand: Node

    def evaluate(self, env: Env) -> Value:
        return to_bool(self.operand.evaluate(env))


class Unary(Node, frozen=True, eq=False):
    """`-a`, `!a`."""

    word: str
    operand: Node

    def evaluate(self, env: Env) -> Value:
        """The number or boolean turned round."""
        value = self.operand.evaluate(env)
        return -to_number(value) if self.word == "-" else not to_bool(value)

    def children(self) -> Iterator[Node]:
        """The operand."""
        yield self.operand


class Conditional(Node, frozen=True, eq=False):
    """`condition ? yes : no`."""

    condition: Node
    yes: Node
    no: Node

    def evaluate(self, env: Env) -> Value:
        """The branch, in the type both branches share; where the condition is unknown, the value both agree on."""
        condition = settled(_AsBool(self.condition), env)
        if isinstance(condition, Failed):
            return condition
        if isinstance(condition, Unknown):
            return self._either(condition, env)
        chosen = (self.yes if condition else self.no).evaluate(env)
        return self._unified(chosen, self.no if condition else self.yes, env)

    def _either(self, condition: Unknown, env: Env) -> Value:
        yes, no = settled(self.yes, env), settled(self.no, env)
        if isinstance(yes, Failed) and isinstance(no, Failed):
            return yes
        if env.strict or equal(yes, no) is not True:  # inside `try` the condition may yet turn out an error
            return Unknown(condition.why)
        return yes

    def _unified(self, chosen: Value, other: Node, env: Env) -> Value:
        if chosen is None or isinstance(chosen, Unknown) or (isinstance(other, Literal) and type(other.value) is type(chosen)):
            return chosen
        shared = unify([type_of(chosen), type_of(settled(other, env))])
        if shared is None:
            if env.strict:
                raise Mistake("the two results of the condition have no type in common")
            return chosen
        return change(chosen, shared)

    def children(self) -> Iterator[Node]:
        """Condition and branches."""
        yield from (self.condition, self.yes, self.no)


class TupleOf(Node, frozen=True, eq=False):
    """`[a, b]`."""

    items: tuple[Node, ...]

    def evaluate(self, env: Env) -> Value:
        """The elements; one that is unknown stays one unknown element."""
        found = [settled(item, env) for item in self.items]
        _raise_failure(found, env)
        return found

    def children(self) -> Iterator[Node]:
        """The elements."""
        return iter(self.items)


class ObjectOf(Node, frozen=True, eq=False):
    """`{ a = 1, (b) = 2 }`."""

    items: tuple[tuple[Node, Node], ...]

    def evaluate(self, env: Env) -> Value:
        """The attributes; one that is unknown stays one unknown attribute, but an unknown key leaves the whole unknown."""
        found = {to_key(key.evaluate(env)): settled(value, env) for key, value in self.items}
        _raise_failure(found.values(), env)
        return found

    def children(self) -> Iterator[Node]:
        """Keys and values."""
        for key, value in self.items:
            yield key
            yield value


class For(Node, frozen=True, eq=False):
    """`[for k, v in source : result if condition]` and `{for … : key => result...}`."""

    names: tuple[str, ...]
    source: Node
    key: Node | None
    result: Node
    condition: Node | None
    grouped: bool

    def evaluate(self, env: Env) -> Value:
        """A tuple, or an object where there is a key."""
        pairs = walk(self.source.evaluate(env))
        env.spend(len(pairs))
        places = (self._place(key, value, env) for key, value in pairs)
        if self.key is None:
            listed = [p if isinstance(p, Several) else settled(self.result, p) for p in places if p is not None]
            _raise_failure(listed, env)
            return listed
        return self._object(places)

    def _place(self, key: Value, value: Value, env: Env) -> Env | Several | None:
        """Where the result is evaluated for one element; None where it is left out, `Several` where that cannot be said."""
        if isinstance(value, Several):
            return value
        inner = env.bind({self.names[0]: value} if len(self.names) == 1 else {self.names[0]: key, self.names[1]: value})
        wanted = True if self.condition is None else settled(_AsBool(self.condition), inner)
        if isinstance(wanted, Failed):
            raise Mistake(wanted.why)
        if isinstance(wanted, Unknown):
            return Several(wanted.why)
        return inner if wanted else None

    def _object(self, places: Iterator[Env | Several | None]) -> Value:
        assert self.key is not None
        made: dict[str, Value] = {}
        for inner in places:
            if inner is None:
                continue
            if isinstance(inner, Several):
                return Unknown(inner.why)
            key, value = to_key(self.key.evaluate(inner)), settled(self.result, inner)
            if inner.strict and isinstance(value, Failed):
                return value
            if self.grouped:
                made.setdefault(key, []).append(value)
            elif key in made:
                raise Mistake(f"two elements of the `for` have the key `{key}`")
            else:
                made[key] = value
        return dict(sorted(made.items()))

    def children(self) -> Iterator[Node]:
        """Every part."""
        yield self.source
        yield from (n for n in (self.key, self.result, self.condition) if n is not None)


class Template(Node, frozen=True, eq=False):
    """A string with `${…}` in it."""

    parts: tuple[Node, ...]

    def evaluate(self, env: Env) -> Value:
        """The text; what is not known stands in it as a symbol."""
        found = [settled(part, env) for part in self.parts]
        _raise_failure(found, env)
        return bounded("".join(map(in_template, found)))

    def children(self) -> Iterator[Node]:
        """Literal and interpolated parts."""
        return iter(self.parts)


class TemplateIf(Node, frozen=True, eq=False):
    """`%{ if … }…%{ else }…%{ endif }`."""

    condition: Node
    yes: Node
    no: Node

    def evaluate(self, env: Env) -> Value:
        """The text of the branch."""
        return to_text((self.yes if to_bool(self.condition.evaluate(env)) else self.no).evaluate(env))

    def children(self) -> Iterator[Node]:
        """Condition and branches."""
        yield from (self.condition, self.yes, self.no)


class TemplateFor(Node, frozen=True, eq=False):
    """`%{ for … in … }…%{ endfor }`."""

    listed: For

    def evaluate(self, env: Env) -> Value:
        """The texts, one after another."""
        found = self.listed.evaluate(env)
        return bounded("".join(map(in_template, found)))

    def children(self) -> Iterator[Node]:
        """The loop."""
        yield self.listed


class Call(Node, frozen=True, eq=False):
    """`name(a, b...)`."""

    name: str
    arguments: tuple[Node, ...]
    expanded: bool
    """Whether the last argument is a list of arguments (`...`)."""

    def evaluate(self, env: Env) -> Value:
        """What the function returns."""
        return env.call(self, env)

    def children(self) -> Iterator[Node]:
        """The arguments."""
        return iter(self.arguments)


def to_key(value: Value) -> str:
    """A value as the key of an object: one that is not known cannot be a key."""
    text = to_text(value)
    if is_symbolic(text):
        raise NotKnown(because(text))
    return text


def walk(source: Value) -> list[tuple[Value, Value]]:
    """Keys and values of what `for` iterates over, in Terraform's order."""
    if isinstance(source, TfSet):
        return [(v, v) for v in source]
    if isinstance(source, list):
        return list(enumerate(source))
    if isinstance(source, Mapping):
        return [(k, source[k]) for k in sorted(source)]
    if isinstance(source, Unknown):
        raise refuse(source)
    if is_symbolic(source):
        raise NotKnown(because(source))
    raise Mistake(f"`for` cannot iterate over {kind(source)}")


def _raise_failure(found: Any, env: Env) -> None:
    if env.strict:
        failed = next((v for v in found if isinstance(v, Failed)), None)
        if failed is not None:
            raise Mistake(failed.why)


class Broken(Node, frozen=True, eq=False):
    """An expression that could not be read."""

    why: str
    refused: bool
    """Whether it is Terraform that would refuse it; otherwise it is beyond what this reader takes on."""

    def evaluate(self, env: Env) -> Value:  # noqa: ARG002
        """An error, or not known."""
        raise Mistake(self.why) if self.refused else NotKnown(self.why)
