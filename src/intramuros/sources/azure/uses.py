# SPDX-License-Identifier: Apache-2.0
"""Storage that commands and settings of a workload name by URL: the link from what runs to the data that it reads.

A URL says which store is used, and only what stands right before it (`--model`, `MODEL_URI=`) says what for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, is_symbolic
from intramuros.estate.workloads import Setting, Use
from intramuros.sources.book import Book

Role = Literal["weights", "unknown"]
_URL = lazy(r"https?://([a-z0-9]{3,24})\.(?:blob|dfs|file)\.core\.windows\.net(?:/([a-z0-9$-]{1,63}))?", re.I)
_LAKE = lazy(r"(?:abfss?|wasbs?)://([a-z0-9$-]{1,63})@([a-z0-9]{3,24})\.(?:blob|dfs)\.core\.windows\.net", re.I)
_MODEL = lazy(r"(?:model|weights|checkpoint|lora|adapter)[a-z_-]{0,20}[\"']?\s{0,3}[=:\s]\s{0,3}[\"']?$", re.I)
_MODEL_NAME = lazy(r"model|weights|checkpoint|lora", re.I)
LOOK_BACK = 40
CONTAINERS = ("azurerm_storage_container", "azurerm_storage_share")
LONGEST = 200_000
"""Characters of one text that are searched."""


def uses_of(book: Book, commands: Iterable[Fact[str]], settings: Iterable[Setting], origin: Origin) -> tuple[Use, ...]:
    """Every store that a workload's commands and settings name, each once."""
    found = [u for c in commands if isinstance(c, str) for u in _in_text(book, c, origin, "a command", model=False)]
    for setting in settings:
        if isinstance(setting.value, str):
            model = bool(_MODEL_NAME.search(setting.name))
            found += _in_text(book, setting.value, setting.origin, f"the setting {setting.name}", model=model)
    return tuple({(u.target, u.role): u for u in found}.values())


def _in_text(book: Book, text: str, origin: Origin, where: str, *, model: bool) -> Iterator[Use]:
    spelled = str(book.spell(text))[:LONGEST] if is_symbolic(text) else text[:LONGEST]
    for hit in _URL.finditer(spelled):
        yield _use(book, hit[1], hit[2], _role(spelled, hit.start(), model=model), (origin, where))
    for hit in _LAKE.finditer(spelled):
        yield _use(book, hit[2], hit[1], _role(spelled, hit.start(), model=model), (origin, where))


def _role(text: str, at: int, *, model: bool) -> Role:
    return "weights" if model or _MODEL.search(text[max(0, at - LOOK_BACK) : at]) else "unknown"


def _use(book: Book, account: str, container: str | None, role: Role, told: tuple[Origin, str]) -> Use:
    origin, where = told
    home = book.resolve(account, "azurerm_storage_account")
    inner = next((a for a in (_container(book, home, container),) if a), None)
    target = inner or (home if isinstance(home, str) else account)
    return Use(target=target, role=role, origin=origin, why=f"{where} names {account}/{container or ''}")


def _container(book: Book, account: Fact[str | None], name: str | None) -> str | None:
    """The container or share of an account that bears a name; None where it is not declared."""
    for d in book.of(*CONTAINERS) if name else ():
        homes = [book.resolve(d.attrs.get(k), "azurerm_storage_account") for k in ("storage_account_id", "storage_account_name")]
        if str(book.spell(d.attrs.get("name"))).casefold() == str(name).casefold() and account in homes:
            return d.address
    return None
