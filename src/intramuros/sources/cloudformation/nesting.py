# SPDX-License-Identifier: Apache-2.0
"""The stacks that the templates amount to: each of its own or inside another, with its parameters, and what they export to one another.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown, readable, symbol
from intramuros.sources.cloudformation import loops
from intramuros.sources.cloudformation.conditions import named
from intramuros.sources.cloudformation.intrinsics import evaluate
from intramuros.sources.cloudformation.outputs import output
from intramuros.sources.cloudformation.serverless import expanded
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import Placed
from intramuros.sources.cloudformation.templates import Library, Template, environments
from intramuros.sources.cloudformation.values import Value
from intramuros.sources.declared import Home

NESTED: Final = "AWS::CloudFormation::Stack"
_NO_REGION: Final = Unknown("in which region the stack is created, which a template does not say")
MAX_LEVELS: Final = 8
MAX_STACKS: Final = 2000
"""Nested stacks are not copied without end: a template that names itself stops here."""


class Deployment:
    """Every stack, and the names that they export."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._environments = environments(library.manifests)
        self._all: list[Stack] = []
        self._exports: dict[str, list[tuple[Stack, str]]] | None = None

    def stacks(self) -> list[Stack]:
        """Every stack; a template that another one nests is no stack of its own."""
        inner = set(self._inner())
        own = [t for t in self.library.templates if t.document.shown not in inner] or list(self.library.templates)
        roots = [(self._root(t), t) for t in own]
        count = Counter(name for stack, _ in roots for name in stack.resources)
        shared = frozenset(n for n, c in count.items() if c > 1)
        for stack, _ in roots:
            stack.shared = shared
        for stack, template in roots:
            self._nest(stack, template, 0)
        return self._all

    def _inner(self) -> Iterator[str]:
        for template in self.library.templates:
            resources = template.root.get("Resources")
            for body in resources.values() if isinstance(resources, dict) else ():
                if isinstance(body, dict) and body.get("Type") in (NESTED, "AWS::Serverless::Application"):
                    found = self._named(template, body, None)
                    if found is not None:
                        yield found.document.shown

    def _named(self, around: Template, body: Mapping[str, Any], stack: Stack | None) -> Template | None:
        properties = body.get("Properties")
        said = properties if isinstance(properties, dict) else {}
        location = said.get("TemplateURL", said.get("Location"))
        if isinstance(location, dict):
            location = evaluate(location, stack or self._bare(around))
        metadata = body.get("Metadata")
        asset = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
        return self.library.nested(around, location, asset)

    @staticmethod
    def _bare(template: Template) -> Stack:
        return Stack(shown=template.document.shown, root=template.root)

    def _root(self, template: Template) -> Stack:
        given = self.library.given(template)
        around = self._environments.get(template.document.shown, {})
        stack = Stack(
            shown=template.document.shown,
            label=template.document.below,
            root=template.root,
            home=_home(around.get("environment"), {**_stated(around.get("tags")), **given.tags}),
            name=around.get("name"),
            given={**_stated(around.get("parameters")), **given.values},
            allowed=given.allowed,
        )
        self._open(stack)
        return stack

    def _open(self, stack: Stack) -> None:
        """Write out the stack's loops and transforms."""
        stack.imported = self._imported
        stack.conditions = loops.written_out(stack.section("Conditions"), stack, evaluate)
        stack.resources = expanded(stack, loops.written_out(stack.section("Resources"), stack, evaluate))
        stack.outputs = loops.written_out(stack.section("Outputs"), stack, evaluate)
        self._all.append(stack)

    def _nest(self, stack: Stack, template: Template, level: int) -> None:
        """Open what a stack nests, those with no parameters from siblings first, since outputs feed one another."""
        for logical, body in stack.resources.items():
            if isinstance(body, dict) and body.get("Type") in (NESTED, "AWS::Serverless::Application"):
                self._child(stack, template, logical, body, level)

    def _child(self, stack: Stack, template: Template, logical: str, body: Mapping[str, Any], level: int) -> None:
        stands = True if body.get("Condition") is None else named(stack, body["Condition"], evaluate)
        if stands is False:
            return
        found = self._named(template, body, stack)
        lines = stack.resources.lines.get(logical)
        if found is None or level >= MAX_LEVELS or len(self._all) >= MAX_STACKS:
            what = (
                f"the template of nested stack `{stack.address(logical)}` is not among the files"
                if found is None
                else "stacks are nested too deeply"
            )
            stack.gap(what, lines, "everything that it declares")
            return
        child = Stack(
            shown=found.document.shown,
            prefix=f"{stack.prefix}{logical}/",
            label=stack.label,
            shared=stack.shared,
            root=found.root,
            home=stack.home,
            maybe=f"whether stack `{stack.address(logical)}` is created is not known: {stands.why}"
            if isinstance(stands, Unknown)
            else stack.maybe,
        )
        child.given = _Passed(stack, body)
        self._open(child)
        stack.children[logical] = child
        self._nest(child, found, level + 1)

    def _imported(self, name: Value) -> Value:
        if isinstance(name, Unknown):
            return name
        if self._exports is None:
            self._exports = {}
            for stack in self._all:
                for key, said in stack.outputs.items():
                    self._export(stack, key, said)
        hits = self._exports.get(str(name), [])
        if len(hits) != 1:
            how = "is exported by several stacks" if hits else "is exported by no stack that is read"
            return symbol("?", f"`{readable(str(name))}` {how}")
        return output(hits[0][0], hits[0][1], evaluate)

    def _export(self, stack: Stack, key: str, said: Any) -> None:
        exported = said.get("Export") if isinstance(said, dict) else None
        if isinstance(said, dict) and said.get("Condition") is not None and named(stack, said["Condition"], evaluate) is False:
            return
        name = evaluate(exported.get("Name"), stack) if isinstance(exported, dict) else None
        if isinstance(name, str) and self._exports is not None:
            self._exports.setdefault(name, []).append((stack, key))


class _Passed(Mapping[str, Value]):
    """The parameters that a stack passes to one nested in it, worked out when they are asked for: a sibling's output may be one."""

    def __init__(self, stack: Stack, body: Mapping[str, Any]) -> None:
        properties = body.get("Properties")
        said = properties.get("Parameters") if isinstance(properties, dict) else None
        self._said: Placed | dict[str, Any] = said if isinstance(said, dict) else {}
        self._stack = stack
        self._worked: dict[str, Value] = {}

    def __getitem__(self, name: str) -> Value:
        if name not in self._worked:
            mark = ("passed", f"{id(self)}/{name}")
            if mark in self._stack.busy:
                return Unknown(f"parameter `{name}` refers to itself")
            self._stack.busy.add(mark)
            self._worked[name] = evaluate(self._said[name], self._stack)
            self._stack.busy.discard(mark)
        return self._worked[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)

    def __contains__(self, name: object) -> bool:
        return name in self._said


def _stated(given: Any) -> dict[str, Value]:
    return {k: v for k, v in given.items() if isinstance(v, str)} if isinstance(given, dict) else {}


def _home(environment: Any, tags: Mapping[str, str]) -> Home:
    """`aws://111122223333/eu-central-1`, as a CDK manifest states it; `unknown-account` and `unknown-region` say nothing."""
    parts = environment.removeprefix("aws://").split("/") if isinstance(environment, str) else []
    account, region = parts if len(parts) == 2 else ("", "")
    return Home(
        account=account if account.isdigit() else None,
        region=_NO_REGION if region in ("", "unknown-region") else region,
        default_tags=tags,
    )
