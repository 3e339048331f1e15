# SPDX-License-Identifier: Apache-2.0
"""Templates that other templates link, found on disk below the folder under review.

Deployments mostly name them by an address that a parameter begins (`_artifactsLocation`); what stands behind it is the path in the repository.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Final

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.estate.values import is_symbolic, pieces
from intramuros.sources.arm.json_text import NotJson, parse
from intramuros.sources.documents import Document
from intramuros.sources.terraform.files import MAX_SOURCE

_MAX_PARTS: Final = 12


class Library:
    """The templates at hand, by path, and which of them each deploys."""

    def __init__(self, documents: Sequence[Document], parsed: Mapping[Path, Any], gaps: list[Gap]) -> None:
        self._parsed: dict[Path, Any] = dict(parsed)
        self._by_shown = {d.shown: d for d in documents}
        self._gaps = gaps
        self._links: dict[Path, set[Path]] = {}

    def seen_from(self, root: Path) -> Callable[[str, str], Mapping[str, Any] | None]:
        """How a deployment of the template at `root` finds what it links."""

        def linked(text: str, file: str) -> Mapping[str, Any] | None:
            holder = Path(file) if file else root
            top = self._top(root)
            for candidate in _candidates(text, holder.parent):
                path = Path(os.path.normpath(candidate))
                if path != root and path.is_relative_to(top) and path.is_file() and not path.is_symlink():
                    self._links.setdefault(root, set()).add(path)
                    return self._take(path)
            return None

        return linked

    def deployed(self, templates: Iterable[Path]) -> set[Path]:
        """The templates that none of the others deploys; of some that deploy one another in a circle the first."""
        every = list(dict.fromkeys(templates))
        kept = [t for t in every if not any(t in found for root, found in self._links.items() if root != t)]
        for one in every:
            if one not in kept and not any(one in self._links.get(k, ()) for k in kept):
                kept.append(one)
        return set(kept)

    def _top(self, root: Path) -> Path:
        """The folder under review that a template lies in."""
        document = self._by_shown.get(root.as_posix())
        depth = len(PurePosixPath(document.below).parts) if document else 1
        return root.parents[min(depth, len(root.parents)) - 1]

    def _take(self, path: Path) -> Mapping[str, Any] | None:
        if path not in self._parsed:
            self._parsed[path] = self._read(path)
        found = self._parsed[path]
        return found if isinstance(found, Mapping) else None

    def _read(self, path: Path) -> Any:
        try:
            if path.stat().st_size <= MAX_SOURCE:
                return parse(path.read_text("utf-8", "replace"), path.as_posix())
        except (OSError, NotJson) as problem:
            at = Origin(file=path.as_posix(), line=getattr(problem, "line", 0), dialect="arm")
            self._gaps.append(Gap(what=f"a linked template cannot be read: {problem}", origin=at, leaves_open="what it deploys"))
        return None


def _candidates(text: str, folder: Path) -> Iterator[Path]:
    """Where the file may lie: the path behind what is not known of the address, and every end of it."""
    known = next((p for p in reversed(pieces(text)) if not is_symbolic(p) and ".json" in p.casefold()), "")
    path = known.partition("?")[0].partition("://")[2] or known.partition("?")[0]
    parts = [p for p in path.split("/") if p][-_MAX_PARTS:]
    yield from (folder.joinpath(*parts[i:]) for i in range(len(parts)))
