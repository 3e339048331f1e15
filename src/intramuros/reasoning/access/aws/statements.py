# SPDX-License-Identifier: Apache-2.0
"""A policy document, parsed and checked once: its statements as patterns, what cannot be understood marked as such.

An element that this grammar does not know never makes a statement disappear: the statement then matches "maybe"
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import OPEN, Unknown, is_symbolic, readable, sole_symbol
from intramuros.reasoning.access.aws.context import Context, has_variables, substitute
from intramuros.reasoning.access.aws.globs import (
    any_of,
    compare,
    completed,
    matches,
    overlap,
    resource_matches,
    stays_in_its_part,
    tokens_of_text,
    too_long,
)
from intramuros.reasoning.access.aws.ternary import MAYBE, NO, YES, Truth, inverse, some

Effect = Literal["Allow", "Deny"]
_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
_MOST_STATEMENTS = 2000
"""Documents are limited in characters (a key policy to 32 KB, the longest): none that AWS takes holds this many."""


OWN_CANONICAL = "canonical:"
"""How the sources spell an account's own canonical user id (`data.aws_canonical_user_id`), followed by the account."""


def _is_origin_access(principal: str) -> bool:
    """Whether a principal is an origin access identity of CloudFront: no user of any account, though spelled like one."""
    named = sole_symbol(principal)
    return ":iam::cloudfront:user/" in principal or (named is not None and "aws_cloudfront_origin_access_identity." in named[0])


class Named:
    """The principals that a Principal or NotPrincipal element lists."""

    __slots__ = ("arns", "canonical", "everyone", "fault", "federated", "others", "services")

    def __init__(self, element: Any) -> None:
        self.everyone = element == "*"
        self.arns: tuple[str, ...] = ()
        self.canonical: tuple[str, ...] = ()
        self.services: tuple[str, ...] = ()
        self.federated: tuple[str, ...] = ()
        self.others: tuple[str, ...] = ()
        self.fault = ""
        if isinstance(element, Mapping):
            self._read(element)
        elif isinstance(element, str) and not self.everyone:
            self.arns = (element,)
        elif not self.everyone:
            self.fault = _missing(element, "Principal")

    def _read(self, element: Mapping[Any, Any]) -> None:
        for kind, values in element.items():
            texts, fault = _texts(values, f"Principal.{kind}")
            self.fault = self.fault or fault
            if kind == "AWS":
                self.everyone = self.everyone or "*" in texts
                self.canonical += tuple(t for t in texts if _is_origin_access(t))
                self.arns += tuple(t for t in texts if t != "*" and not _is_origin_access(t))
            elif kind == "CanonicalUser":
                self.canonical += tuple(t for t in texts if not t.startswith(OWN_CANONICAL))
                self.arns += tuple(f"arn:aws:iam::{t.removeprefix(OWN_CANONICAL)}:root" for t in texts if t.startswith(OWN_CANONICAL))
            elif kind == "Service":
                self.services += texts
            elif kind == "Federated":
                self.federated += texts
            elif kind == "*":
                self.everyone = self.everyone or "*" in texts
            else:
                self.others += texts


class Test:
    """One operator and key of a Condition element with the values it is held against."""

    __slots__ = ("fault", "folded", "key", "operator", "values")

    def __init__(self, operator: str, key: str, values: Any) -> None:
        self.operator = operator
        self.key, self.folded = key, key.casefold()
        self.values, self.fault = _texts(values, f"Condition.{operator}.{key}")


class Statement:
    """One statement; `faults` say which parts of it could not be understood, each beginning with the part's name.

    `unfit` says why it may stand in no policy of an identity, an organisation or an endpoint ('' = it may).
    """

    __slots__ = (
        "_expression",
        "actions",
        "effect",
        "faults",
        "index",
        "not_actions",
        "not_principal",
        "not_resources",
        "principal",
        "resources",
        "sid",
        "tests",
        "unfit",
        "variables",
    )

    def __init__(self, body: Mapping[Any, Any], index: int, effect: Effect, *, variables: bool) -> None:
        self.index, self.effect, self.variables = index, effect, variables
        self._expression: re.Pattern[str] | Literal[False] | None = False
        sid = body.get("Sid")
        self.sid = sid if isinstance(sid, str) else ""
        faults: list[str] = [f"{k} is no element of the policy grammar" for k in body if k not in _ELEMENTS]
        self.actions, self.not_actions = self._pair(body, "Action", faults)
        self.resources, self.not_resources = self._pair(body, "Resource", faults)
        self.principal = Named(body["Principal"]) if body.get("Principal") is not None else None
        self.not_principal = Named(body["NotPrincipal"]) if body.get("NotPrincipal") is not None else None
        self.tests = _tests(body.get("Condition"), faults)
        if self.actions is None and self.not_actions is None and not faults:
            faults.append("Action is missing, and NotAction too")
        if self.principal is not None and self.not_principal is not None:
            faults.append("Principal and NotPrincipal exclude each other")
        faults += [n.fault for n in (self.principal, self.not_principal) if n is not None and n.fault]
        self.faults = tuple(faults)
        self.unfit = "Resource is missing, and NotResource too" if self.resources is None and self.not_resources is None else ""

    @property
    def fault(self) -> str:
        """All that could not be understood; '' = nothing."""
        return "; ".join(self.faults)

    @property
    def confines_principals(self) -> bool:
        """Whether it names principals other than everyone."""
        return self.not_principal is not None or (self.principal is not None and not self.principal.everyone)

    @staticmethod
    def _pair(body: Mapping[Any, Any], element: str, faults: list[str]) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        found: list[tuple[str, ...] | None] = []
        for name in (element, f"Not{element}"):
            if body.get(name) is None:
                found.append(None)
                continue
            texts, fault = _texts(body[name], name)
            found.append(texts)
            if fault:
                faults.append(fault)
        if found[0] is not None and found[1] is not None:
            faults.append(f"{element} and Not{element} exclude each other")
        if element == "Resource":
            found = [None if f is None else tuple(map(completed, f)) for f in found]
        return found[0], found[1]

    def _plainly(self) -> re.Pattern[str] | None:
        """The listed resources as one expression, where each either matches a plain name or does not; None where not so."""
        if self._expression is False:
            listed = self.resources if self.resources is not None else self.not_resources or ()
            plain = all(not is_symbolic(p) and not (self.variables and has_variables(p)) and stays_in_its_part(p) for p in listed)
            self._expression = any_of(listed) if listed and plain and not self.faults else None
        return self._expression

    def covers_action(self, action: str) -> Truth:
        """Whether the Action or NotAction element covers an action (case ignored)."""
        return self._read("Action", _covers(self.actions, self.not_actions, action))

    def _read(self, element: str, truth: Truth) -> Truth:
        """What an element covers is not known where it could not be understood; and nothing is sure of a statement with a fault."""
        if not self.faults:
            return truth
        return MAYBE if any(f.startswith((element, f"Not{element}")) for f in self.faults) else min(truth, MAYBE)

    def covers_resource(self, resources: tuple[str, ...], context: Context) -> Truth:
        """Whether the Resource or NotResource element covers a resource, of which all names are given."""
        plainly = self._plainly() if self._expression is False else self._expression
        if plainly is not None and len(resources) == 1 and OPEN not in resources[0]:
            return YES if (plainly.fullmatch(resources[0]) is None) is (self.resources is None) else NO
        names = resources
        if self.resources is None and self.not_resources is None:
            return self._read("Resource", YES)  # trust policies name no resource
        if self.resources is not None:
            return self._read("Resource", some(self._hit(p, n, context, NO) for p in self.resources for n in names))
        return self._read("Resource", inverse(some(self._hit(p, n, context, MAYBE) for p in self.not_resources or () for n in names)))

    def _hit(self, pattern: str, name: str, context: Context, unreplaced: Truth) -> Truth:
        if not (self.variables and has_variables(pattern)):
            return resource_matches(pattern, name)
        tokens = substitute(pattern, context)
        if tokens is None:
            return unreplaced
        found = compare(tokens, tokens_of_text(name))
        return min(found, MAYBE) if _EARLY_VARIABLE.match(pattern) else found


class Wording:
    """What a document says, whoever bears it: its statements, and what of them may cover which action where (remembered).

    `fault` is set where nothing of it can be read.
    """

    def __init__(self, document: Any) -> None:
        self.fault = ""
        self.variables = False
        self.statements: tuple[Statement, ...] = ()
        self._touched: dict[tuple[str, tuple[str, ...]], tuple[Statement, ...]] = {}
        self._actions: dict[str, tuple[tuple[Statement, Truth], ...]] = {}
        self._places: dict[tuple[str, str], tuple[bool, bool]] = {}
        if not isinstance(document, Mapping):
            self.fault = _missing(document, "$")
            return
        version = document.get("Version")
        self.variables = version == "2012-10-17" or is_symbolic(version)
        if version not in _VERSIONS and not is_symbolic(version):
            self.fault = _missing(version, "$.Version")
            return
        self._read(document.get("Statement"))

    def _read(self, found: Any) -> None:
        bodies = [found] if isinstance(found, Mapping) else found
        if not isinstance(bodies, list | tuple) or len(bodies) > _MOST_STATEMENTS:
            self.fault = _missing(found, "$.Statement")
            return
        self.statements = tuple(s for i, body in enumerate(bodies) for s in self._statement(body, i))

    def _statement(self, body: Any, index: int) -> list[Statement]:
        """A statement whose effect or whole is not known may both allow and deny."""
        known = isinstance(body, Mapping)
        fields: Mapping[Any, Any] = body if isinstance(body, Mapping) else {"Principal": "*", "Action": "*", "Resource": "*"}
        effect = fields.get("Effect") if known else None
        if effect == "Allow":
            return [Statement(fields, index, "Allow", variables=self.variables)]
        if effect == "Deny":
            return [Statement(fields, index, "Deny", variables=self.variables)]
        both = [Statement(fields, index, e, variables=self.variables) for e in _EFFECTS]
        for statement in both:
            statement.faults = (_missing(effect if known else body, "Effect" if known else ""),)
        return both

    def touching(self, action: str, resources: tuple[str, ...]) -> tuple[Statement, ...]:
        """The statements that may cover the action on the resource, principals and conditions left aside."""
        asked = (action, resources)
        if asked not in self._touched:
            _make_room(self._touched)
            covering = (s for s in self.about(action) if s.covers_resource(resources, _ANYWHERE) is not NO)
            self._touched[asked] = tuple(covering)
        return self._touched[asked]

    def about(self, action: str) -> tuple[Statement, ...]:
        """The statements that may cover the action on anything."""
        return tuple(s for s, _ in self.covering(action))

    def covering(self, action: str) -> tuple[tuple[Statement, Truth], ...]:
        """The same, and how surely each covers it."""
        found = self._actions.get(action)
        if found is None:
            _make_room(self._actions)
            covered = ((s, s.covers_action(action)) for s in self.statements)
            found = self._actions[action] = tuple((s, t) for s, t in covered if t is not NO)
        return found

    def may_allow(self, action: str) -> bool:
        """Whether some statement may allow the action on anything."""
        return bool(self.fault) or any(s.effect == "Allow" for s in self.about(action))

    def bears_on(self, action: str, inside: str) -> tuple[bool, bool]:
        """Whether statements may allow, and whether they may deny, the action on something that the pattern `inside` covers."""
        asked = (action, inside)
        if asked not in self._places:
            _make_room(self._places)
            effects = {s.effect for s in self.about(action) if may_overlap(s, inside)}
            self._places[asked] = (bool(self.fault) or "Allow" in effects, bool(self.fault) or "Deny" in effects)
        return self._places[asked]


class Policy:
    """A parsed document, with whose it is (`address`, `label`); documents of one wording share it.

    `fault` is set where nothing of it can be read;
    `may_deny` is False where even an unread one is known to deny nothing.
    """

    __slots__ = ("address", "fault", "label", "may_deny", "origin", "statements", "variables", "wording")

    def __init__(
        self,
        document: Any,
        *,
        label: str = "",
        address: str = "",
        origin: Origin | None = None,
        may_deny: bool = True,
        wording: Wording | None = None,
    ) -> None:
        self.label, self.address, self.origin = label, address, origin
        self.may_deny = may_deny
        self.wording = wording if wording is not None else Wording(document)
        self.fault = self.wording.fault if isinstance(document, Mapping) else _missing(document, label or "the policy")
        self.variables = self.wording.variables
        self.statements = self.wording.statements

    def touching(self, action: str, resources: tuple[str, ...]) -> tuple[Statement, ...]:
        """The statements that may cover the action on the resource, principals and conditions left aside (remembered)."""
        return self.wording.touching(action, resources)

    def may_allow(self, action: str) -> bool:
        """Whether some statement may allow the action on anything (remembered)."""
        return self.wording.may_allow(action)

    def may_allow_on(self, action: str, inside: str) -> bool:
        """Whether some statement may allow the action on something that the pattern `inside` covers (remembered)."""
        return self.wording.bears_on(action, inside)[0]


_MOST_REMEMBERED = 4096
"""Things are asked about one after the other, so that what was remembered of the first is of no use to the last."""


def _make_room(memory: dict[Any, Any]) -> None:
    if len(memory) >= _MOST_REMEMBERED:
        memory.clear()


_VERSIONS = (None, "2008-10-17", "2012-10-17")
_EARLY_VARIABLE = lazy(r"(?:[^:$]*:){0,4}[^:$]*\$\{")
"""A variable before the fifth colon, where AWS knows none: "only in the resource portion of the ARN"
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-resourceelement)."""
_ANYWHERE = Context({}, open_world=True)
_EFFECTS: tuple[Effect, Effect] = ("Allow", "Deny")


def may_overlap(statement: Statement, inside: str, among: tuple[str, ...] | None = None) -> bool:
    """Whether a statement's resources (or those `among` them) may have anything in common with a pattern."""
    if statement.resources is None or statement.fault:
        return True
    if is_symbolic(inside):
        return True
    listed = statement.resources if among is None else among
    return any(p == "*" or is_symbolic(p) or has_variables(p) or too_long(p, inside) or overlap(p, inside) for p in listed)


def _covers(listed: tuple[str, ...] | None, excepted: tuple[str, ...] | None, action: str) -> Truth:
    if listed is not None:
        return some(matches(p, action, fold=True) for p in listed)
    return inverse(some(matches(p, action, fold=True) for p in excepted or ()))


def _texts(value: Any, where: str) -> tuple[tuple[str, ...], str]:
    """The strings of an element (one or a list; numbers and booleans as JSON writes them), and what is wrong with it."""
    if isinstance(value, str):
        return (value,), ""
    items = value if isinstance(value, list | tuple) else [value]
    out: list[str] = []
    for item in items:
        if isinstance(item, str):
            out.append(item)
        elif isinstance(item, bool):
            out.append("true" if item else "false")
        elif isinstance(item, int | float):
            out.append(f"{item:g}" if isinstance(item, float) else str(item))
        else:
            return tuple(out), _missing(item, where)
    return tuple(out), ""


def _tests(element: Any, faults: list[str]) -> tuple[Test, ...]:
    if element is None:
        return ()
    if not isinstance(element, Mapping):
        faults.append(_missing(element, "Condition"))
        return ()
    out: list[Test] = []
    for operator, block in element.items():
        if not isinstance(block, Mapping):
            faults.append(_missing(block, f"Condition.{operator}"))
            continue
        out += [Test(str(operator), str(key), values) for key, values in block.items()]
    return tuple(out)


def _missing(value: Any, where: str) -> str:
    if isinstance(value, Unknown):
        return f"{where}: {value.why}"
    if is_symbolic(value):
        return f"{where}: `{readable(value)}` is known only after apply"
    return f"{where} is not as the policy grammar has it"
