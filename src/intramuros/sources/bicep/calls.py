# SPDX-License-Identifier: Apache-2.0
"""Function calls: those that the compiler answers itself, those of resources, of other files, and the rest, which templates have too.

https://learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions-files
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, Final

import yaml

from intramuros.estate.graph import Gap
from intramuros.estate.values import clean
from intramuros.sources.bicep import tree
from intramuros.sources.bicep.emit import NAMESPACES, literal, quoted, unreadable
from intramuros.sources.bicep.library import Library, Source
from intramuros.sources.bicep.names import Everything, Imported, Meaning, Scope
from intramuros.sources.bicep.references import Referring
from intramuros.sources.terraform.files import to_utf8

_MAX_LOADED: Final = 200_000
"""Values in a file that is loaded; its aliases counted as often as they stand (a YAML file of nine lines can hold a billion)."""
Loader = Callable[[bytes], Any]


class Calling(Referring):
    """An emitter that knows functions."""

    def __init__(self, library: Library, source: Source, target: str) -> None:
        super().__init__(source.shown, target)
        self.library = library
        self.source = source
        self.line = 0
        """Of the statement that is being written, for what is said of it."""

    # -- what an heir knows ------------------------------------------------------------------------------------------------------

    def own_function(self, name: str) -> str:
        """How the template calls a function of this file."""
        raise NotImplementedError

    def foreign(self, meaning: Imported) -> str:
        """The expression for a variable of another file, or how the template calls a function of it."""
        raise NotImplementedError

    def kept(self, value: Any) -> str:
        """The expression for a value that is written down elsewhere in the template."""
        raise NotImplementedError

    # -- calls -------------------------------------------------------------------------------------------------------------------

    def called(self, call: tree.Call, scope: Scope) -> str:
        """The expression for a function call."""
        if call.of is not None and not self._is_namespace(call.of, scope):
            return self._method(call, scope)
        meaning: Meaning | None = scope.get(call.name) if call.of is None else None
        if isinstance(meaning, tree.Function):
            return self._with(self.own_function(call.name), call.args, scope)
        if isinstance(meaning, Imported):
            return self._with(self.foreign(meaning), call.args, scope)
        answered = _ANSWERED.get(call.name)
        return answered(self, call, scope) if answered else self._with(call.name, call.args, scope)

    def _is_namespace(self, of: tree.Expr, scope: Scope) -> bool:
        return isinstance(of, tree.Name) and of.name in NAMESPACES and scope.get(of.name) is None

    def _with(self, function: str, args: Sequence[tree.Expr], scope: Scope) -> str:
        return f"{function}({', '.join(self.text(a, scope) for a in args)})"

    def _method(self, call: tree.Call, scope: Scope) -> str:
        """`resource.listKeys()`, `vault.getSecret('x')`, `imported.function()`."""
        meaning = scope.get(call.of.name) if isinstance(call.of, tree.Name) else None
        if isinstance(meaning, Everything):
            return self._with(self.foreign(Imported(meaning.path, call.name)), call.args, scope)
        found = self.referred(call.of, scope) if call.of is not None else None
        if found is None or call.name == "getSecret":
            return unreadable(f"what `{call.name}()` gives is known only to the cloud")
        args = [self.text(a, scope) for a in call.args] or [quoted(found[0].version)]
        return f"{call.name}({', '.join([self.id(*found), *args])})"

    # -- what the compiler answers itself ----------------------------------------------------------------------------------------

    def any(self, call: tree.Call, scope: Scope) -> str:
        """`any(x)` is `x`, of no type."""
        return self.text(call.args[0], scope) if call.args else "null()"

    def nameof(self, call: tree.Call, _scope: Scope) -> str:
        """The name itself."""
        named = call.args[0] if call.args else None
        if isinstance(named, tree.Item) and isinstance(named.index, tree.Text) and named.index.plain is not None:
            return quoted(named.index.plain)
        return (
            quoted(named.name) if isinstance(named, tree.Name | tree.Member | tree.Nested) else unreadable("`nameof()` of what has no name")
        )

    def environment(self, call: tree.Call, scope: Scope) -> str:
        """The default of a variable of the environment, which is not there in a review."""
        if len(call.args) > 1:
            return self.text(call.args[1], scope)
        named = call.args[0].plain if call.args and isinstance(call.args[0], tree.Text) else ""
        return unreadable(f"the environment variable `{named}` has no default")

    def outside(self, call: tree.Call, _scope: Scope) -> str:
        """What only the run that deploys will know."""
        return unreadable(f"`{call.name}()` is answered only where it is deployed")

    def load_text(self, call: tree.Call, _scope: Scope) -> str:
        """`loadTextContent(path, [encoding])`."""
        return self._loaded(call, lambda raw: _decoded(call, raw))

    def load_base64(self, call: tree.Call, _scope: Scope) -> str:
        """`loadFileAsBase64(path)`."""
        return self._loaded(call, lambda raw: base64.b64encode(raw).decode())

    def load_json(self, call: tree.Call, _scope: Scope) -> str:
        """`loadJsonContent(path, [jsonPath], [encoding])`."""
        return self._loaded(call, lambda raw: _part(call, json.loads(_text(raw))))

    def load_yaml(self, call: tree.Call, _scope: Scope) -> str:
        """`loadYamlContent(path, [pathFilter], [encoding])`."""
        return self._loaded(call, lambda raw: _part(call, yaml.load(_text(raw), Loader=_yaml())))  # noqa: S506  # heirs of the safe loader

    def _loaded(self, call: tree.Call, load: Loader) -> str:
        path = call.args[0].plain if call.args and isinstance(call.args[0], tree.Text) else None
        raw = self.library.content(self.source, path) if path else None
        if raw is None:
            return self._lost(call, f"`{path}` is not a readable file in the reviewed folder")
        try:
            value = load(raw)
            _measured(value)
        except (ValueError, yaml.YAMLError, RecursionError, LookupError) as problem:
            return self._lost(
                call, f"`{path}` cannot be loaded: {str(problem).splitlines()[0] if str(problem) else type(problem).__name__}"
            )
        return self.kept(_escaped(value))

    def _lost(self, call: tree.Call, why: str) -> str:
        gap = Gap(what=f"{call.name}(): {why}", origin=self.source.origin(self.line), leaves_open="what is made of its content")
        if gap not in self.library.gaps:
            self.library.gaps.append(gap)
        return unreadable(why)


def _text(raw: bytes) -> str:
    return to_utf8(raw, "")[0].decode()


def _yaml() -> type[yaml.SafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _decoded(call: tree.Call, raw: bytes) -> str:
    named = call.args[1].plain if len(call.args) > 1 and isinstance(call.args[1], tree.Text) else None
    codec = {"us-ascii": "ascii", "iso-8859-1": "latin-1", "utf-16": "utf-16", "utf-16BE": "utf-16-be"}.get(named or "")
    return raw.decode(codec) if codec else _text(raw)


def _part(call: tree.Call, value: Any) -> Any:
    """What a path like `$.a.b` or `.a['b']` takes of a document; of others nothing is claimed."""
    path = call.args[1].plain if len(call.args) > 1 and isinstance(call.args[1], tree.Text) else ""
    for step in (path or "").removeprefix("$").replace("['", ".").replace("']", "").split("."):
        if step and not step.replace("_", "").replace("-", "").isalnum():
            raise ValueError(f"the path `{path}` is not followed")
        value = value[step] if step else value
    return value


def _measured(value: Any) -> None:
    """Refuse a document that is larger than any that is loaded in earnest.

    Raises:
        ValueError: it is.

    """
    left, stack = _MAX_LOADED, [value]
    while stack:
        one = stack.pop()
        left -= 1
        if left < 0:
            raise ValueError("it holds too many values")
        stack.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())


def _escaped(value: Any) -> Any:
    """Loaded values with brackets escaped: nothing in them is an expression."""
    if isinstance(value, str):
        return literal(clean(value))
    if isinstance(value, dict):
        return {literal(clean(str(k))): _escaped(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_escaped(v) for v in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


_ANSWERED: Final[dict[str, Callable[[Calling, tree.Call, Scope], str]]] = {
    "any": Calling.any,
    "nameof": Calling.nameof,
    "readEnvironmentVariable": Calling.environment,
    "readCliArg": Calling.outside,
    "externalInput": Calling.outside,
    "getSecret": Calling.outside,
    "loadDirectoryFileInfo": Calling.outside,
    "loadTextContent": Calling.load_text,
    "loadFileAsBase64": Calling.load_base64,
    "loadJsonContent": Calling.load_json,
    "loadYamlContent": Calling.load_yaml,
}
