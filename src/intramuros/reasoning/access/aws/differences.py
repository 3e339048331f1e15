# SPDX-License-Identifier: Apache-2.0
"""Does one document allow what the other does not: a search over the conditions of the statements that are live.

For a caller, an action and a resource only some clauses are live, and each Allow is looked at for itself. Their conditions
are tried key by key, and only as long as they matter: a certain deny ends it, as does a certain allow of the other document
where nothing there may deny. Values that leave more to settle stand for those that leave less. What is tried once for a set
of live clauses is remembered. The tree of what was tried is the proof.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import TooLarge
from intramuros.reasoning.access.aws.clauses import Doubt
from intramuros.reasoning.access.aws.spaces import Told

MOST_NODES = 500_000
"""Beyond this many combinations of condition values the comparison gives up (real pairs need some hundreds)."""

_DEEPEST = 200
"""Keys of one request that are tried together."""


class Aims(Struct, frozen=True):
    """Clauses by what they do to the question whether the first allows what the second does not."""

    allow: int
    deny: int
    cover: int
    veto: int


class Live(Struct, frozen=True):
    """The clauses for which a key is asked."""

    clauses: int
    sure: int
    """Those among them that wait for this key alone, and then decide what they are for."""
    aims: Aims

    def settles(self, clause: int) -> bool:
        """Whether a clause makes a difference less likely."""
        return bool((self.aims.deny | self.aims.cover) >> clause & 1)


class Dimension(Struct, frozen=True):
    """What a context may say of some keys, or which way a doubt may fall."""

    parts: tuple[Told, ...]
    left: tuple[int, ...]
    """Per part the clauses that may still hold (all that do not ask for it among them)."""
    asking: int
    """The clauses that ask for it."""
    doubt: Doubt | None = None
    rough: bool = False
    """Its values are only a sample."""
    partial: bool = False
    """Its values stand for the others only as they are asked for here (words, or what is hardest for some clauses): no proof lists them."""
    narrowed: Callable[[Live], tuple[tuple[Told, ...], tuple[int, ...]]] | None = None
    """Where the values are too many to be listed: those that are hardest to settle for some live clauses."""


class Leaf(Struct, frozen=True):
    """An end: why there is no difference here, and the clause that makes it so (-1 = none allows); or `open`."""

    why: str
    clause: int = -1


class Branch(Struct, frozen=True):
    """The values of one dimension, each with what follows."""

    dimension: int
    ways: tuple[tuple[tuple[int, ...], Node], ...]


Node = Leaf | Branch
Path = tuple[tuple[int, int], ...]
"""Dimension and part, from the root down."""

NOTHING, DENIED, COVERED, OPEN = "nothing allows it", "denied", "covered", "open"


class Search:
    """One direction of a comparison, over fixed dimensions."""

    def __init__(self, dimensions: Sequence[Dimension], aims: Aims) -> None:
        self.dimensions, self.aims = [*dimensions], aims
        self._narrowed: dict[tuple[int, int, int], int] = {}
        self._known: dict[tuple[int, int], Node] = {}
        self._order = sorted(range(len(dimensions)), key=lambda d: dimensions[d].doubt is not None)

    @property
    def used(self) -> frozenset[int]:
        """The dimensions that were tried."""
        return frozenset(node.dimension for node in self._known.values() if isinstance(node, Branch))

    def explore(self, alive: int, done: int = 0) -> Node:
        """What there is for some live clauses; `done` = the dimensions that are settled (as bits)."""
        pending = relevant = 0
        for at in self._order:
            asking = self.dimensions[at].asking & alive
            if asking and not done >> at & 1:
                pending |= asking
                relevant |= 1 << at
        key = (alive, relevant)
        if key not in self._known:
            if len(self._known) >= MOST_NODES or done.bit_count() > _DEEPEST:
                raise TooLarge(f"the conditions combine in more than {MOST_NODES:,} ways, or over more than {_DEEPEST} keys")
            self._known[key] = self._end(alive, alive & ~pending) or self._branch(alive, relevant, done)
        return self._known[key]

    def _end(self, alive: int, certain: int) -> Leaf | None:
        aims = self.aims
        if not alive & aims.allow:
            return Leaf(NOTHING)
        if certain & aims.deny:
            return Leaf(DENIED, _first(certain & aims.deny))
        if certain & aims.cover and not alive & aims.veto:
            return Leaf(COVERED, _first(certain & aims.cover))
        allowed = certain & aims.allow and not alive & aims.deny
        if allowed and (not alive & aims.cover or certain & aims.veto):
            return Leaf(OPEN)
        return None

    def _branch(self, alive: int, relevant: int, done: int) -> Node:
        """Try a key of the clause that the answer waits for; doubts only when nothing else is left."""
        open_ones = [at for at in self._order if relevant >> at & 1]
        keys = [at for at in open_ones if self.dimensions[at].doubt is None] or open_ones
        waiting = self._awaited(alive, [self.dimensions[at].asking & alive for at in keys])
        wanted = [at for at in keys if self.dimensions[at].asking & waiting]
        at = max(wanted, key=lambda d: (self.dimensions[d].asking & alive).bit_count())
        tried = self._tried(at, alive, relevant)
        groups: dict[int, list[int]] = {}
        for part, left in enumerate(self.dimensions[tried].left):
            groups.setdefault(alive & left, []).append(part)
        ways: list[tuple[tuple[int, ...], Node]] = []
        for after, parts in self._hardest(groups):
            found = self.explore(after, done | 1 << at)
            ways.append((tuple(parts), found))
            if self._certain(found) is not None:
                break
        return Branch(tried, tuple(ways))

    def _tried(self, at: int, alive: int, relevant: int) -> int:
        """The dimension whose values are tried: of one with too many, those for the clauses that are live."""
        whole = self.dimensions[at]
        if whole.narrowed is None:
            return at
        elsewhere = reduce(or_, (self.dimensions[d].asking for d in self._order if relevant >> d & 1 and d != at), 0)
        settling = self.aims.deny | self.aims.veto | (0 if alive & self.aims.veto else self.aims.cover)
        live = Live(whole.asking & alive, whole.asking & alive & settling & ~elsewhere, self.aims)
        key = at, live.clauses, live.sure
        if key not in self._narrowed:
            parts, left = whole.narrowed(live)
            self._narrowed[key] = len(self.dimensions)
            self.dimensions.append(Dimension(parts, left, live.clauses, partial=True))
        return self._narrowed[key]

    def _hardest(self, groups: dict[int, list[int]]) -> list[tuple[int, list[int]]]:
        """Live clauses with the values that leave them; where it is harder to settle others, those stand for them."""
        aims = self.aims
        good, bad = aims.allow | aims.veto, aims.deny | aims.cover
        found: list[tuple[int, list[int]]] = []
        for alive in sorted(groups, key=lambda a: (a & bad).bit_count() - (a & good).bit_count()):
            above = next((parts for other, parts in found if not other & bad & ~alive and not alive & good & ~other), None)
            if above is None:
                found.append((alive, groups[alive]))
            else:
                above += groups[alive]
        return found

    def _awaited(self, alive: int, asking: list[int]) -> int:
        """The clause to settle next, of those that some key is asked for: the allow itself, then what may upset or give the answer.

        So two lists of alternatives are compared one by one, and not in all their combinations.
        """
        pending = reduce(or_, asking)
        aims = self.aims
        covered = alive & ~pending & aims.cover
        order = (aims.allow, aims.veto if covered else aims.cover, aims.deny, aims.veto, aims.cover)
        chosen = next((pending & mask for mask in order if pending & mask), pending)
        return chosen & -chosen

    def _certain(self, node: Node) -> Path | None:
        """The way to a difference that hangs on no doubt, which always is the last that was tried."""
        path: list[tuple[int, int]] = []
        while isinstance(node, Branch):
            if self.dimensions[node.dimension].doubt is not None:
                return None
            parts, following = node.ways[-1]
            path.append((node.dimension, parts[0]))
            node = following
        return tuple(path) if node.why == OPEN else None

    def certain(self, node: Node) -> Path | None:
        """The way to a difference that hangs on no doubt; None = there is none."""
        return self._certain(node)

    def possible(self, node: Node, most: int = 16) -> list[Path]:
        """Ways to differences, whatever they hang on."""
        out: list[Path] = []
        todo: list[tuple[Node, Path]] = [(node, ())]
        while todo and len(out) < most:
            here, path = todo.pop()
            if isinstance(here, Branch):
                todo += [(n, (*path, (here.dimension, parts[0]))) for parts, n in here.ways]
            elif here.why == OPEN:
                out.append(path)
        return out


def dimensions_of(node: Node) -> frozenset[int]:
    """The dimensions that a tree asks for."""
    found: set[int] = set()
    todo = [node]
    while todo:
        here = todo.pop()
        if isinstance(here, Branch):
            found.add(here.dimension)
            todo += [n for _, n in here.ways]
    return frozenset(found)


def _first(mask: int) -> int:
    return (mask & -mask).bit_length() - 1
