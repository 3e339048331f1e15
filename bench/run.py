# SPDX-License-Identifier: Apache-2.0
"""Speed beside Checkov, in one run, as ratios of CPU seconds and peak memory of whole processes.

usage: python bench/run.py [CORPUS …]

Each CORPUS is a folder with Terraform source (public repositories checked out beside the project).
Without Checkov installed only our own figures are printed. Generated estates of 1,000 and 10,000
resources (plan JSON) show how cost grows.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from generate import estate

RUNS = 3
"""Counted runs; the median is quoted."""


class Cost(NamedTuple):
    """What a finished process took, by the operating system's own accounting."""

    cpu: float
    wall: float
    mib: float


def measure(command: list[str]) -> Cost:
    """Median cost of a command over a few runs after a warm-up; its output is dropped."""
    costs = [_once(command) for _ in range(RUNS + 1)][1:]
    return Cost(*(statistics.median(getattr(c, f) for c in costs) for f in Cost._fields))


def _once(command: list[str]) -> Cost:
    import time

    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def _tool(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def _row(label: str, ours: Cost, theirs: Cost | None) -> None:
    line = f"{label:34} {ours.cpu:8.2f} s cpu {ours.mib:7.0f} MiB"
    if theirs:
        line += f"   checkov {theirs.cpu:8.2f} s {theirs.mib:7.0f} MiB   ratio 1/{theirs.cpu / ours.cpu:.1f} cpu, {ours.mib / theirs.mib:.2f} memory"
    print(line, flush=True)


def _count(ours: str, folder: Path) -> int:
    done = subprocess.run([ours, "review", str(folder), "--format", "json", "--fail-on", "never", "-q"], capture_output=True, check=False)
    return int(json.loads(done.stdout)["estate"]["resources"]) if done.returncode in (0, 1) else 0


def main() -> None:
    """Print the table."""
    ours, theirs = _tool("intramuros"), _tool("checkov")
    if ours is None:
        sys.exit("intramuros is not installed beside this Python: run `make bench`")
    start = measure([ours, "--version"])
    _row("start-up (--version)", start, measure([theirs, "--version"]) if theirs else None)
    with tempfile.TemporaryDirectory() as scratch:
        empty = measure([ours, "review", _plan(scratch, 1), "-q", "--fail-on", "never"])
        for corpus in map(Path, sys.argv[1:]):
            cost = measure([ours, "review", str(corpus), "-q", "--fail-on", "never"])
            _row(corpus.name, cost, measure([theirs, "-d", str(corpus), "--quiet", "--compact"]) if theirs else None)
            if theirs:
                alone = measure([theirs, "-d", str(corpus), "--quiet", "--compact", "--framework", "terraform"])
                _row("  beside Checkov's Terraform alone", cost, alone)
            resources = _count(ours, corpus)
            if resources:
                print(f"{'':34} {1000 * max(0.0, cost.cpu - empty.cpu) / resources:8.2f} ms a resource ({resources} resources)")
        small = measure([ours, "review", _plan(scratch, 1_000), "-q", "--fail-on", "never"])
        large = measure([ours, "review", _plan(scratch, 10_000), "-q", "--fail-on", "never"])
        _row("generated, 1,000 resources", small, None)
        _row("generated, 10,000 resources", large, None)
        print(f"10,000 over 1,000 resources: {large.cpu / small.cpu:.1f} times")


def _plan(folder: str, resources: int) -> str:
    path = Path(folder) / f"plan-{resources}.json"
    if not path.exists():
        path.write_text(json.dumps(estate(resources)), "utf-8")
    return str(path)


if __name__ == "__main__":
    main()
