# SPDX-License-Identifier: Apache-2.0
"""The page that lists every escalation that access reasoning on AWS knows, from the tables that it walks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intramuros.reasoning.access.aws.methods import (
    CREDENTIALS,
    EDITS,
    FORGING,
    JOINING,
    LIFTING,
    PROFILING,
    RUNS,
    TAKEOVERS,
    TEMPLATES,
    UNBINDING,
    VERSIONS,
)

_HEAD = """# Escalations on AWS

Generated from `reasoning/access/aws/methods.py` by `tools/generate.py`.

Who reaches a store does not end with who is granted it: power over an identity, or over what runs as it, is its power. Each row is
one such step. It stands only where **every** fact of it stands, each of them judged with all layers of policy (identity and resource
policies, boundaries, service and resource control policies, conditions) and not by the wording of one document. A blocked step is
told with the guard that blocks it; a step of which a fact is not known makes the answer `unknown`.

Identifiers such as `ec2-002` are those of DataDog's public catalogue (pathfinding.cloud). What is not modelled stands in
`LIMITATIONS.md`.
"""


def escalations() -> str:
    """The whole page."""
    parts = (
        _HEAD,
        _table("Assuming a role", ("step", "facts needed"), _assuming()),
        _table("Becoming an identity", ("kind", "action on it", "known as"), _becoming()),
        _table("Permissions of one's own making", ("whose", "action", "known as"), _editing()),
        _table("Lifting a boundary", ("kind", "action on itself"), _unbinding()),
        _table("Taking away a deny of one's own", ("who holds the policy", "an inline one", "an attached one"), _lifting()),
        _table(
            "Passing a role to a service", ("service that the role trusts", "beside iam:PassRole", "must exist", "known as"), _passing()
        ),
        _table("Taking over what runs already", ("workload", "actions on it", "beside", "known as"), _taking()),
        _table("Writing what a group launches", ("version that it follows", "actions on the template", "known as"), _launching()),
    )
    return "\n".join(parts)


def _table(title: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|" + " --- |" * len(heads), *(f"| {' | '.join(row)} |" for row in rows)]
    return f"## {title}\n" + "\n".join(lines) + "\n"


def _code(actions: Iterable[str]) -> str:
    return " + ".join(f"`{a}`" for a in actions)


def _assuming() -> Iterator[tuple[str, ...]]:
    yield "`sts:AssumeRole`", "the trust policy names the caller, or his account and an identity policy allows it (`sts-001`)"
    yield "`sts:AssumeRoleWithWebIdentity`", "the trust policy names the issuer; the conditions on `aud` and `sub` decide whose token it is"
    yield "`sts:AssumeRoleWithSAML`", "the trust policy names the provider: whoever signs in there"


def _becoming() -> Iterator[tuple[str, ...]]:
    yield from ((kind, _code((action,)), known) for kind, ways in CREDENTIALS.items() for action, known in ways)
    yield "group (users only)", _code((JOINING[0],)), JOINING[1]
    yield "role that trusts a SAML provider", f"{_code((FORGING,))} on the provider", ""


def _editing() -> Iterator[tuple[str, ...]]:
    for kind, ways in EDITS.items():
        yield from ((f"a {kind} that it is, can become or is in", _code((action,)), known) for action, known in ways)
    yield from (("a customer managed policy that one of these bears", _code((action,)), known) for action, known in VERSIONS)


def _unbinding() -> Iterator[tuple[str, ...]]:
    yield from ((kind, _code((action,))) for kind, actions in UNBINDING.items() for action in actions)
    yield from (("either", f"{_code((action,))} on the boundary's policy") for action, _ in VERSIONS)


def _lifting() -> Iterator[tuple[str, ...]]:
    for kind, (inline, attached) in LIFTING.items():
        yield kind, ", ".join(f"`{a}`" for a in inline), ", ".join(f"`{a}`" for a in (*attached, *(v for v, _ in VERSIONS)))


def _passing() -> Iterator[tuple[str, ...]]:
    for service, runs in RUNS.items():
        yield from ((f"`{service}`", _code(r.actions), _standing(service, r.standing), r.known_as) for r in runs)


def _standing(service: str, standing: str) -> str:
    held = [f"`{standing}`"] if standing else []
    profile = [f"an instance profile with the role, or {_code(PROFILING)}"] if service == "ec2.amazonaws.com" else []
    return "; ".join((*held, *profile))


def _taking() -> Iterator[tuple[str, ...]]:
    yield from ((f"`{t.workload}`", _code(t.actions), _code(t.beside), t.known_as) for t in TAKEOVERS)


def _launching() -> Iterator[tuple[str, ...]]:
    yield from ((f"`{version}`", _code(actions), "ec2-005") for version, actions in TEMPLATES.items())
