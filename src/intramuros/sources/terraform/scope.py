# SPDX-License-Identifier: Apache-2.0
"""What names mean in a module instance, and inside one of its repeated blocks."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from intramuros.estate.values import Unknown
from intramuros.sources.terraform.expressions import Files, follow
from intramuros.sources.terraform.repetition import Repetition
from intramuros.sources.terraform.values import Failed, Value
from intramuros.sources.terraform.views import AnyInstance, View

Steps = tuple[str | int, ...]


class Host(Protocol):
    """What a scope asks of the module instance it belongs to."""

    @property
    def folder(self) -> Path:
        """Where its source lies."""

    @property
    def files(self) -> Files:
        """Where `file()` may read."""

    def variable(self, name: str) -> Value:
        """A variable's value."""

    def local(self, name: str) -> Value:
        """A local's value."""

    def called(self, name: str) -> Value:
        """What `module.name` stands for."""

    def group(self, mode: str, kind: str, name: str) -> Value:
        """What the bare name of a resource stands for."""


class ModuleScope:
    """The names of one module instance; `each`, `count`, `self` and iterators are added where a block is repeated."""

    __slots__ = ("files", "host", "names", "repetition", "self_view")

    def __init__(
        self, host: Host, repetition: Repetition | None = None, self_view: View | None = None, names: Mapping[str, Value] | None = None
    ) -> None:
        self.host = host
        self.files: Files | None = host.files
        self.repetition = repetition
        self.self_view = self_view
        self.names = names or {}

    def repeated(self, repetition: Repetition, view: View | None) -> ModuleScope:
        """This scope inside one instance of a block."""
        return ModuleScope(self.host, repetition, view, self.names)

    def bound(self, name: str, value: Value) -> ModuleScope:
        """This scope with the iterator of a `dynamic` block."""
        return ModuleScope(self.host, self.repetition, self.self_view, {**self.names, name: value})

    def lookup(self, root: str, path: Steps) -> Value:
        """The value of `root` followed by all of `path`."""
        if root in self.names:
            return follow(self.names[root], path)
        known = _ROOTS.get(root)
        if known is None:
            return _resource(self, "managed", root, path)
        return known(self, path) if path else Failed(f"`{root}` is not a value")


def _resource(scope: ModuleScope, mode: str, kind: str, path: Steps) -> Value:
    return _stepped(scope.host.group(mode, kind, str(path[0])), path[1:]) if path else Failed(f"`{kind}` is not a value")


def _data(scope: ModuleScope, path: Steps) -> Value:
    return _resource(scope, "data", str(path[0]), path[1:])


def _module(scope: ModuleScope, path: Steps) -> Value:
    return _stepped(scope.host.called(str(path[0])), path[1:])


def _var(scope: ModuleScope, path: Steps) -> Value:
    return follow(scope.host.variable(str(path[0])), path[1:])


def _local(scope: ModuleScope, path: Steps) -> Value:
    return follow(scope.host.local(str(path[0])), path[1:])


def _each(scope: ModuleScope, path: Steps) -> Value:
    each = scope.repetition.each if scope.repetition else None
    return Failed("`each` is used where there is no `for_each`") if each is None else follow(each, path)


def _count(scope: ModuleScope, path: Steps) -> Value:
    index = scope.repetition.index if scope.repetition else None
    return index if index is not None and path == ("index",) else Failed("`count.index` is used where there is no `count`")


def _path(scope: ModuleScope, path: Steps) -> Value:
    """Paths as Terraform gives them: relative to the folder where it runs, which is the root module's."""
    base = scope.host.files.base
    known: dict[Steps, str] = {
        ("module",): Path(os.path.relpath(scope.host.folder, base)).as_posix(),
        ("root",): ".",
        ("cwd",): base.as_posix(),
    }
    return known.get(path, Failed(f"`path.{'.'.join(map(str, path))}` does not exist"))


def _terraform(_: ModuleScope, path: Steps) -> Value:
    return "default" if path == ("workspace",) else Unknown(f"`terraform.{'.'.join(map(str, path))}` is known only when it runs")


def _self(scope: ModuleScope, path: Steps) -> Value:
    return Failed("`self` has no meaning here") if scope.self_view is None else follow(scope.self_view, path)


def _stepped(value: Value, path: Steps) -> Value:
    """Steps into instances: an index into instances of unknown number means the one that stands for all of them."""
    return follow(value.instance, path[1:]) if isinstance(value, AnyInstance) and path else follow(value, path)


_ROOTS: Final[Mapping[str, Callable[[ModuleScope, Steps], Value]]] = {
    "var": _var,
    "local": _local,
    "each": _each,
    "count": _count,
    "path": _path,
    "terraform": _terraform,
    "module": _module,
    "data": _data,
    "self": _self,
}
