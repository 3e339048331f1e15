# SPDX-License-Identifier: Apache-2.0
"""Puts what can be told in place of the values that a plan knows only after apply.

`after_unknown` marks them; the expression at the same place in `configuration` says what they hang on. One reference alone is
the thing itself, unless the attribute usually holds text *around* a reference (a policy, a URL, a script): a plan does not
show that text, and half of it would be a wrong fact. Neither does it show what is written down beside references in a set
or a function's arguments: such a collection may hold more than they.
"""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from intramuros.estate.values import Unknown, is_symbolic, readable, sole_symbol
from intramuros.sources.attributes import Unseen
from intramuros.sources.terraform.trail import At, Target, Trail
from intramuros.sources.terraform.values import placeholder

ABSENT: Final = object()
"""Left unset by the author, so that the cloud decides."""
HIDDEN: Final = object()
"""In place of an expression: the configuration does not show this block (`dynamic`)."""

_TEXTS: Final = frozenset(
    {"policy", "json", "content", "template", "templates", "definition", "definitions", "script", "data", "body", "description", "message",
     "document", "command", "pattern", "query", "filter", "url", "uri", "path", "prefix", "endpoint", "image", "tags", "settings",
     "parameters", "environment", "variables", "string", "value", "title", "comment", "expression"}
)  # fmt: skip
"""Words in the names of attributes whose value is composed more often than it is one reference alone."""
_NOT_TEXTS: Final = frozenset({"task_definition", "source_uri", "filter_name", "source_image"})
_IDS: Final = ("_id", "_ids", "_arn", "_arns")
_WHOLE_ARNS: Final = frozenset(
    {"aws_kms_key", "aws_kms_replica_key", "aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy", "aws_secretsmanager_secret",
     "aws_sns_topic", "aws_sqs_queue", "aws_ecr_repository", "aws_vpc_endpoint", "aws_cloudtrail"}
)  # fmt: skip
"""Types whose ARN stands in a policy's `Resource` as it is; a bucket's or a table's is followed by a path more often than not."""
_WHOLE_IDS: Final = frozenset({"aws_vpc", "aws_vpc_endpoint"})
"""Types whose id stands as it is in a condition (`aws:SourceVpce`); other ids and names are parts of an ARN or a pattern."""
_IN_DOCUMENTS: Final = frozenset({"resources", "not_resources", "identifiers", "values"})
"""Sets of `aws_iam_policy_document` that take ARNs, and text composed of what a resource is called."""
_IN_ORDER: Final = frozenset({"statement"})
"""Nested blocks that are a list; a plan writes others as a set, in no order that the configuration shares."""
_ENDING: Final = "the text after a reference is not shown in a plan"


class Filler(Struct, frozen=True, kw_only=True):
    """Fills the unknown values of one resource instance."""

    trail: Trail
    address: str

    def fill(self, after: Any, mask: Any, expression: Any, at: At, leaf: str = "") -> Any:
        """`after` with every value that `mask` marks replaced; ABSENT where the author left it unset."""
        if mask is True:
            return self._leaf(expression, at, leaf)
        if isinstance(mask, dict) and isinstance(after, dict):
            return self._object(after, mask, expression, at, leaf)
        if isinstance(mask, list) and isinstance(after, list):
            return self._list(after, mask, expression, at, leaf)
        return after

    def _object(self, after: dict[str, Any], mask: dict[str, Any], expression: Any, at: At, leaf: str) -> dict[str, Any]:
        made = dict(after)
        attribute = expression is HIDDEN or is_expression(expression)
        for name, inner in mask.items():
            if not any_unknown(inner):
                continue
            below = expression if attribute else expression.get(name) if isinstance(expression, dict) else None
            if below is None and not attribute and isinstance(inner, list):
                below = HIDDEN  # no such block in the configuration although there is one in the plan: it was `dynamic`
            value = self.fill(after.get(name), inner, below, at, f"{leaf}.{name}" if leaf else name)
            if value is ABSENT:
                made.pop(name, None)
            else:
                made[name] = value
        return made

    def _list(self, after: list[Any], mask: list[Any], expression: Any, at: At, leaf: str) -> list[Any]:
        if expression is HIDDEN or is_expression(expression) or expression is None:
            return self._items(after, mask, expression, at, leaf)
        shown = expression if isinstance(expression, list) else [expression]
        ordered = _last(leaf) in _IN_ORDER
        pairs = [_counterpart(i, after, shown, ordered=ordered) for i in range(len(after))]
        return [self.fill(a, mask[i] if i < len(mask) else False, pairs[i], at, leaf) for i, a in enumerate(after)]

    def _items(self, after: list[Any], mask: list[Any], expression: Any, at: At, leaf: str) -> list[Any]:
        """Elements of a list-valued attribute: as many references as unknown elements are those, in order."""
        missing = [i for i, m in enumerate(mask) if any_unknown(m) and i < len(after)]
        shown = [a for i, a in enumerate(after) if i not in missing]
        mentioned = self.trail.targets(expression, at, _last(leaf)) if is_expression(expression) else []
        targets = [t for t in mentioned if not _is_among(t.value, shown)]
        made = list(after)
        plain = all(mask[i] is True for i in missing)
        for nth, i in enumerate(missing):
            if plain and len(targets) == len(missing):
                made[i] = self._accepted(targets[nth], leaf, targets[:nth])
            elif plain:
                made[i] = self._missing(leaf, targets)
            else:
                only = expression if len({str(t.value) for t in targets}) == 1 else HIDDEN
                made[i] = self.fill(after[i], mask[i], only, at, leaf)
        return made

    def _leaf(self, expression: Any, at: At, leaf: str) -> Any:
        if expression is HIDDEN:
            return self._missing(leaf, [])
        if expression is None:
            return ABSENT
        if not is_expression(expression):
            return self._missing(leaf, []) if expression else ABSENT
        targets = self.trail.targets(expression, at, _last(leaf))
        if _plural(_last(leaf)):
            made = [self._accepted(t, leaf, targets[:i]) for i, t in enumerate(targets)]
            if all(isinstance(m, Unknown) for m in made):
                return self._missing(leaf, targets)
            new = _last(leaf) in _OF_A_NETWORK and any(map(self._is_in_a_new_network, targets))
            return made if new else [*made, self._unseen(leaf)]
        return self._accepted(targets[0], leaf, []) if len(targets) == 1 else self._missing(leaf, targets)

    def _accepted(self, target: Target, leaf: str, before: list[Target]) -> Any:
        """The value of a target, where it may be taken for the whole value."""
        name = _last(leaf)
        if isinstance(target.value, Unknown) or not is_symbolic(target.value):
            # a known value inside an unknown expression: something else in it is not known, unless it was rendered here
            return target.value if _is_document(target.value) else self._missing(leaf, [target])
        if _is_part(leaf, target):
            return self._missing(leaf, [target])
        if _goes_on(leaf, target, before):
            return target.value + placeholder(Unknown(_ENDING))
        if _composed(name):
            return target.value if _is_document(target.value) else self._missing(leaf, [target])
        return target.value

    def _is_in_a_new_network(self, target: Target) -> bool:
        """Whether it lies in a VPC that the plan creates: what stands beside it lies there too, so that no id of it can be written down yet."""
        network = sole_symbol(self.trail.known(target.address, ("vpc_id",))) if target.address else None
        return network is not None and "aws_vpc" in network[0].split(".")

    def _unseen(self, leaf: str) -> Unseen:
        return Unseen(f"what `{self.address}.{leaf}` holds beside references is not shown in a plan before it is known")

    def _missing(self, leaf: str, targets: list[Target]) -> Unknown:
        why = f"`{self.address}{'.' if leaf else ''}{leaf}` is known only after apply"
        mentions = dict.fromkeys(said for t in targets if (said := _spoken(t.value)))
        return Unknown(f"{why} (it hangs on {', '.join(mentions)})" if mentions else why)


def any_unknown(mask: Any) -> bool:
    """Whether a mask marks anything."""
    if isinstance(mask, dict):
        return any(map(any_unknown, mask.values()))
    if isinstance(mask, list):
        return any(map(any_unknown, mask))
    return mask is True


def is_expression(shown: Any) -> bool:
    """Whether a piece of configuration is an attribute's expression rather than a nested block."""
    return isinstance(shown, dict) and (isinstance(shown.get("references"), list) or "constant_value" in shown)


def _counterpart(index: int, after: list[Any], shown: list[Any], *, ordered: bool) -> Any:
    """The configured block that became element `index`: by position in a list, by its constants in a set."""
    if len(shown) < len(after):
        return HIDDEN  # some of them were `dynamic`, and nothing says which
    fitting = [s for s in shown if _fits(after[index], s)]
    if len(fitting) == 1 or (fitting and all(f == fitting[0] for f in fitting)):
        return fitting[0]
    rivals = [a for a in after if any(_fits(a, f) for f in fitting)]
    placed = len(shown) == len(after) and shown[index] in fitting
    return shown[index] if placed and (ordered or all(a == after[index] for a in rivals)) else HIDDEN


def _fits(after: Any, shown: Any) -> bool:
    if not isinstance(after, dict) or not isinstance(shown, dict):
        return True
    return all(_same(after.get(k), v["constant_value"]) for k, v in shown.items() if isinstance(v, dict) and "constant_value" in v)


def _same(value: Any, constant: Any) -> bool:
    if isinstance(value, list) and isinstance(constant, list):
        return sorted(map(str, value)) == sorted(map(str, constant))  # sets are written in another order
    return value is None or constant is None or value == constant or str(value).lower() == str(constant).lower()


def _is_among(value: Any, shown: list[Any]) -> bool:
    """Whether a mention is of an element, or of elements, that the plan shows."""
    if isinstance(value, list):
        return bool(value) and all(v in shown for v in value)
    return value in shown and not is_symbolic(value)


def _composed(name: str) -> bool:
    return not name.endswith(_IDS) and name not in _NOT_TEXTS and not _TEXTS.isdisjoint(name.split("_"))


_OF_A_NETWORK = frozenset(
    {"subnets", "subnet_ids", "security_groups", "security_group_ids", "vpc_security_group_ids", "route_table_ids", "network_interface_ids"}
)
"""Lists of things that lie in one VPC; address ranges and prefix lists lie in none."""


def _plural(name: str) -> bool:
    return name.endswith("s") and not name.endswith(("ss", "status", "dns", "https", "alias"))


def _is_document(value: Any) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("{")


def _is_part(leaf: str, target: Target) -> bool:
    """Whether a policy document rather holds text composed with a reference than the reference itself: with a name, a number, an id."""
    if not _in_document(leaf) or (named := sole_symbol(target.value)) is None:
        return False
    address, attribute = named
    if attribute.endswith("arn") or attribute == "s3_canonical_user_id":
        return False
    return not (attribute == "id" and _last(leaf) == "values" and not _WHOLE_IDS.isdisjoint(address.split(".")))


def _goes_on(leaf: str, target: Target, before: list[Target]) -> bool:
    """Whether text that the plan does not show may well follow a reference."""
    named = sole_symbol(target.value)
    types = named[0].split(".") if named else []
    if _in_document(leaf):
        # the same ARN twice in a set: one of them goes on; a principal is named as a whole
        repeated = any(t.value == target.value for t in before)
        return _last(leaf) != "identifiers" and (repeated or (_WHOLE_ARNS.isdisjoint(types) and _WHOLE_IDS.isdisjoint(types)))
    # logs of a storage account are those of a service in it: `${azurerm_storage_account.a.id}/blobServices/default`
    return _last(leaf) == "target_resource_id" and "azurerm_storage_account" in types


def _in_document(leaf: str) -> bool:
    return leaf.startswith("statement.") and _last(leaf) in _IN_DOCUMENTS


def _last(leaf: str) -> str:
    return leaf.rsplit(".", 1)[-1]


def _spoken(value: Any) -> str:
    """A missing fact in words; known values are left out, as any of them may be a secret."""
    if isinstance(value, Unknown):
        return value.why
    return f"`{readable(value)[:120]}`" if sole_symbol(value) else ""
