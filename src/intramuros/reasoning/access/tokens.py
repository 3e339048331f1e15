# SPDX-License-Identifier: Apache-2.0
"""Whose token opens the other cloud: the principal that an issuer's subject names, and whether the issuer is one of ours.

Entra ID's issuer names the tenant, and the subject of a machine's token is its object id
(https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, `iss` and `sub`). An AWS account's
outbound issuer is its own, and the subject is the ARN of the IAM principal that asked
(https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html). Identity pools of every
account share one issuer: the audience is the pool.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal

from intramuros.estate.access import Federation, Identity
from intramuros.estate.graph import Estate
from intramuros.estate.issuers import TokenIssuer
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol, symbols
from intramuros.reasoning.access.azure.identities import Principals

_TENANT = lazy(r"(?:https://)?(?:sts\.windows\.net|login\.microsoftonline\.com)/([^/]+)(?:/v2\.0)?/?")
_OUTBOUND: Final = ".tokens.sts.global.api.aws"
_POOLS: Final = "cognito-identity.amazonaws.com"
_ACCOUNT = lazy(r"arn:[^:]+:(?:iam|sts)::(\d{12}):")

MINTS: Final = "sts:GetWebIdentityToken"
VOUCHES: Final = "cognito-identity:GetOpenIdTokenForDeveloperIdentity"
Standing = Literal["own", "foreign"]


def tenant_of(issuer: str) -> str | None:
    """The tenant whose tokens an issuer's are; None where it is not Entra ID."""
    found = _TENANT.fullmatch(issuer)
    return found[1] if found else None


class Tokens:
    """Whose tokens are whose, in one estate."""

    def __init__(self, estate: Estate, principals: Principals) -> None:
        self._estate = estate
        self.principals = principals

    @cached_property
    def people_and_machines(self) -> tuple[Identity, ...]:
        """Everyone of Entra ID who can ask for a token."""
        return tuple(i for i in self._estate.all(Identity) if i.cloud != "aws" and i.kind not in ("group", "service"))

    def named(self, subject: str) -> Identity | None:
        """The principal of Entra ID that a token's subject names."""
        found = self._estate.find(subject, Identity)
        return found if found is not None and found.cloud != "aws" else None

    def holder(self, federation: Federation) -> Identity | None:
        """The principal of Entra ID that signs in with its own token (…/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity)."""
        issuer, subject = federation.issuer, federation.subject
        if isinstance(issuer, Unknown) or isinstance(subject, Unknown) or tenant_of(issuer) is None:
            return None
        return self.named(subject)

    def is_ours(self, tenant: str) -> Fact[bool]:
        """Whether a tenant is one of ours; not known where none of ours is."""
        home = self.principals.home_tenants
        if tenant.casefold() in home or any("client_config" in a for a, _ in symbols(tenant)):
            return True
        if is_symbolic(tenant) or not home:
            return Unknown(f"whether the tenant `{readable(tenant)}` is ours (name it under trust.entra_tenants)")
        return False

    def standing(self, federation: Federation) -> Fact[Standing | None]:
        """Whether a federated credential takes tokens that AWS issues for ours or for others; None where AWS issues none of them."""
        issuer, subject = federation.issuer, federation.subject
        if isinstance(issuer, Unknown) or isinstance(subject, Unknown):
            return None
        if self._issuer(issuer, "outbound") is not None:
            return "own"
        if issuer.endswith(_OUTBOUND):
            return self._of_account(subject)
        if issuer.removeprefix("https://").rstrip("/") == _POOLS:
            return "own" if self.pool(federation.audiences) is not None else None
        return None

    def _of_account(self, subject: str) -> Fact[Standing | None]:
        """The issuer is an account's own, so that the subject is of that account."""
        found = _ACCOUNT.match(subject)
        if self._estate.find(subject, Identity) is not None or (found and found[1] in self.principals.trusted_accounts):
            return "own"
        return "foreign" if found else Unknown(f"whose account `{readable(subject)}` is of")

    def pool(self, audiences: tuple[Fact[str], ...]) -> TokenIssuer | None:
        """The identity pool of ours that an audience names."""
        found = (self._issuer(a, "identity-pool") for a in audiences if isinstance(a, str))
        return next((p for p in found if p is not None), None)

    def _issuer(self, name: str, kind: str) -> TokenIssuer | None:
        mark = sole_symbol(name)
        found = self._estate.find(name, TokenIssuer) or (self._estate.find(mark[0], TokenIssuer) if mark else None)
        return found if found is not None and found.kind == kind else None

    def minter(self, subject: str) -> Identity | None:
        """The IAM principal that an outbound token names."""
        found = self._estate.find(subject, Identity)
        return found if found is not None and found.cloud == "aws" else None
