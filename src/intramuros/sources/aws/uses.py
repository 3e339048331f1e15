# SPDX-License-Identifier: Apache-2.0
"""Data that a workload is declared to use: object-store URIs in its settings, commands and start-up scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact
from intramuros.estate.workloads import Setting, Use
from intramuros.sources.book import Book

BUCKET: Final = "aws_s3_bucket"
_URI: Final = lazy("s3://([^/\\s\"'`;|&)]{1,400})([^\\s\"'`;|&)]{0,400})")
_MODEL: Final = lazy(r"(?i)model|weight|gewicht|checkpoint|adapter|(?<![a-z])lora(?![a-z])|safetensors|gguf")
_OUTPUT: Final = lazy(r"(?i)log|prompt|output|result|transcript|audit|report|metric")
_BUCKET_SETTING: Final = lazy(r"(?i)(?:bucket|s3)")
MAX_FOUND: Final = 50


def uses_of(book: Book, origin: Origin, commands: Sequence[Fact[str]], settings: Sequence[Setting]) -> Iterator[Use]:
    """Stores named by an `s3://` URI in commands and settings, or by name in a setting that asks for a bucket."""
    found: dict[str, Use] = {}
    for command in (c for c in commands if isinstance(c, str)):
        for line in command.splitlines():
            _gather(book, found, line, line, origin)
    for setting in (s for s in settings if isinstance(s.value, str)):
        value = str(setting.value)
        _gather(book, found, value, f"{setting.name}={value}", setting.origin)
        if _BUCKET_SETTING.search(setting.name) and "://" not in value:
            _named(book, found, setting, value)
    yield from found.values()


def _gather(book: Book, found: dict[str, Use], text: str, context: str, origin: Origin) -> None:
    for hit in _URI.finditer(text):
        if len(found) < MAX_FOUND:
            _add(book, found, hit[1], context.replace(hit[1], ""), origin)


def _named(book: Book, found: dict[str, Use], setting: Setting, value: str) -> None:
    target = book.resolve(value, BUCKET)
    if isinstance(target, str) and target in book.by_address:
        _add(book, found, value, setting.name, setting.origin)


def _add(book: Book, found: dict[str, Use], bucket: str, context: str, origin: Origin) -> None:
    """The bucket's own name does not tell what is fetched from it: the words around it do."""
    model = bool(_MODEL.search(context)) and not _OUTPUT.search(context)
    role: Literal["weights", "unknown"] = "weights" if model else "unknown"
    target = book.resolve(bucket, BUCKET)
    name = target if isinstance(target, str) and target in book.by_address else f"s3://{bucket}"
    if name not in found or model:
        found[name] = Use(target=name, role=role, origin=origin, why="model data" if model else "named in its configuration")
