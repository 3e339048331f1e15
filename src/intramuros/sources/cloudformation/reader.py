# SPDX-License-Identifier: Apache-2.0
"""The way in: every template becomes a stack, every stack its declared resources, with a gap for whatever could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intramuros.estate.graph import Gap
from intramuros.estate.origin import Origin
from intramuros.sources.cloudformation.nesting import Deployment
from intramuros.sources.cloudformation.resources import declared
from intramuros.sources.cloudformation.stack import ACCOUNT_ADDRESS
from intramuros.sources.cloudformation.templates import Library
from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.documents import Document
from intramuros.sources.uncollected import uncollected


def read(documents: list[Document]) -> Declarations:
    """Everything that the templates among `documents` declare."""
    with uncollected():
        library = Library(documents)
        stacks = Deployment(library).stacks()
        made = [d for stack in stacks for d in declared(stack)]
        gaps = [*library.gaps, *(g for stack in stacks for g in stack.gaps)]
    return Declarations(
        declared=(*_account(made), *made), gaps=tuple(_once(gaps)), sources=tuple(t.document.shown for t in library.templates)
    )


def _account(made: Sequence[Declared]) -> Iterator[Declared]:
    """The account that `AWS::AccountId` means, as a data source that a default account can spell."""
    if made:
        origin = Origin(file=made[0].origin.file, dialect="cloudformation")
        yield Declared(address=ACCOUNT_ADDRESS, type="aws_caller_identity", mode="data", attrs={}, origin=origin)


def _once(gaps: Sequence[Gap]) -> list[Gap]:
    return list(dict.fromkeys(gaps))
