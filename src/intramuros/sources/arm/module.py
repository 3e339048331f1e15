# SPDX-License-Identifier: Apache-2.0
"""One template as its expressions see it: parameters, variables, own functions, scope, and the resources that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.arm import cloud, evaluator, lambdas
from intramuros.sources.arm.evaluator import Frame, copies, evaluate, run
from intramuros.sources.arm.expressions import Call
from intramuros.sources.arm.later import Later, TooMuch
from intramuros.sources.arm.scopes import Scope
from intramuros.sources.nodes import Node, lookup

evaluator.SPECIAL.update({**lambdas.LAMBDAS, **cloud.CLOUD})
MAX_STEPS: Final = 1_000_000
MAX_CALLS: Final = 40
_SIMPLE: Final = frozenset({"string", "securestring"})


def functions() -> list[str]:
    """Every function of the language that is known, in small letters."""
    return sorted(n for n in {*evaluator.SPECIAL, *evaluator.PLAIN} if n.isalnum())


class Work:
    """How much of what a review may spend on one template is spent."""

    def __init__(self) -> None:
        self._left = MAX_STEPS
        self._drawn = 0

    def draw(self) -> int:
        """How many texts of chance have been drawn, this one included: no two are the same."""
        self._drawn += 1
        return self._drawn

    def step(self) -> None:
        """Spend one step."""
        self._left -= 1
        if self._left < 0:
            raise TooMuch


class Module:
    """A template while it is evaluated. Parameters and variables are evaluated when they are first asked for."""

    def __init__(
        self, template: Mapping[str, Any], given: Mapping[str, Any], *, scope: Scope, label: str, above: Module | None = None
    ) -> None:
        self.template, self.scope, self.above = template, scope, above
        self.label = label.replace("/", ":")  # no slash, so that an id can be cut at its own
        self.work: Work = above.work if above else Work()
        self.deployment: Callable[[str], Any] = lambda _: None
        """The outputs of a nested deployment by its name or symbol; None where there is none of that name."""
        self.named: Callable[[str], Any] = lambda _: None
        """The resource of a symbol or bare name, as its id; None where there is none."""
        self.location: Callable[[str], Any] = lambda _: None
        """Where a resource group lies that the deployment declares."""
        self.depth: int = above.depth + 1 if above else 0
        self.name: Any = None
        self._given = {k.casefold(): v for k, v in given.items()}
        self._stated = {k.casefold(): v for k, v in _mapping(template, "parameters").items()}
        self._own = _mapping(template, "variables")
        self._functions = _functions(template)
        self._values: dict[tuple[str, str], Any] = {}
        self._calls = 0

    @property
    def frame(self) -> Frame:
        """Outside of any copy."""
        return Frame(module=self)

    def _once(self, kind: str, name: str, make: Callable[[], Any]) -> Any:
        key = (kind, name.casefold())
        if key not in self._values:
            self._values[key] = Unknown(f"`{kind}('{name}')` refers to itself")
            self._values[key] = make()
        return self._values[key]

    def parameter(self, name: str) -> Any:
        """The value given, else the default, else what only who deploys will know."""
        return self._once("parameters", name, lambda: self._parameter(name))

    def _parameter(self, name: str) -> Any:
        folded = name.casefold()
        stated = self._stated.get(folded)
        if folded in self._given and not (self._given[folded] is None and isinstance(stated, Mapping) and "defaultValue" in stated):
            return self._given[folded]
        if not isinstance(stated, Mapping):
            return Unknown(f"the template has no parameter `{name}`")
        if "defaultValue" in stated:
            return evaluate(stated["defaultValue"], self.frame)
        return None if stated.get("nullable") is True else self._unstated(name, stated)

    def _unstated(self, name: str, stated: Mapping[str, Any]) -> Any:
        allowed = stated.get("allowedValues")
        if isinstance(allowed, list) and len(allowed) == 1:
            return allowed[0]
        why = f"parameter `{name}` has no value and no default"
        return Later(self.label, (f"parameters('{name}')",), self._kind(stated, 0) in _SIMPLE, why)

    def _kind(self, stated: Mapping[str, Any], depth: int) -> str:
        """The type of a parameter, which may be one that the template defines (`$ref`)."""
        reference = stated.get("$ref")
        if isinstance(reference, str) and depth < 20:
            found = lookup(_mapping(self.template, "definitions"), reference.rsplit("/", 1)[-1])
            return self._kind(found, depth + 1) if isinstance(found, Mapping) else ""
        return str(stated.get("type", "")).casefold()

    def allowed(self, name: str) -> list[Any] | None:
        """The only values that a parameter may have."""
        stated = self._stated.get(name.casefold())
        found = stated.get("allowedValues") if isinstance(stated, Mapping) else None
        return found if isinstance(found, list) else None

    def variable(self, name: str) -> Any:
        """A variable of the template."""
        return self._once("variables", name, lambda: self._variable(name))

    def _variable(self, name: str) -> Any:
        made = self._own.get("copy")
        for one in made if isinstance(made, list) else []:
            if isinstance(one, Mapping) and str(one.get("name")).casefold() == name.casefold():
                return copies([one], self.frame)[str(one.get("name"))]
        folded = name.casefold()
        found = [v for k, v in self._own.items() if k.casefold() == folded]
        return evaluate(found[0], self.frame) if found else Unknown(f"the template has no variable `{name}`")

    def call(self, call: Call, frame: Frame) -> Any:
        """A function that the template defines: it sees its own parameters alone."""
        stated = self._functions.get(call.name)
        if stated is None:
            return Unknown(f"`{call.text}`: no such function is known")
        if self._calls >= MAX_CALLS:
            return Unknown(f"`{call.text}` calls itself")
        listed = stated.get("parameters")
        names = [str(p.get("name")) for p in listed if isinstance(p, Mapping)] if isinstance(listed, list) else []
        given = dict(zip(names, (run(a, frame) for a in call.args), strict=False))
        body = Module({"parameters": {n: {} for n in names}}, given, scope=self.scope, label=self.label, above=self)
        body._functions, body._calls = self._functions, self._calls + 1
        return evaluate(lookup(stated.get("output"), "value"), body.frame)

    def output(self, name: str) -> Any:
        """An output of the template."""
        return self._once("outputs", name, lambda: self._output(name))

    def _output(self, name: str) -> Any:
        stated = lookup(_mapping(self.template, "outputs"), name)
        if not isinstance(stated, Mapping):
            return Unknown(f"the template has no output `{name}`")
        made = stated.get("copy")
        if isinstance(made, Mapping):
            return copies([{**made, "name": name}], self.frame)[name]
        return evaluate(stated.get("value"), self.frame)


def _mapping(template: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = lookup(template, key)
    return found if isinstance(found, Mapping) else Node()


def _functions(template: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    listed = lookup(template, "functions")
    spaces = [s for s in listed if isinstance(s, Mapping)] if isinstance(listed, list) else []
    members = ((str(s.get("namespace")), s.get("members")) for s in spaces)
    return {
        f"{space}.{name}".casefold(): body
        for space, found in members
        if isinstance(found, Mapping)
        for name, body in found.items()
        if isinstance(body, Mapping)
    }
