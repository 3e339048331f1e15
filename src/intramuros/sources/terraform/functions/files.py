# SPDX-License-Identifier: Apache-2.0
"""Functions that read files: inside the reviewed root only, links resolved, with limits on size and number.

https://developer.hashicorp.com/terraform/language/functions#filesystem-functions. A file that is not there is an error, as in Terraform;
one that may not be read is unknown.
"""

from __future__ import annotations

import base64
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from intramuros.estate.values import is_symbolic, readable
from intramuros.sources.terraform.functions.hashes import base64_digest, hex_digest
from intramuros.sources.terraform.functions.patterns import compiled
from intramuros.sources.terraform.grammar import parse_template
from intramuros.sources.terraform.nodes import Env
from intramuros.sources.terraform.types import as_set
from intramuros.sources.terraform.values import Failed, Mistake, NotKnown, TfSet, Value, literal

MAX_FILE: Final = 4 * 1024 * 1024
MAX_LISTED: Final = 20_000
"""Files and folders that one `fileset` looks at."""


def _located(env: Env, name: str) -> Path:
    """The file that a name means, which must lie inside the reviewed root."""
    files = env.scope.files
    if files is None:
        raise NotKnown("files cannot be read here")
    if is_symbolic(name):
        raise NotKnown(f"the file's name `{readable(name)}` is not known")
    if "\0" in name or len(name) > 4096 or name.startswith("~"):
        raise NotKnown("the file lies outside the folder under review")
    path = Path(os.path.realpath(os.path.join(files.base, name)))  # an absolute name replaces the base, as in Terraform
    if not path.is_relative_to(files.root):
        raise NotKnown(f"`{name}` lies outside the folder under review and was not read")
    return path


def read(env: Env, name: str) -> bytes:
    """The bytes of a file."""
    path = _located(env, name)
    try:
        if not path.is_file():
            raise Mistake(f"there is no file `{name}`")
        if path.stat().st_size > MAX_FILE:
            raise NotKnown(f"`{name}` is larger than {MAX_FILE // 2**20} MiB and was not read")
        env.spend(100)
        return path.read_bytes()
    except OSError as problem:
        raise NotKnown(f"`{name}` cannot be read: {problem.strerror or problem}") from problem


def file(env: Env, name: str) -> str:
    """The text of a file."""
    try:
        return literal(read(env, name).decode())
    except UnicodeDecodeError as problem:
        raise Mistake(f"`{name}` is not UTF-8 text") from problem


def filebase64(env: Env, name: str) -> str:
    """The bytes of a file in Base64."""
    return base64.b64encode(read(env, name)).decode()


def fileexists(env: Env, name: str) -> bool:
    """Whether there is such a file."""
    path = _located(env, name)
    if path.is_dir():
        raise Mistake(f"`{name}` is a folder")
    return path.is_file()


def filemd5(env: Env, name: str) -> str:
    """A file's MD5."""
    return hex_digest("md5", read(env, name))


def filesha1(env: Env, name: str) -> str:
    """A file's SHA-1."""
    return hex_digest("sha1", read(env, name))


def filesha256(env: Env, name: str) -> str:
    """A file's SHA-256."""
    return hex_digest("sha256", read(env, name))


def filesha512(env: Env, name: str) -> str:
    """A file's SHA-512."""
    return hex_digest("sha512", read(env, name))


def filebase64sha256(env: Env, name: str) -> str:
    """A file's SHA-256 in Base64."""
    return base64_digest("sha256", read(env, name))


def filebase64sha512(env: Env, name: str) -> str:
    """A file's SHA-512 in Base64."""
    return base64_digest("sha512", read(env, name))


def templatefile(env: Env, name: str, variables: Mapping[str, Value]) -> Value:
    """A file's text as a template over the given variables."""
    return _rendered(env, file(env, name), variables)


def templatestring(env: Env, template: str, variables: Mapping[str, Value]) -> Value:
    """A text as a template over the given variables."""
    if is_symbolic(template):
        raise NotKnown(f"the template `{readable(template)}` is not known")
    return _rendered(env, template, variables)


class _Variables:
    """The scope of a template: its variables and nothing else."""

    def __init__(self, values: Mapping[str, Value], env: Env) -> None:
        self._values = values
        self.files = env.scope.files

    def lookup(self, root: str, path: tuple[str | int, ...]) -> Value:
        """The variable, and the steps into it."""
        from intramuros.sources.terraform.expressions import follow

        if root not in self._values:
            return Failed(f"the template asks for `{root}`, which is not among its variables")
        return follow(self._values[root], path)


def _rendered(env: Env, template: str, variables: Mapping[str, Value]) -> Value:
    return parse_template(template).evaluate(env.within(_Variables(variables, env)))


def fileset(env: Env, folder: str, pattern: str) -> TfSet:
    """Names of the files below a folder that fit a pattern."""
    path = _located(env, folder)
    wanted = compiled(_glob(posixpath.normpath(pattern) if pattern else pattern))
    found = as_set([literal(name) for name in _below(path) if wanted.fullmatch(name)])
    env.spend(len(found))
    return found


def _below(folder: Path) -> Iterator[str]:
    """Every file below a folder, by its name from there; links that lead to folders are not followed."""
    looked = 0
    for at, folders, names in os.walk(folder):
        looked += len(folders) + len(names)
        if looked > MAX_LISTED:
            raise NotKnown(f"more than {MAX_LISTED} files lie below the folder")
        folders.sort()
        prefix = Path(at).relative_to(folder).as_posix()
        sayable = (n for n in names if n.isprintable())  # bytes that are no text have no name in a value
        yield from (name if prefix == "." else f"{prefix}/{name}" for name in sorted(sayable))


def _glob(pattern: str) -> str:
    """A doublestar glob as a regular expression."""
    if len(pattern) > 1000:
        raise NotKnown("the pattern is too long")
    out, at, depth = [], 0, 0
    while at < len(pattern):
        made, at, depth = _glob_step(pattern, at, depth)
        out.append(made)
    if depth:
        raise Mistake("a brace in the pattern is not closed")
    return "".join(out)


def _glob_step(pattern: str, at: int, depth: int) -> tuple[str, int, int]:
    if pattern.startswith("**/", at):
        return "(?:[^/]+/)*", at + 3, depth
    if pattern.startswith("**", at):
        return ".*", at + 2, depth
    character = pattern[at]
    if character == "[":
        end = pattern.find("]", at + 2)
        if end < 0:
            raise Mistake("a bracket in the pattern is not closed")
        inside = pattern[at + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
        return f"[{'^' + inside[1:] if inside[0] in '!^' else inside}]", end + 1, depth
    if character == "\\" and at + 1 < len(pattern):
        return re.escape(pattern[at + 1]), at + 2, depth
    simple: dict[str, Any] = {"*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")" if depth else "\\}", ",": "|" if depth else ","}
    return simple.get(character, re.escape(character)), at + 1, depth + (character == "{") - (character == "}" and depth > 0)


def abspath(env: Env, name: str) -> str:
    """A path made absolute; where the review runs is no fact of the estate, so a relative one stays unknown."""
    if name.startswith("/"):
        return posixpath.normpath(name)
    files = env.scope.files
    if files is None:
        raise NotKnown("the folder Terraform will run in")
    return posixpath.normpath(posixpath.join(files.base.as_posix(), name))


def pathexpand(name: str) -> str:
    """A path with `~` replaced by whoever's home it will be."""
    if name.startswith("~"):
        raise NotKnown("the home folder of whoever runs Terraform")
    return name


def basename(name: str) -> str:
    """The last part of a path."""
    bare = name.rstrip("/")
    return bare.rpartition("/")[2] if bare else ("/" if name else ".")


def dirname(name: str) -> str:
    """A path without its last part."""
    head = name.rpartition("/")[0]
    return posixpath.normpath(head or ("/" if name.startswith("/") else "."))
