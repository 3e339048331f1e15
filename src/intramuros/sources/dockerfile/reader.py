# SPDX-License-Identifier: Apache-2.0
"""Reads the Dockerfiles under the reviewed folders into images, with the credentials that each layer would keep."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from msgspec import structs

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.secrets import by_format, judge_setting, masked
from intramuros.estate.workloads import Image, SecretFound
from intramuros.sources.dockerfile.context import taken_along
from intramuros.sources.dockerfile.pushes import Build, Push, builds, pushes
from intramuros.sources.dockerfile.stages import bases, stays_behind
from intramuros.sources.dockerfile.syntax import Instruction, copied, instructions, pairs, read_text

_SKIPPED: Final = frozenset({"node_modules", ".git", ".terraform", "__pycache__", ".venv"})
_NAME: Final = lazy(r"(?i)^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|Containerfile)$")
_SECRET_FILE: Final = lazy(
    r"(?i)(?:^|/)(?:\.env(?!\.(?:example|sample|template|dist))(?:\.[\w-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]*\.(?:pfx|p12|jks|keystore|ppk|kdbx)|"
    r"[^/]*(?<!public)(?<!pub)\.key|[^/]*private[^/]*\.pem|\.netrc|\.pgpass|\.npmrc|\.pypirc|\.dockercfg|\.git-credentials|credentials(?:\.json)?|"
    r"service-?account[^/]*\.json|kubeconfig|\.aws/?|\.aws/credentials|\.azure/?|\.ssh/?|\.kube/config|\.docker/config\.json|secrets?\.(?:ya?ml|json|env|txt))$"
)
_WEIGHTS: Final = lazy(
    r"(?i)huggingface-cli download|hf download|snapshot_download|\.safetensors|\.gguf|ollama pull|git lfs pull|git clone https://huggingface\.co"
)
_ASSIGN: Final = lazy(r"(?<![\w-])(?:export\s+|--)?([A-Za-z][\w-]{2,60})[= ](\"[^\"]*\"|'[^']*'|[^\s;&|\"']+)")


def read(paths: Sequence[Path]) -> tuple[list[Image], list[Gap]]:
    """Every Dockerfile below `paths` as an image; what cannot be read is a gap."""
    images: list[Image] = []
    gaps: list[Gap] = []
    known = [b for root in paths for b in builds(root)]
    roots = [Path(os.path.normpath(root.absolute())) for root in paths]
    contexts = _contexts(known, roots)
    for root in paths:
        for path in _found(root):
            address = path.relative_to(root).as_posix() if path != root else path.name
            source = read_text(path)
            if source is None:
                gaps.append(
                    Gap(
                        what="this Dockerfile cannot be read",
                        origin=Origin(file=str(path), dialect="dockerfile"),
                        leaves_open="secret-in-image",
                    )
                )
            else:
                images.append(_image(path, address, source, contexts.get(os.path.normpath(path.absolute()), (path.parent,))))
    return list(_with_registries(images, list(pushes(known)))), gaps


def _contexts(known: Sequence[Build], roots: Sequence[Path]) -> dict[str, tuple[Path, ...]]:
    """Per Dockerfile the folders that builds hand it; its own where one of them is not told, or lies outside of what is reviewed."""
    found: dict[str, dict[Path, None]] = {}
    for build in known:
        if build.dockerfile is not None:
            told = build.context is not None and any(Path(build.context).is_relative_to(r) for r in roots)
            folder = Path(build.context) if told and build.context is not None else Path(build.dockerfile).parent
            found.setdefault(build.dockerfile, {})[folder] = None
    return {dockerfile: tuple(folders) for dockerfile, folders in found.items()}


def _with_registries(images: Sequence[Image], found: Sequence[Push]) -> Iterator[Image]:
    """The images with the names under which pipelines push them; a push that names no file is of the only one there is."""
    for image in images:
        own = os.path.normpath(Path(image.origin.file).absolute())
        names = (p.reference for p in found if p.dockerfile == own or (p.dockerfile is None and len(images) == 1))
        yield structs.replace(image, pushed_to=tuple(dict.fromkeys(names)))


def _found(root: Path) -> Iterator[Path]:
    if root.is_file():
        if _NAME.search(root.name):
            yield root
        return
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = sorted(n for n in names if n not in _SKIPPED)
        yield from (Path(folder) / f for f in sorted(files) if _NAME.search(f) and not (Path(folder) / f).is_symlink())


def _image(path: Path, address: str, source: str, contexts: tuple[Path, ...]) -> Image:
    found = list(instructions(source))
    secrets = [s for i in found for s in _in_instruction(path, i, found, contexts)]
    return Image(
        address=address,
        type="dockerfile",
        cloud="azure",
        origin=_origin(path, 1, max(1, len(source.splitlines()))),
        name=address,
        secrets=tuple(secrets),
        base=bases(found),
        carries_weights=any(_WEIGHTS.search(i.text + i.body) for i in found if i.word in ("RUN", "COPY", "ADD")),
    )


def _origin(path: Path, line: int, end: int) -> Origin:
    return Origin(file=path.as_posix(), line=line, end_line=end, dialect="dockerfile")


def _in_instruction(path: Path, one: Instruction, found: Sequence[Instruction], contexts: tuple[Path, ...]) -> Iterator[SecretFound]:
    where = _origin(path, one.line, one.end_line)
    if one.word in ("ENV", "ARG", "LABEL"):
        for name, value in pairs(one.text):
            kind = judge_setting(name, value)
            if kind:
                yield SecretFound(kind=f"{kind} in {one.word}", hint=f"{name} = {masked(value)}", certain=True, origin=where)
    elif one.word in ("COPY", "ADD"):
        yield from () if stays_behind(found, one) else _files_in_copy(path, one, where, contexts)
        if kind := by_format(one.body):
            yield SecretFound(kind=f"{kind} in a here-document", hint="written into a layer", certain=True, origin=where)
    elif one.word == "RUN":
        yield from _in_run(one, where)


def _files_in_copy(path: Path, one: Instruction, where: Origin, contexts: tuple[Path, ...]) -> Iterator[SecretFound]:
    """Files of credentials that it names, or that lie in a folder that it copies."""
    for source in copied(one.text):
        if _SECRET_FILE.search(source.rstrip("*")):
            yield SecretFound(kind="a file of credentials copied into a layer", hint=source, certain=True, origin=where)
        for name in dict.fromkeys(n for c in contexts for n in taken_along(c, source, path)):
            if _SECRET_FILE.search(name):
                yield SecretFound(kind="a file of credentials in the copied build context", hint=name, certain=True, origin=where)


def _in_run(one: Instruction, where: Origin) -> Iterator[SecretFound]:
    text = re.sub(r"--mount=\S+", " ", one.text) + "\n" + one.body
    kind = by_format(text)
    if kind:
        yield SecretFound(kind=f"{kind} in RUN", hint="in the command line, which the image history keeps", certain=True, origin=where)
        return
    for name, value in _ASSIGN.findall(text):
        judged = judge_setting(name.replace("-", "_"), value)
        if judged:
            yield SecretFound(kind=f"{judged} in RUN", hint=f"{name} = {masked(value)}", certain=True, origin=where)
