# SPDX-License-Identifier: Apache-2.0
"""The words by which a workload of AWS says what it starts: images, commands and settings, in which a bare model server may stand."""

from __future__ import annotations

from typing import Any

from intramuros.estate.values import Unknown
from intramuros.sources.attributes import blocks
from intramuros.sources.aws.common import owner
from intramuros.sources.aws.compute import plans_of
from intramuros.sources.aws.containers import TASK, commands_in, containers_of
from intramuros.sources.aws.machines import commands_of
from intramuros.sources.bare_servers import unasked
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared


def bare_server(book: Book, address: str) -> str:
    """The model server that answers at a workload without asking for credentials; '' where none is seen."""
    d = book.by_address.get(address)
    return unasked(_words(book, d)) if d is not None else ""


def _words(book: Book, d: Declared) -> list[str]:
    if d.type == "aws_ecs_service":
        return _of_service(book, d)
    if d.type in ("aws_instance", "aws_spot_instance_request"):
        return [c for c in commands_of(d.attrs, "user_data", "user_data_base64") if isinstance(c, str)]
    if d.type == "aws_autoscaling_group":
        return [c for p in plans_of(book, d) for c in commands_of(p.attrs, "user_data", "user_data_base64") if isinstance(c, str)]
    return []


def _of_service(book: Book, d: Declared) -> list[str]:
    """What stands in the container that the load balancer leads to."""
    task = book.by_address.get(owner(book, d.attrs.get("task_definition"), TASK) or "")
    found = containers_of(task) if task is not None else []
    named = {str(b.get("container_name")) for b in blocks(d.attrs, "load_balancer")}
    plain = [] if isinstance(found, Unknown) else found
    return [w for c in plain if not named or str(c.get("name")) in named for w in _of_container(c)]


def _of_container(container: dict[str, Any]) -> list[str]:
    lines = [c for c in commands_in(container) if isinstance(c, str)]
    settings = [*(container.get("environment") or []), *(container.get("secrets") or [])]
    pairs = [f"{s.get('name')}={s.get('value') or s.get('valueFrom') or ''}" for s in settings if isinstance(s, dict)]
    image = container.get("image")
    return [*([image] if isinstance(image, str) else []), *lines, *pairs]
