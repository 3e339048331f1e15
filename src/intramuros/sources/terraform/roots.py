# SPDX-License-Identifier: Apache-2.0
"""Which folders are root modules: those that no other folder under review calls.

A folder that is called is reviewed where it is called, with the values it gets there, and not a second time on its own.
What lies below `modules/` of a folder that takes its modules from there, yet is called by nothing, is deployed by nothing
(https://developer.hashicorp.com/terraform/language/modules/develop/structure): a gap tells of it.
Folders that only call one another in a circle have no caller outside; the one highest up is then taken as the root.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.sources.terraform.files import Folder
from intramuros.sources.terraform.folders import Library, Package
from intramuros.sources.terraform.modules import local_source


def roots(folders: Mapping[Path, Folder], library: Library) -> list[Package]:
    """Every root module below the given paths, in the order of their folders."""
    packages = {path: package for path, folder in folders.items() if (package := library.at(path, folder.shown)) is not None}
    calls = {path: _called(package) for path, package in packages.items()}
    called = {target for path, targets in calls.items() for target in targets if target != path}
    shelved = {path for path in packages if path not in called and _on_the_shelf(path, packages[path], calls)}
    shelved |= _reachable(shelved, calls) - _reachable([p for p in packages if p not in called and p not in shelved], calls)
    for path in shelved:
        packages[path].gaps.append(_uncalled(packages[path]))
    chosen = [path for path in packages if path not in called and path not in shelved]
    reached = _reachable(chosen, calls) | shelved
    for path in sorted(packages, key=lambda p: (len(p.parts), p)):
        if path not in reached:
            chosen.append(path)
            reached |= _reachable([path], calls)
    return [packages[path] for path in packages if path in set(chosen)]


def _on_the_shelf(path: Path, package: Package, calls: Mapping[Path, set[Path]]) -> bool:
    """Whether a folder lies below `modules/` of one that calls others there, and is set up to run nowhere by itself."""
    if package.providers or any(path.glob("*.tfvars")) or any(path.glob("*.tfvars.json")):
        return False
    shelves = [above for above in path.parents if above.name == "modules" and above.parent in calls]
    return any(target.is_relative_to(shelf) for shelf in shelves for target in calls[shelf.parent])


def _uncalled(package: Package) -> Gap:
    first = next((b.origin for b in (*package.resources.values(), *package.calls.values())), Origin(file=package.folder.shown))
    return Gap(
        what=f"nothing calls the module in {package.folder.shown}", origin=first, leaves_open="what it would declare: it is not reviewed"
    )


def _called(package: Package) -> set[Path]:
    here = package.folder.path
    sources = (local_source(block) for block in package.calls.values())
    return {Path(os.path.realpath(here / source)) for source in sources if source}


def _reachable(starts: Iterable[Path], calls: Mapping[Path, set[Path]]) -> set[Path]:
    seen: set[Path] = set()
    stack = list(starts)
    while stack:
        path = stack.pop()
        if path not in seen:
            seen.add(path)
            stack.extend(calls.get(path, ()))
    return seen


def blocks_of(package: Package) -> frozenset[str]:
    """The addresses that a root module's own blocks have, modules included: what a plan of it must know."""
    own = {f"{'data.' if mode == 'data' else ''}{kind}.{name}" for mode, kind, name in package.resources}
    return frozenset(own | {f"module.{name}" for name in package.calls})
