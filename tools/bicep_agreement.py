# SPDX-License-Identifier: Apache-2.0
"""Holds the Bicep reader against the compiler: `main.bicep` and the `main.json` that `bicep build` wrote beside it must declare the same.

    python tools/bicep_agreement.py FOLDER… [--show N]

FOLDER is a checkout of a public repository that keeps both (Azure/bicep-registry-modules, Azure/bicep, Azure/azure-quickstart-templates).
Both are evaluated by the reader of templates, with no parameters given; what a registry's module declares is taken from the compiled
template, as if it had been restored. Every resource is compared: id, whether it exists already, and every property.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from intramuros.estate.origin import Origin
from intramuros.estate.values import CLOSE, OPEN, Unknown
from intramuros.sources.arm.json_text import NotJson, parse
from intramuros.sources.arm.template import ArmResource, evaluate
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.library import Library, Source, is_registry
from intramuros.sources.bicep.reader import made
from intramuros.sources.bicep.resources import Compiler
from intramuros.sources.bicep.roots import Root
from intramuros.sources.documents import Document
from intramuros.sources.terraform.files import to_utf8

_SYMBOL = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
_AT = Origin(file="", dialect="arm")


class Restored(Library):
    """A library whose registries hold what the compiled template holds of them."""

    modules: dict[str, Any] = {}

    def template(self, near: Source, path: str) -> Any:
        """The compiled module."""
        return self.modules[path] if path in self.modules else super().template(near, path)


def pairs(folders: Sequence[str]) -> Iterator[tuple[Path, Path, Path]]:
    """Every Bicep file with a compiled template of Bicep's beside it."""
    for folder in folders:
        for source in sorted(Path(folder).rglob("*.bicep")):
            for compiled in (source.with_suffix(".json"), source.with_name("azuredeploy.json")):
                if source.is_file() and compiled.is_file() and '"_generator"' in compiled.read_text("utf-8-sig")[:3000]:
                    yield Path(folder), source, compiled
                    break


def compared(top: Path, source: Path, compiled: Path) -> tuple[int, int, list[str]]:
    """How many resources agree, of how many, and what does not."""
    template = parse(compiled.read_text("utf-8-sig"), "main.json")
    text = to_utf8(source.read_bytes(), source.name)[0].decode()
    library = Restored([Document(path=source, shown=source.as_posix(), below=source.relative_to(top).as_posix(), text=text)])
    library.modules = {}
    root = library.open(next(iter(library.sources.values())), source.name)
    if root is None:
        raise FileNotFoundError(source)
    _restore(library, root, template, 0)
    own = made(Compiler(library), Root(source=root), "root").resources
    theirs = evaluate(template, parameters={}, origin=_AT, label="root").resources
    return _differences(own, theirs)


def _restore(library: Restored, source: Source, template: Any, depth: int) -> None:
    """Put the templates of registries' modules, which the compiled template holds, where the reader looks for them."""
    resources = template.get("resources") if isinstance(template, Mapping) else None
    for s in source.program.statements:
        if not isinstance(s, tree.Module) or s.path.plain is None or depth > 20:
            continue
        found = _named(resources, s)
        inner = found.get("properties", {}).get("template") if isinstance(found, Mapping) else None
        if is_registry(s.path.plain) and inner is not None:
            library.modules[s.path.plain] = inner
        elif (other := library.open(source, s.path.plain)) is not None and inner is not None:
            _restore(library, other, inner, depth + 1)


def _named(resources: Any, s: tree.Module) -> Any:
    """A module by its symbol; by what it is given and the words of its name in a template that lists its resources without symbols."""
    if isinstance(resources, Mapping):
        return resources.get(s.name)
    fields = {f.key.plain: f.value for f in s.body.fields if isinstance(f, tree.Field)}
    given = fields.get("params")
    keys = {f.key.plain for f in given.fields if isinstance(f, tree.Field)} if isinstance(given, tree.Fields) else set()
    words = [p for p in name.parts if isinstance(p, str)] if isinstance(name := fields.get("name"), tree.Text) else []
    named = [
        r
        for r in resources or ()
        if r.get("type") == "Microsoft.Resources/deployments"
        and set(r["properties"].get("parameters", ())) == keys
        and all(w in str(r.get("name")) for w in words)
    ]
    return named[0] if len(named) == 1 else None


def _differences(own: Sequence[ArmResource], theirs: Sequence[ArmResource]) -> tuple[int, int, list[str]]:
    mine, others = _by_id(own), _by_id(theirs)
    said: list[str] = []
    for key in {**mine, **others}:
        a, b = mine.get(key), others.get(key)
        if a is None or b is None:
            if (a or b) is not None and not (a or b).existing:  # type: ignore[union-attr]  # an `existing` that nothing needs is left out by the compiler
                said.append(f"{key}: only in {'the template' if a is None else 'Bicep'}")
        else:
            said.extend(f"{key} {w}" for w in (() if a.existing else _unlike(a.body, b.body, "")))
    agreed = sum(1 for k in others if k in mine and not any(s.startswith(k) for s in said))
    return agreed, len(others), said


def _by_id(resources: Sequence[ArmResource]) -> dict[str, ArmResource]:
    found: dict[str, ArmResource] = {}
    for r in resources:
        key = f"{r.type.casefold()} {_SYMBOL.sub('{}', r.id).casefold()}{' existing' if r.existing else ''}"
        while key in found:
            key += "'"
        found[key] = r
    return found


def _unlike(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        one, other = ({_plain(k): v for k, v in m.items()} for m in (one, other))
        for k in {**one, **other}:
            if k not in one or k not in other:
                if (one.get(k, None), other.get(k, None)) != (None, None):
                    yield f"{path}.{k}: {_short(one.get(k, '—'))} | {_short(other.get(k, '—'))}"
            else:
                yield from _unlike(one[k], other[k], f"{path}.{k}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from _unlike(a, b, f"{path}[{i}]")
    elif _plain(one) != _plain(other):
        yield f"{path}: {_short(one)} | {_short(other)}"


def _plain(value: Any) -> Any:
    if isinstance(value, Unknown):
        return "{}"
    if not isinstance(value, str):
        return value
    found = _SYMBOL.sub("{}", value)
    return found.casefold() if "/providers/" in found else found  # the compiler mends the case of types; ids do not heed it


def _short(value: Any) -> str:
    return repr(value).replace(OPEN, "{").replace(CLOSE, "}")[:140]


def main() -> None:
    """Compare, and say how far both agree."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", nargs="+")
    options.add_argument("--show", type=int, default=40)
    given = options.parse_args()
    total: Counter[str] = Counter()
    began = time.process_time()
    for top, source, compiled in pairs(given.folders):
        try:
            agreed, of, said = compared(top, source, compiled)
        except (NotJson, FileNotFoundError, TypeError) as problem:
            total["unreadable"] += 1
            sys.stdout.write(f"{source}: {problem}\n")
            continue
        total.update(pairs=1, agreed=agreed, resources=of, alike=not said, differences=len(said))
        for what in said[:5] if total["shown"] < given.show else ():
            sys.stdout.write(f"{source}: {what}\n")
        total["shown"] += bool(said)
    sys.stderr.write(f"{dict(total)} {time.process_time() - began:.1f} s\n")


if __name__ == "__main__":
    main()
