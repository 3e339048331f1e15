# SPDX-License-Identifier: Apache-2.0
"""The answer of access reasoning: who reaches a store or vault, with which powers, by which moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from intramuros.estate.moves import Guard, Move
from intramuros.estate.values import Fact

Power = Literal["read", "write", "delete", "manage", "keys"]
"""read content · write content · delete content · change its policy, settings or role assignments · fetch its keys."""
Who = Literal["anonymous", "own", "foreign", "guest", "delegate", "service"]


SOMEBODY = "account:?"
"""The account that something is shared with, where it is known only after apply which."""


class Alike(Struct, frozen=True, gc=False):
    """Identities of which the same is true, the one that is told among them."""

    names: tuple[str, ...]
    """Their addresses, in reading order; shared between stores."""
    but: frozenset[str] = frozenset()
    """Those among them of which it is not."""

    def __iter__(self) -> Iterator[str]:
        return (n for n in self.names if n not in self.but)


class Reach(Struct, frozen=True, kw_only=True, gc=False):
    """One principal's way to one store. `open` is True (a must-path), False (blocked by `guards`), or unknown."""

    principal: str
    """Address of an `Identity`; an ARN, object id, account id (`account:917730042265`), tenant (`tenant:<id>`), or `anonymous`."""
    who: Who
    """`own`: an identity of the estate or its accounts; `foreign`: another AWS account or tenant outside trust;
    `delegate`: Lighthouse; `service`: a cloud service acting for itself. Trust of the charter is already applied:
    a trusted foreign account is `own`."""
    store: str
    open: Fact[bool]
    powers: frozenset[Power]
    """What it can do where `open`; what it could do where the guards fell."""
    path: tuple[Move, ...] = ()
    """From the principal to the store, role chains and self-edits included; guards stand on the moves they block."""
    latent: bool = False
    """Only after a just-in-time activation (PIM eligible)."""
    lasting: Fact[bool] = True
    """Azure: no assignment on the path ends by itself. Powers that end are never told as powers that last."""
    gated: Fact[bool] = False
    """A network gate keeps this principal out although it is granted (its guard is in `guards`)."""
    granted: bool = True
    """Some layer grants part of it; False for whoever is told only because the missing grant is what holds him off."""
    alike: Alike | None = None
    """Identities of a lower environment to whom nothing grants anything are told once for all who stand behind the same
    guards (each lacks a grant of his own): thousands of them before each of thousands of stores say nothing more.
    Whoever any layer grants anything has a reach of his own, and None here."""

    @property
    def guards(self) -> tuple[Guard, ...]:
        """The distinct guards that hold on the path, in order."""
        return tuple({g.key: g for m in self.path for g in m.guards if g.state == "holds"}.values())
