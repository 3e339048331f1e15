# SPDX-License-Identifier: Apache-2.0
"""The environment of whoever reaches something: its own, its account's, or that of a workload which runs as it."""

from __future__ import annotations

from functools import cached_property

from msgspec import structs

from intramuros.estate.access import Identity
from intramuros.estate.bounds import Bounds
from intramuros.estate.graph import Estate
from intramuros.estate.moves import Move
from intramuros.estate.resource import Environment
from intramuros.estate.values import is_symbolic, symbols
from intramuros.estate.workloads import Workload
from intramuros.reasoning.access.reach import Reach


class Environments:
    """Which environment principals belong to in one estate."""

    def __init__(self, estate: Estate, bounds: Bounds) -> None:
        self._estate, self._bounds = estate, bounds

    def level(self, principal: str) -> Environment:
        """The environment of a principal: its own, else its account's."""
        if principal.startswith("account:"):
            return self._bounds.account_levels.get(principal.partition(":")[2], "unassigned")
        if ":saml-provider/" in principal:
            return self._of_provider(principal)
        found = self._estate.find(principal, Identity) or self._estate.find(principal, Workload)
        return "unassigned" if found is None else self._bounds.level(found.address)

    def is_unplaced(self, reach: Reach) -> bool:
        """Whether it is not known if one of ours is of a lower environment: he is of none, so neither lower nor production.

        A token that the charter's `trust.principals` names may, whatever else is said.
        """
        named = reach.principal.startswith(("oidc:", "federation:"))
        return reach.who == "own" and not named and self.level(reach.principal) == "unassigned"

    def _of_provider(self, arn: str) -> Environment:
        """The people of an identity provider have the environment of its account; where that is not written down, of the role's."""
        account = arn.split(":", 5)[4]
        home = [a for a, level in self._bounds.account_levels.items() if level == "production"]
        return self._bounds.account_levels.get(home[0] if is_symbolic(account) and len(home) == 1 else account, "unassigned")

    def from_below(self, reach: Reach) -> Reach | None:
        """The way as a lower environment has it: the principal is of one, or a workload of one runs as him; else None."""
        if self.level(reach.principal) == "lower":
            return reach
        found = self._estate.find(reach.principal, Identity)
        worn = self._worn.get(found.address) if found is not None else None
        if worn is None:
            return None
        says = f"of a lower environment runs as {reach.principal}"
        move = Move(source=worn.address, target=reach.principal, kind="assume", says=says, address=worn.address, origin=worn.origin)
        return structs.replace(reach, principal=worn.address, path=(move, *reach.path))

    @cached_property
    def _worn(self) -> dict[str, Workload]:
        """Per identity a workload of a lower environment that runs as it, or a cluster whose tokens it trusts."""
        lower = {w.address: w for w in self._estate.all(Workload) if self._bounds.level(w.address) == "lower"}
        worn = [(i.address, w) for w in lower.values() for name in w.identities if (i := self._estate.find(name, Identity)) is not None]
        issuers = [(i, f.issuer) for i in self._estate.all(Identity) for f in i.federations if isinstance(f.issuer, str)]
        worn += [(i.address, lower[c]) for i, issuer in issuers for c, _ in symbols(issuer) if c in lower]
        return dict(reversed(worn))
