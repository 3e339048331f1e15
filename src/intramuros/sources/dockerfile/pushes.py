# SPDX-License-Identifier: Apache-2.0
"""To which registries images are pushed, as far as the files of a pipeline say so: GitHub, Azure Pipelines, GitLab, CodeBuild.

https://github.com/docker/build-push-action (inputs), learn.microsoft.com/azure/devops/pipelines/tasks/reference/docker-v2, and the commands
`docker build`/`push`, `docker buildx build --push`, `az acr build`, `kaniko`. What a variable stands for is not known here, and is shown as
it is written.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from intramuros.estate.patterns import lazy
from intramuros.sources.dockerfile.syntax import read_text
from intramuros.sources.marked import Marked, Wrong, read_yaml

_FILES: Final = lazy(
    r"(?:^|/)(?:\.github/workflows/[^/]+\.ya?ml|azure-pipelines[^/]*\.ya?ml|\.gitlab-ci\.ya?ml|buildspec[^/]*\.ya?ml)$", re.IGNORECASE
)
_SKIPPED: Final = frozenset({"node_modules", ".git", ".terraform", "__pycache__", ".venv"})
_ENV: Final = lazy(r"\$\{\{\s*(?:env|variables)\.(?P<of>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}|\$[({]?(?P<plain>[A-Za-z_][A-Za-z0-9_]*)[)}]?")
_COMPOSE: Final = lazy(r"(?i)^(?:docker-)?compose(?:[._-][\w.-]+)?\.ya?ml$")
_TAGS: Final = lazy(r"(?:\$\{\{[^}]{0,300}\}\}|[^\s,])+")
_ACTION: Final = "docker/build-push-action"
_DEEPEST: Final = 14
_VALUED: Final = (
    "-t",
    "--tag",
    "-f",
    "--file",
    "-r",
    "--registry",
    "--image",
    "-c",
    "--context",
    "--dockerfile",
    "-d",
    "--destination",
    "--target",
    "--build-arg",
    "--platform",
    "--cache-from",
    "--cache-to",
    "--label",
    "--secret",
    "--network",
    "--progress",
    "--output",
    "-o",
    "--builder",
    "-g",
    "--resource-group",
)


class Push(Struct, frozen=True, kw_only=True):
    """One image that a pipeline pushes."""

    dockerfile: str | None
    """Absolute path of what it is built from; None where the pipeline does not say so plainly."""
    reference: str


class Build(Struct, frozen=True, kw_only=True):
    """One build, or a push of what was built."""

    dockerfile: str | None
    """Absolute path of what it is built from; None where the pipeline does not say so plainly."""
    context: str | None = None
    """Absolute path of the folder that is sent along."""
    tags: tuple[str, ...]
    pushed: bool
    composed: bool = False
    """Built by Compose, or a push of all that Compose builds."""


def builds(root: Path) -> Iterator[Build]:
    """Every build and push that the pipelines and Compose files below a folder name."""
    for path in _pipelines(root):
        text = read_text(path)
        base = path.parents[2] if ".github" in path.parts else path.parent
        try:
            found = [v for v in read_yaml(text or "") if isinstance(v, Marked)]
        except Wrong:
            continue  # a pipeline that cannot be read only leaves unsaid where images go
        for one in found:
            yield from _composed(one, path.parent) if _COMPOSE.search(path.name) else _builds(one, {}, base, 0)


def _composed(root: Marked, base: Path) -> Iterator[Build]:
    """The services of a Compose file that are built."""
    services = root.get("services")
    for body in services.values() if isinstance(services, Marked) else ():
        stated = body.get("build") if isinstance(body, Marked) else None
        context, name = (stated.get("context", "."), stated.get("dockerfile")) if isinstance(stated, Mapping) else (stated, None)
        if isinstance(body, Marked) and isinstance(context, str):
            tags = (body["image"],) if isinstance(body.get("image"), str) else ()
            file = _file(base, f"{context}/{name}" if isinstance(name, str) else None, context)
            yield Build(dockerfile=file, context=_folder(base, context), tags=tags, pushed=False, composed=True)


def _pipelines(root: Path) -> Iterator[Path]:
    if root.is_file():
        return
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = sorted(n for n in names if n not in _SKIPPED)
        for name in sorted(files):
            path = Path(folder) / name
            if (_FILES.search(path.as_posix()) or _COMPOSE.search(name)) and not path.is_symlink():
                yield path


def pushes(found: Sequence[Build]) -> Iterator[Push]:
    """What is pushed: a tag that is pushed by itself is what was built under that tag."""
    built = {t: b.dockerfile for b in found for t in b.tags if not b.pushed or b.dockerfile}
    all_composed = any(b.composed and b.pushed for b in found)
    for one in found:
        if one.pushed or (one.composed and all_composed):
            yield from (Push(dockerfile=one.dockerfile or built.get(t), reference=t) for t in one.tags)


def _builds(value: Any, env: Mapping[str, str], base: Path, depth: int) -> Iterator[Build]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _builds(one, env, base, depth + 1)
    if isinstance(value, str):
        yield from _commands(value, env, base)
    if not isinstance(value, Mapping):
        return
    env = {**env, **_plain(value.get("env")), **_plain(value.get("variables"))}
    stated = value.get("working-directory") or value.get("workingDirectory")
    here = base / _filled(stated, env) if isinstance(stated, str) and "$" not in _filled(stated, env) else base
    if str(value.get("uses", "")).startswith(_ACTION):
        yield from _action(value, env, base)
    elif str(value.get("task", "")).startswith("Docker@"):
        yield from _task(value, env, base)
    else:
        for key, one in value.items():
            if key not in ("with", "env", "variables", "on"):
                yield from _builds(one, env, here, depth + 1)


def _plain(value: Any) -> dict[str, str]:
    """Variables with plain values; Azure Pipelines lists them as name and value."""
    if isinstance(value, list):
        return {str(v["name"]): str(v["value"]) for v in value if isinstance(v, Mapping) and "name" in v and "value" in v}
    return {str(k): str(v) for k, v in value.items() if isinstance(v, str | int | float)} if isinstance(value, Mapping) else {}


def _filled(text: str, env: Mapping[str, str]) -> str:
    return _ENV.sub(lambda m: env.get(m["of"] or m["plain"], m[0]), text)


def _action(step: Mapping[str, Any], env: Mapping[str, str], base: Path) -> Iterator[Build]:
    inputs = step.get("with")
    given = {k: _filled(str(v), env) for k, v in inputs.items()} if isinstance(inputs, Mapping) else {}
    outputs = given.get("outputs", "")
    pushed = given.get("push", "").casefold() not in ("", "false") or "type=registry" in outputs or "push=true" in outputs
    tags = tuple(_TAGS.findall(given.get("tags", "")))
    context = given.get("context", ".")
    yield Build(dockerfile=_file(base, given.get("file"), context), context=_folder(base, context), tags=tags, pushed=pushed)


def _task(step: Mapping[str, Any], env: Mapping[str, str], base: Path) -> Iterator[Build]:
    inputs = step.get("inputs")
    given = {str(k).casefold(): _filled(str(v), env) for k, v in inputs.items()} if isinstance(inputs, Mapping) else {}
    command = given.get("command", "buildAndPush").casefold()
    name = "/".join(p for p in (given.get("containerregistry"), given.get("repository")) if p)
    stated = given.get("dockerfile", "**/Dockerfile")
    found = None if "*" in stated or "$(" in stated else _file(base, stated, given.get("buildcontext", "."))
    if name:
        yield Build(dockerfile=found if "build" in command else None, tags=(name,), pushed="push" in command)


def _file(base: Path, name: str | None, context: str) -> str | None:
    """The Dockerfile, relative to where the command runs; the one in the context where none is named."""
    stated = name or f"{context}/Dockerfile"
    if "$" in stated or "://" in stated or stated.startswith("{"):
        return None
    return os.path.normpath((base / stated).absolute())


def _folder(base: Path, context: str) -> str | None:
    plain = "$" not in context and "://" not in context and not context.startswith(("{", "-"))
    return os.path.normpath((base / context).absolute()) if plain else None


def _commands(script: str, env: Mapping[str, str], base: Path) -> Iterator[Build]:
    """`docker build`, `docker push` and their kin in a script."""
    if "docker" not in script and "acr build" not in script and "kaniko" not in script and "podman" not in script:
        return
    here, known = base, dict(env)
    for line in re.split(r"\n|&&|;", script.replace("\\\n", " ")):
        words = _words(line)
        if len(words) == 1 and re.fullmatch(r"[A-Za-z_]\w*=.*", words[0], re.DOTALL):
            name, _, value = words[0].partition("=")
            known[name] = _filled(value, known)
        if words[:1] == ["cd"] and len(words) > 1 and "$" not in words[1]:
            here = here / words[1]
        if (found := _command([_filled(w, known) for w in words], here)) is not None:
            yield found


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def _command(words: list[str], base: Path) -> Build | None:
    at = next((i for i, w in enumerate(words) if w in ("docker", "podman", "buildah")), None)
    rest = words[at + 1 :] if at is not None else []
    if ("compose" in rest[:1] or words[:1] == ["docker-compose"]) and "push" in " ".join(words).replace("--push", "push").split():
        return Build(dockerfile=None, tags=(), pushed=True, composed=True)
    if rest[:1] == ["push"]:
        tag = next((w for w in rest[1:] if not w.startswith("-")), None)
        return Build(dockerfile=None, tags=(tag,), pushed=True) if tag else None
    if rest[:1] in (["build"], ["bud"]) or rest[:2] in (["buildx", "build"], ["image", "build"]):
        return _built(
            rest[1:] if rest[0] in ("build", "bud") else rest[2:], base, pushed="--push" in rest or any("type=registry" in w for w in rest)
        )
    if "acr" in words and "build" in words:
        return _in_registry(words[words.index("build") + 1 :], base)
    if any(w.endswith("/kaniko/executor") for w in words):
        return _kaniko(words, base)
    return None


def _options(words: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The values of options, and the words that belong to none."""
    options: dict[str, list[str]] = {}
    plain: list[str] = []
    at = 0
    while at < len(words):
        name, equals, value = words[at].partition("=")
        if name.startswith("-") and equals:
            options.setdefault(name, []).append(value)
        elif name in _VALUED and at + 1 < len(words):
            options.setdefault(name, []).append(words[at + 1])
            at += 1
        elif not name.startswith("-"):
            plain.append(words[at])
        at += 1
    return options, plain


def _built(words: list[str], base: Path, *, pushed: bool) -> Build:
    options, plain = _options(words)
    tags = tuple(t for k in ("-t", "--tag") for t in options.get(k, ()))
    name = next((v for k in ("-f", "--file") for v in options.get(k, ())), None)
    context = plain[-1] if plain else "."
    return Build(dockerfile=_file(base, name, context), context=_folder(base, context), tags=tags, pushed=pushed)


def _in_registry(words: list[str], base: Path) -> Build:
    """`az acr build` builds in the registry, and keeps what it built there."""
    options, plain = _options(words)
    registry = next((v for k in ("-r", "--registry") for v in options.get(k, ())), "")
    host = registry if "." in registry or not registry else f"{registry}.azurecr.io"
    tags = tuple(t if "/" in t and "." in t.split("/", 1)[0] else f"{host}/{t}" for k in ("-t", "--image") for t in options.get(k, ()))
    name = next((v for k in ("-f", "--file") for v in options.get(k, ())), None)
    context = plain[-1] if plain else "."
    stated = None if name is None else f"{context}/{name}"  # relative to the context that is sent up
    return Build(dockerfile=_file(base, stated, context), context=_folder(base, context), tags=tags, pushed="--no-push" not in words)


def _kaniko(words: list[str], base: Path) -> Build:
    options, _ = _options(words)
    context = next((v for k in ("-c", "--context") for v in options.get(k, ())), ".").removeprefix("dir://")
    name = next((v for k in ("-f", "--dockerfile") for v in options.get(k, ())), None)
    tags = tuple(t for k in ("-d", "--destination") for t in options.get(k, ()))
    file = _file(base, name or f"{context}/Dockerfile", context)
    return Build(dockerfile=file, context=_folder(base, context), tags=tags, pushed="--no-push" not in words)
