# SPDX-License-Identifier: Apache-2.0
"""Who issues tokens that another account or cloud may take: declared providers, accounts that federate outward, identity pools."""

from __future__ import annotations

from typing import Literal

from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact


class TokenIssuer(Resource, frozen=True, kw_only=True):
    """An issuer of OpenID Connect tokens, as one of our accounts knows it."""

    kind: Literal["provider", "outbound", "identity-pool", "trust-anchor"]
    """`provider`: an outside issuer whose tokens the account takes; `outbound`: the account's own issuer, whose tokens name its IAM
    principals; `identity-pool`: a pool that issues tokens to those who sign in to an application; `trust-anchor`: an authority whose
    certificates IAM Roles Anywhere takes."""
    url: Fact[str | None] = None
    """Without the scheme; symbolic where only the cloud knows it. Of a trust anchor: the authority, where it is one of ACM PCA."""
    enabled: Fact[bool] = True
    audiences: tuple[Fact[str], ...] = ()
    """`provider`: the audiences it admits, of which a token must name one."""
