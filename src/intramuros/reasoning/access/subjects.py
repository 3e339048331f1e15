# SPDX-License-Identifier: Apache-2.0
"""Whose token a subject of an outside issuer is: anybody's, somebody's whom only the charter can call ours, or one it names.

A subject such as `repo:owner/name:…` belongs to whoever holds the owner's name at a public issuer; no estate shows that
(https://docs.github.com/actions/reference/security/oidc, "Understanding the OIDC token").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from intramuros.estate.bounds import Bounds
from intramuros.estate.globs import matches
from intramuros.estate.patterns import lazy
from intramuros.estate.values import readable

_EXPRESSION = lazy(r"\bsub\b[^']*'\s*\]?\s*(?:matches|eq)\s*'([^']*)'")
"""Azure's flexible credentials: `claims['sub'] matches 'repo:owner/*'`
(https://learn.microsoft.com/entra/workload-id/workload-identities-flexible-federated-identity-credentials)."""


def is_anybodys(subject: str) -> bool:
    """Whether a pattern leaves open whose token it is: a wildcard before the owner ends (`repo:*`, `repo:klinik*/x`, `*`)."""
    found = _EXPRESSION.search(subject)
    said = found[1] if found else subject
    kind, colon, rest = said.partition(":")
    owner = re.split(r"[/:]", rest, maxsplit=1)[0] if colon else kind.split("/", 1)[0]
    return any(c in part for part in (kind if colon else "", owner) for c in "*?")


def trusts(bounds: Bounds, *names: str) -> bool:
    """Whether the charter's `trust.principals` names one of these, by itself or by a glob."""
    return any(matches(glob, name) for glob in bounds.trusted_principals for name in names)


def whose(subject: str, issuer: str) -> str:
    """The fact that is missing where a subject is somebody's in particular."""
    return f"whether `{readable(subject)}` at {issuer} is ours (name it under trust.principals)"


def narrowest(tests: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """The values of the first condition that pins the owner, since all must hold; else of the first there is; `*` where there is none."""
    asked = [t for t in tests if t]
    return next((t for t in asked if not any(map(is_anybodys, t))), asked[0] if asked else ("*",))
