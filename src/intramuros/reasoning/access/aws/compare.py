# SPDX-License-Identifier: Apache-2.0
"""`compare`: is one policy document wider than another, with a request that shows it or a certificate that none can.

Each document is asked alone. A document that names no principal is an identity policy: whoever signs a request bears it,
and nobody else does (services, federated and anonymous callers bear none). A document that names principals is a resource
policy: a statement of it without Principal never matches, and what it grants to an account counts as granted to everyone
whom that account's own policies let. So an identity policy and a resource policy compare as two grants: `Allow *` to
`Principal: *` is wider than `Allow *` in an identity policy, by the anonymous caller.
Two kinds of request are left out because no policy changes their answer (`sts:GetCallerIdentity`, changes to what AWS owns).
Every condition key may be absent, also those that AWS says are always there; an explicit deny wins
(https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from intramuros.reasoning.access.aws.automata import TooLarge, bits_of
from intramuros.reasoning.access.aws.clauses import Replacing, Side, about_variables, named_by, sides_of, variable_keys
from intramuros.reasoning.access.aws.context import Values
from intramuros.reasoning.access.aws.decide import decide
from intramuros.reasoning.access.aws.differences import Dimension, Path, Search, dimensions_of
from intramuros.reasoning.access.aws.exemptions import needs_resource_policy
from intramuros.reasoning.access.aws.explaining import RELATIONS, proof_in_words, witness_in_words
from intramuros.reasoning.access.aws.globs import literal_head
from intramuros.reasoning.access.aws.ground import ACTIONS, Ground, Live, Seat, tests_of, told_in_json
from intramuros.reasoning.access.aws.parties import CALLER, Party, parties
from intramuros.reasoning.access.aws.principals import caller_of
from intramuros.reasoning.access.aws.proofs import Certificate, Section, Tried, settled
from intramuros.reasoning.access.aws.spaces import links
from intramuros.reasoning.access.aws.variables import assignments, with_values
from intramuros.reasoning.access.aws.words import worded_keys

Relation = Literal["equal", "wider", "narrower", "incomparable", "unknown"]
Request = dict[str, Any]
_MOST_TRIES = 48
"""Requests that hang on a doubt are put to `decide` up to this often, for each direction and each setting of the variables."""


class Comparison(Struct, frozen=True, kw_only=True):
    """How the first document stands to the second."""

    relation: Relation
    """`unknown` only where a document holds what cannot be worked with, or where what follows for every value of a policy
    variable, or for very many patterns at once, is not settled; see `reasons`."""
    only_a: Request | None = None
    """A request, as `decide` takes it, that the first document allows and the second does not."""
    only_b: Request | None = None
    """A request that the second allows and the first does not."""
    proof_a: Certificate | None = None
    """That the first allows nothing which the second does not; None where it does, or where the proof hangs on doubts, on policy variables in
    part of a condition's value, or on values that are too many to be listed."""
    proof_b: Certificate | None = None
    """That the second allows nothing which the first does not."""
    reasons: tuple[str, ...] = ()
    """What keeps the relation from being known."""

    def __str__(self) -> str:
        requests = (witness_in_words(i, r) for i, r in enumerate((self.only_a, self.only_b)) if r is not None)
        proofs = (line for p in (self.proof_a, self.proof_b) if p is not None for line in proof_in_words(p))
        return "\n".join((f"{self.relation}: {RELATIONS[self.relation]}", *requests, *proofs, *(f"not known: {r}" for r in self.reasons)))


class _Answer(Struct, frozen=True):
    """One direction: a request that only the first allows, or a proof that there is none, or why neither can be had."""

    witness: Request | None = None
    proof: Certificate | None = None
    reasons: tuple[str, ...] = ()


def compare(a: Mapping[str, Any], b: Mapping[str, Any]) -> Comparison:
    """Compare two policy documents: `equal`, `wider` (the first allows more), `narrower`, `incomparable` or `unknown`."""
    sides = sides_of(a, b)
    unread = tuple(f"{s.policy.label} cannot be read ({s.policy.fault})" for s in sides if s.policy.fault)
    if unread:
        return Comparison(relation="unknown", reasons=unread)
    try:
        setting = _Setting(sides)
        ours, theirs = _one_way(setting, 0), _one_way(setting, 1)
    except TooLarge as beyond:
        return Comparison(relation="unknown", reasons=(str(beyond),))
    return Comparison(
        relation=_relation(ours, theirs),
        only_a=ours.witness,
        only_b=theirs.witness,
        proof_a=ours.proof,
        proof_b=theirs.proof,
        reasons=tuple(dict.fromkeys((*ours.reasons, *theirs.reasons))),
    )


def _relation(ours: _Answer, theirs: _Answer) -> Relation:
    if ours.witness is not None and theirs.witness is not None:
        return "incomparable"
    if ours.reasons or theirs.reasons:
        return "unknown"
    if ours.witness is not None:
        return "wider"
    return "narrower" if theirs.witness is not None else "equal"


def policies_for(document: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """What to give `decide` so that a witness is answered by one document alone.

    An identity policy is the caller's only one, and the resource delegates to his account where it must. A resource policy
    stands alone; in another account the caller's own policies allow everything, so that it alone decides.
    """
    return _policies_for(document, request, identity=sides_of(document, document)[0].identity)


def _policies_for(document: Any, request: Mapping[str, Any], *, identity: bool) -> dict[str, Any]:
    caller = caller_of(request["principal"])
    resource = request["resource"]
    abroad = bool(caller.account) and caller.account != resource["account"]
    if not identity:
        return {"identity": [_EVERYTHING], "resource": document} if abroad else {"resource": document}
    if not caller.account or not (abroad or needs_resource_policy(request["action"], (resource["arn"],))):
        return {"identity": [document]}
    delegating = {**_EVERYTHING["Statement"][0], "Principal": {"AWS": caller.account}}
    return {"identity": [document], "resource": {"Version": "2012-10-17", "Statement": [delegating]}}


_EVERYTHING: dict[str, Any] = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


class _Setting:
    """What both directions of a comparison share."""

    def __init__(self, sides: tuple[Side, Side]) -> None:
        self.sides = sides
        self.variables = variable_keys(sides)
        tests = tests_of(sides)
        live = frozenset(t.key for t in tests) | self.variables
        live -= frozenset() if _only_of_kms(sides) else {CALLER}
        self.parties = parties(named_by(sides), tests, live, identities=sum(s.identity for s in sides))
        self.sets = frozenset(t.key for t in tests if t.of_sets)
        self.spelled = {t.key.casefold(): t.key for s in sides for st in s.policy.statements for t in st.tests}
        self.linked = links(tests, frozenset(k for p in self.parties if p.caller.kind == "user" for k in p.told))
        self.replacing = Replacing(self.linked, worded_keys(tests, self.linked))
        self.grounds = [Ground(sides, found, dict(values), self.replacing) for values, found in self._by_variables().items()]

    def _by_variables(self) -> dict[tuple[tuple[str, Values], ...], list[Party]]:
        """Callers by the values of the policy variables that certainly follow from who they are."""
        found: dict[tuple[tuple[str, Values], ...], list[Party]] = {}
        for party in self.parties:
            known = ((k, v) for k, v in party.told.items() if k in self.variables & party.certain)
            found.setdefault(tuple(sorted(known)), []).append(party)
        return found

    def settled_grounds(self) -> Iterator[Ground]:
        """The same with values for the policy variables that are free, caller by caller."""
        for party in self.parties:
            free = self.variables - (party.certain & frozenset(party.told))
            for values in assignments(self.sides, free, party.told):
                known = _known_as(party, values)
                if known is not None:
                    settled_keys = {k: v for k, v in known.told.items() if k in self.variables}
                    yield Ground(self.sides, [known], {**values, **settled_keys}, Replacing({}))


def _only_of_kms(sides: tuple[Side, Side]) -> bool:
    """Whether all that asks for the caller's account of KMS is about KMS: other requests lack the key."""
    asking = (st for s in sides for st in s.policy.statements if any(t.folded == CALLER for t in st.tests))
    return all(st.actions is not None and all(a.casefold().startswith("kms:") for a in st.actions) for st in asking)


def _known_as(party: Party, values: Mapping[str, Values]) -> Party | None:
    """The like of a caller of whom these values hold; None where there is none."""
    found: Party | None = party
    for key, value in values.items():
        if found is not None and key in found.told and found.told[key] != value:
            found = found.known_as(key, value[0]) if value else None
    return found


class _Case(Struct, frozen=True):
    """Some requests that make the same clauses live."""

    ground: Ground
    seat: Seat
    search: Search
    tried: Tried


class _Searches:
    """One direction before some callers: what was tried, by the keys that are told of them."""

    def __init__(self, ground: Ground, first: int) -> None:
        self.ground, self.first = ground, first
        self._searches: dict[frozenset[str], Search] = {}
        self._tried: dict[frozenset[str], list[Tried]] = {}

    def cases(self) -> Iterator[_Case]:
        """Every combination of caller, allowing clause, action and resource, as far as none stands for another."""
        aims = self.ground.aims(self.first)
        for clause in bits_of(aims.allow):
            if self.ground.is_shared(self.first, clause):
                continue
            seats = [s for s in self.ground.seats if s.clauses >> clause & 1]
            for action, resource in self._pairs(clause) if seats else ():
                alive = action.clauses & resource.clauses
                for seat in seats:
                    yield self._case(seat, alive & seat.clauses, (clause, action, resource))

    def _pairs(self, clause: int) -> Iterator[tuple[Live, Live]]:
        for action in self.ground.actions(self.first, clause):
            for resource in self.ground.resources(self.first, clause, action.clauses):
                if not (self.ground.special and settled(action.witness, resource.witness)):
                    yield action, resource

    def _case(self, seat: Seat, alive: int, tried: tuple[int, Live, Live]) -> _Case:
        search = self._searches.get(seat.told)
        if search is None:
            search = self._searches[seat.told] = Search(self.ground.dimensions(seat.told, self.first), self.ground.aims(self.first))
        clause, action, resource = tried
        found = Tried(clause, seat, action, resource, search.explore(alive))
        self._tried.setdefault(seat.told, []).append(found)
        return _Case(self.ground, seat, search, found)

    def sections(self) -> Iterator[tuple[Section, frozenset[int]]]:
        """What was tried, as parts of a proof, each with the dimensions that were."""
        ground = self.ground
        for told in dict.fromkeys(s.told for s in ground.seats):
            search = self._searches.get(told)
            dimensions = tuple(search.dimensions) if search is not None else ()
            seats = tuple(s for s in ground.seats if s.told == told)
            tried = tuple(self._tried.get(told, ()))
            fixed = tuple(sorted(ground.fixed.items()))
            section = Section(ground.sides, self.first, ground.clauses, seats, dimensions, tried, fixed, ground.special)
            yield section, search.used if search is not None else frozenset()


def _one_way(setting: _Setting, first: int) -> _Answer:
    """Whether one document allows what the other does not."""
    doubtful: list[_Case] = []
    sections: list[tuple[Section, frozenset[int]]] = []
    for ground in setting.grounds:
        searches = _Searches(ground, first)
        for case in searches.cases():
            path = case.search.certain(case.tried.node)
            if path is not None:
                request = _request(setting, case, path, first)
                if not setting.variables or _confirms(setting, request, first):
                    return _Answer(witness=request)
            if case.search.possible(case.tried.node, 1):
                doubtful.append(case)
        sections += searches.sections()
    if doubtful:
        return _in_doubt(setting, doubtful, first)
    return _proven(sections, first, followed=not any(g.aligned for g in setting.grounds))


def _proven(sections: list[tuple[Section, frozenset[int]]], first: int, *, followed: bool) -> _Answer:
    """There is no difference; `followed` = the checker can follow why."""
    used = [s.dimensions[d] for s, dimensions in sections for d in dimensions]
    rough = tuple(f"{_keys(d)} is compared as values of two types" for d in used if d.rough)
    if rough:
        return _Answer(reasons=tuple(dict.fromkeys(rough)))
    if not followed or any(d.doubt is not None or d.partial for d in used):
        return _Answer()
    return _Answer(proof=Certificate(first, tuple(s for s, _ in sections)))


def _keys(dimension: Dimension) -> str:
    return ", ".join(f"`{k}`" for k in sorted({k for part in dimension.parts for k in part}))


def _in_doubt(setting: _Setting, doubtful: list[_Case], first: int) -> _Answer:
    """Differences that hang on doubts: those that `decide` is certain of, be it with variables replaced, are witnesses."""
    found = _confirmed(setting, doubtful, first)
    if found is None and setting.variables:
        found = next((w for g in setting.settled_grounds() if (w := _settled_witness(setting, g, first)) is not None), None)
    if found is not None:
        return _Answer(witness=found)
    doubts = (c.search.dimensions[d].doubt for c in doubtful for d in dimensions_of(c.tried.node))
    reasons = tuple(dict.fromkeys(d.why for d in doubts if d is not None))
    return _Answer(reasons=reasons or (about_variables(sorted(setting.variables)),))


def _settled_witness(setting: _Setting, ground: Ground, first: int) -> Request | None:
    doubtful: list[_Case] = []
    for case in _Searches(ground, first).cases():
        path = case.search.certain(case.tried.node)
        if path is not None:
            request = _request(setting, case, path, first)
            if _confirms(setting, request, first):
                return request
        if len(doubtful) < _MOST_TRIES and case.search.possible(case.tried.node, 1):
            doubtful.append(case)
    return _confirmed(setting, doubtful, first)


def _confirmed(setting: _Setting, cases: list[_Case], first: int) -> Request | None:
    """A request that `decide` certainly answers differently."""
    tries = 0
    for case in cases:
        for path in case.search.possible(case.tried.node):
            tries += 1
            if tries > _MOST_TRIES:
                return None
            request = _request(setting, case, path, first)
            if _confirms(setting, request, first):
                return request
    return None


def _confirms(setting: _Setting, request: Request, first: int) -> bool:
    return _allows(setting.sides[first], request) == "allowed" and _allows(setting.sides[1 - first], request) in _DENIED


_DENIED = ("explicitly-denied", "implicitly-denied")


def _allows(side: Side, request: Request) -> str:
    return decide(request, _policies_for(side.document, request, identity=side.identity)).outcome


def _request(setting: _Setting, case: _Case, path: Path, first: int) -> Request:
    """A concrete request of a case, by a caller whom the allowing document grants to directly where there is one."""
    told: dict[str, Values] = {}
    for dimension, part in path:
        told |= case.search.dimensions[dimension].parts[part]
    action = _spelled(setting.sides, case.tried.action.witness)
    requests = [_asked(setting, p, action, case.tried.resource.witness, {**told, **p.told}) for p in case.seat.parties]
    if setting.sides[first].identity:
        return requests[0]
    at_home = (r for r in requests if _allows(setting.sides[first], r) == "allowed")
    return next(at_home, None) or _abroad(requests[0])


def _asked(setting: _Setting, party: Party, action: str, resource: str, told: dict[str, Values]) -> Request:
    resource, told = with_values(resource, told)
    context = told_in_json(told, setting.spelled, setting.sets)
    owner = context.get(setting.spelled.get("aws:resourceaccount", "aws:ResourceAccount"))
    named = resource.split(":", 5)[4] if resource.count(":") >= 5 and not party.caller.account else ""
    account = owner if isinstance(owner, str) else party.caller.account or named or _ELSEWHERE[0]
    if party.caller.kind == "root" and not isinstance(owner, str):
        account = next(e for e in _ELSEWHERE if e != account)  # at home no resource policy is asked for him
    return {"principal": party.principal, "action": action, "resource": {"arn": resource, "account": account}, "context": context}


_ELSEWHERE = ("999999999998", "999999999997")


def _abroad(request: Request) -> Request:
    """The same request for a resource of another account, where a grant to the caller's account counts."""
    account = next(e for e in _ELSEWHERE if e != caller_of(request["principal"]).account)
    return {**request, "resource": {**request["resource"], "account": account}}


def _spelled(sides: tuple[Side, Side], action: str) -> str:
    """An action as the documents write it, as far as they do."""
    listed = [p for s in sides for st in s.policy.statements for p in (*(st.actions or ()), *(st.not_actions or ()))]
    heads = [h for p in (*listed, *ACTIONS) if (h := literal_head(p)) and action.startswith(h.casefold())]
    head = max(heads, key=lambda h: (len(h), h != h.casefold()), default="")
    return head + action[len(head) :]
