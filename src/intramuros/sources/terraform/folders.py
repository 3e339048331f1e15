# SPDX-License-Identifier: Apache-2.0
"""One folder of Terraform source as one set of declarations: its files put together, override files merged in.

https://developer.hashicorp.com/terraform/language/files/override: attributes replace their namesake, nested blocks
replace all blocks of their type, `locals` merge name by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.graph import Gap
from intramuros.sources.terraform import salvage
from intramuros.sources.terraform.expressions import Files, evaluate, static_items
from intramuros.sources.terraform.files import Folder, folder_at, read_source
from intramuros.sources.terraform.syntax import Attribute, Block, Body, Expression, parse, parse_json
from intramuros.sources.terraform.values import Failed, Value

Key = tuple[str, str, str]
"""Mode, type and name of a resource."""

LABELS: Final = {"variable": 1, "output": 1, "module": 1, "provider": 1, "resource": 2, "data": 2}
"""How many labels a block of this type carries; other top-level blocks declare nothing that is reviewed."""
_EMPTY: Final = Body(attributes={}, blocks=())


class Requirement(Struct, frozen=True, kw_only=True):
    """An entry of `required_providers`."""

    source: str = ""
    version: str = ""


class Package(Struct, kw_only=True, eq=False):
    """What one folder declares."""

    folder: Folder
    variables: dict[str, Block] = {}
    outputs: dict[str, Block] = {}
    locals: dict[str, Attribute] = {}
    resources: dict[Key, Block] = {}
    calls: dict[str, Block] = {}
    providers: dict[tuple[str, str], Block] = {}
    """By local name and alias ("" for the default configuration)."""
    required: dict[str, Requirement] = {}
    gaps: list[Gap] = []
    read: int = 0
    """How many of its files could be read."""


class Nothing:
    """The scope in which no name means anything: for what Terraform wants to be literal."""

    files: Files | None = None

    def lookup(self, root: str, path: tuple[str | int, ...]) -> Value:
        """Nothing is defined."""
        return Failed(f"`{'.'.join(map(str, (root, *path)))}` may not be used here: a literal is asked for")


_NOTHING: Final = Nothing()


def literal(expr: Expression | None) -> Value:
    """The value of an expression that may refer to nothing."""
    return None if expr is None else evaluate(expr, _NOTHING)


def words(expr: Expression | None) -> str:
    """A literal text; "" where it is none."""
    found = literal(expr)
    return found if isinstance(found, str) else ""


class Library:
    """Every folder that was parsed, each once."""

    def __init__(self, folders: Mapping[Path, Folder]) -> None:
        self._folders = dict(folders)
        self._packages: dict[Path, Package] = {}

    @property
    def packages(self) -> tuple[Package, ...]:
        """Those that were parsed so far."""
        return tuple(self._packages.values())

    def at(self, path: Path, label: str) -> Package | None:
        """The declarations of the folder at `path`; None where no Terraform source lies there."""
        if path not in self._packages:
            folder = self._folders.get(path) or folder_at(path, label)
            if folder is None:
                return None
            self._packages[path] = load(folder)
        return self._packages[path]


def load(folder: Folder) -> Package:
    """Parse one folder."""
    package = Package(folder=folder)
    ordered = sorted(folder.files, key=lambda n: (_overrides(n), n))
    for name in ordered:
        body = _parse(folder, name, package)
        for block in body.blocks:
            _add(package, block, overrides=_overrides(name))
    return package


def _parse(folder: Folder, name: str, package: Package) -> Body:
    label = f"{folder.shown}/{name}" if folder.shown != "." else name
    data, gaps = read_source(folder.path / name, label)
    body, more = (parse_json if name.endswith(".json") else salvage.parsed)(data, label) if data else (_EMPTY, ())
    package.gaps.extend((*gaps, *more))
    package.read += not gaps or bool(data)
    return body


def _overrides(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _add(package: Package, block: Block, *, overrides: bool) -> None:
    if block.type == "locals":
        fresh = block.body.attributes
        twice = [] if overrides else [a for n, a in fresh.items() if n in package.locals]
        package.gaps.extend(_twice(f"local `{a.name}`", a) for a in twice)
        package.locals.update({n: a for n, a in fresh.items() if overrides or n not in package.locals})
    elif block.type == "terraform":
        _requirements(package, block)
    elif block.type in LABELS:
        _declare(package, block, overrides=overrides)


def _declare(package: Package, block: Block, *, overrides: bool) -> None:
    if len(block.labels) != LABELS[block.type]:
        what = f"a `{block.type}` block takes {LABELS[block.type]} name(s), this one has {len(block.labels)}"
        package.gaps.append(Gap(what=what, origin=block.origin, leaves_open="what this block declares"))
        return
    shelf, key = _SHELVES[block.type](package, block)
    known = shelf.get(key)
    if known is None:
        shelf[key] = block
    elif overrides:
        shelf[key] = _merged(known, block)
    else:
        package.gaps.append(_twice(f"`{' '.join((block.type, *block.labels))}`", block))


_SHELVES: Final[Mapping[str, Callable[[Package, Block], tuple[dict[Any, Block], Any]]]] = {
    "variable": lambda p, b: (p.variables, b.labels[0]),
    "output": lambda p, b: (p.outputs, b.labels[0]),
    "module": lambda p, b: (p.calls, b.labels[0]),
    "provider": lambda p, b: (p.providers, (b.labels[0], _alias(b))),
    "resource": lambda p, b: (p.resources, ("managed", *b.labels)),
    "data": lambda p, b: (p.resources, ("data", *b.labels)),
}


def _alias(block: Block) -> str:
    alias = block.body.attributes.get("alias")
    return words(alias.expr) if alias else ""


def _twice(what: str, place: Block | Attribute) -> Gap:
    return Gap(what=f"{what} is declared twice; the first counts", origin=place.origin, leaves_open="what the second declares")


def _merged(base: Block, over: Block) -> Block:
    replaced = {_kind(b) for b in over.body.blocks}
    kept = tuple(b for b in base.body.blocks if _kind(b) not in replaced)
    body = Body(attributes={**base.body.attributes, **over.body.attributes}, blocks=(*kept, *over.body.blocks))
    return Block(type=base.type, labels=base.labels, body=body, origin=base.origin)


def _kind(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def _requirements(package: Package, block: Block) -> None:
    for inner in block.body.blocks:
        if inner.type == "required_providers":
            package.required.update({n: requirement(a.expr) for n, a in inner.body.attributes.items()})


def requirement(expr: Expression) -> Requirement:
    """`{ source = …, version = … }`, or the version alone as it was written before Terraform 0.13."""
    items = static_items(expr)
    if items is None:
        return Requirement(version=words(expr))
    return Requirement(source=words(items.get("source")), version=words(items.get("version")))


def locked(folder: Path, label: str) -> dict[str, str]:
    """Provider source (`hashicorp/aws`) to the version that `.terraform.lock.hcl` holds."""
    path = folder / ".terraform.lock.hcl"
    if not path.is_file():
        return {}
    data, _ = read_source(path, f"{label}/.terraform.lock.hcl")
    body, _ = parse(data, f"{label}/.terraform.lock.hcl")
    return dict(_locked_versions(body.blocks))


def _locked_versions(blocks: Iterable[Block]) -> Iterable[tuple[str, str]]:
    for block in blocks:
        if block.type == "provider" and block.labels and "version" in block.body.attributes:
            yield "/".join(block.labels[0].split("/")[-2:]), words(block.body.attributes["version"].expr)
