# SPDX-License-Identifier: Apache-2.0
"""The services of Compose files, each with the environment that it is started with.

https://docs.docker.com/reference/compose-file/services/. `extends` and `include` of files that are reviewed too are read where they stand;
of a variable with a default the default counts (`${PASSWORD:-…}`), since that is what runs where nobody sets one.
"""

from __future__ import annotations

import os.path
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import clean
from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.documents import Document
from intramuros.sources.marked import Marked, Wrong, read_yaml

SERVICE: Final = "compose_service"
"""Not a type of any provider: a service as the file states it, with its environment files read."""
_DEFAULT: Final = lazy(r"\$\{[A-Za-z_][A-Za-z0-9_]*:?-([^${}]{0,300})\}")
_LARGEST: Final = 1_000_000


def read(documents: list[Document]) -> Declarations:
    """Every service of every file."""
    declared: dict[str, Declared] = {}
    gaps: list[Gap] = []
    for document in documents:
        try:
            roots = [r for r in read_yaml(document.text) if isinstance(r, Marked)]
        except Wrong as problem:
            gaps.append(_gap(document, str(problem), problem.line))
            continue
        for one in (d for root in roots for d in _services(document, root, gaps)):
            declared.setdefault(one.address, one)
    sources = tuple(dict.fromkeys(d.shown.removesuffix(d.below).rstrip("/") or d.shown for d in documents))
    return Declarations(declared=tuple(declared.values()), gaps=tuple(gaps), sources=sources)


def _gap(document: Document, what: str, line: int) -> Gap:
    origin = Origin(file=document.shown, line=line, end_line=line, dialect="compose")
    return Gap(what=what, origin=origin, leaves_open="what its services are started with")


def _services(document: Document, root: Marked, gaps: list[Gap]) -> Iterator[Declared]:
    services = root.get("services")
    for name, body in services.items() if isinstance(services, Marked) else ():
        if not isinstance(body, Marked):
            continue
        networks = root.get("networks")
        attrs: dict[str, Any] = {
            "name": str(name),
            "image": _with_defaults(body.get("image")),
            "environment": list(_environment(body.get("environment"))),
            "files": list(_from_files(document, body, gaps)),
            "arguments": list(_environment(_section(body, "build").get("args"))),
            "command": [_with_defaults(body.get(k)) for k in ("entrypoint", "command") if body.get(k)],
            "ports": body.get("ports"),
            "isolated": body.get("network_mode") == "none" or _inside(body.get("networks"), networks),
            "build": _built(document, body),
        }
        place = services.lines.get(name, (body.line, body.end)) if isinstance(services, Marked) else (1, 1)
        origin = Origin(file=document.shown, line=place[0], end_line=max(place[1], body.end), dialect="compose")
        lines = {k: body.origin(document.shown, "compose", k) for k in body.lines}
        yield Declared(address=f"{document.below}:{name}", type=SERVICE, attrs=attrs, origin=origin, lines=lines)


def _section(body: Marked, key: str) -> Mapping[str, Any]:
    found = body.get(key)
    return found if isinstance(found, Mapping) else {}


def _environment(value: Any) -> Iterator[tuple[str, Any]]:
    """A map, or a list of `NAME=value`; a name alone is passed on from whoever starts it."""
    if isinstance(value, Mapping):
        yield from ((str(k), _with_defaults(v)) for k, v in value.items() if v is not None)
    for one in value if isinstance(value, list) else ():
        name, equals, said = str(one).partition("=")
        if equals:
            yield name, _with_defaults(said)


def _with_defaults(value: Any) -> Any:
    if isinstance(value, list):
        return " ".join(str(_with_defaults(v)) for v in value)
    return _DEFAULT.sub(lambda m: m[1], value) if isinstance(value, str) else value


def _from_files(document: Document, body: Marked, gaps: list[Gap]) -> Iterator[tuple[str, str, str]]:
    """The variables of `env_file`, as far as the files lie below the folder of the compose file."""
    stated = body.get("env_file")
    for one in stated if isinstance(stated, list) else [stated] if stated else ():
        name, required = (one.get("path"), one.get("required")) if isinstance(one, Mapping) else (one, True)
        text = _beside(document.path.absolute().parent, name)
        if text is None and required is not False:
            gaps.append(_gap(document, f"the env_file `{str(name)[:120]}` is not on disk", body.lines.get("env_file", (1, 1))[0]))
        for line in (text or "").splitlines():
            key, equals, value = line.strip().removeprefix("export ").partition("=")
            if equals and not key.startswith("#"):
                yield key.strip(), value.strip().strip("'\""), str(name)


def _beside(folder: Path, name: Any) -> str | None:
    path = Path(os.path.normpath(folder / name)) if isinstance(name, str) else None
    if path is None or not path.is_relative_to(folder) or path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return None
    return clean(path.read_text("utf-8-sig", "replace"))


def _inside(named: Any, networks: Any) -> bool:
    """Whether every network of a service is one that leads nowhere outside."""
    names = [str(n) for n in named] if isinstance(named, list | Mapping) else []
    told = networks if isinstance(networks, Mapping) else {}
    return bool(names) and all(isinstance(told.get(n), Mapping) and told[n].get("internal") is True for n in names)


def _built(document: Document, body: Marked) -> str | None:
    """The Dockerfile that the service's image is built from."""
    stated = body.get("build")
    context, name = (stated.get("context", "."), stated.get("dockerfile")) if isinstance(stated, Mapping) else (stated, None)
    if not isinstance(context, str) or "://" in context:
        return None
    return os.path.normpath(document.path.absolute().parent / context / (name if isinstance(name, str) else "Dockerfile"))
