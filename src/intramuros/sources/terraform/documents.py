# SPDX-License-Identifier: Apache-2.0
"""`data.aws_iam_policy_document` as the JSON text that the provider makes of it, symbols kept.

Semantics: https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
(defaults, merging by `sid`, `&{…}` for policy variables, single values unwrapped). A string that is not
known stands in the text as a symbol that names the missing fact, so that the rest of the document is still read;
where the *structure* is not known (which statements there are) the whole text is unknown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from intramuros.estate.values import Fact, Unknown, is_symbolic, readable, sole_symbol
from intramuros.sources.attributes import text
from intramuros.sources.terraform.values import placeholder

VERSION: Final = "2012-10-17"
_TEXT_SETS: Final = (("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource"))
_PRINCIPALS: Final = (("principals", "Principal"), ("not_principals", "NotPrincipal"))
_ORDER: Final = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition")

Statement = dict[str, Any]


class _Undecided(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def render(attrs: Mapping[str, Any]) -> dict[str, Fact[str]]:
    """The computed attributes `json` and `minified_json` of a policy document data source."""
    try:
        document = _document(attrs)
    except _Undecided as undecided:
        unknown = Unknown(undecided.why)
        return {"json": unknown, "minified_json": unknown}
    return {
        "json": _go(json.dumps(document, indent=2, ensure_ascii=False)),
        "minified_json": _go(json.dumps(document, separators=(",", ":"), ensure_ascii=False)),
    }


def _document(attrs: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = {"Version": "", "Id": "", "Statement": []}
    for source in _sources(attrs, "source_json", "source_policy_documents"):
        _merge(merged, source)
    _merge(merged, _own(attrs))
    for source in _sources(attrs, "override_policy_documents", "override_json"):
        _merge(merged, source)
    return {k: v for k, v in merged.items() if v}


def _own(attrs: Mapping[str, Any]) -> dict[str, Any]:
    statements = [_statement(s) for s in _block_list(attrs.get("statement"))]
    sids = [s["Sid"] for s in statements if s.get("Sid")]
    if len(sids) != len(set(sids)):
        raise _Undecided("the policy document has two statements of one sid, which the provider refuses")
    return {"Version": _word(attrs.get("version")) or VERSION, "Id": _word(attrs.get("policy_id")) or "", "Statement": statements}


def _merge(into: dict[str, Any], new: Mapping[str, Any]) -> None:
    """Statements with a known sid replace their namesake, others are appended; id and later version are adopted."""
    into["Id"] = new.get("Id") or into["Id"]
    into["Version"] = max(into["Version"], str(new.get("Version") or ""))
    for statement in new["Statement"]:
        at = [i for i, s in enumerate(into["Statement"]) if statement.get("Sid") and s.get("Sid") == statement["Sid"]]
        if at:
            into["Statement"][at[0]] = statement
        else:
            into["Statement"].append(statement)


def _statement(block: Mapping[str, Any]) -> Statement:
    effect = block.get("effect")
    if isinstance(effect, Unknown) or is_symbolic(effect):
        raise _Undecided(f"the effect of a statement is not known: {effect.why if isinstance(effect, Unknown) else readable(effect)}")
    made: Statement = {"Sid": _word(block.get("sid")) or "", "Effect": effect or "Allow"}
    for attribute, element in _TEXT_SETS:
        words = _words(block.get(attribute))
        made[element] = _single(sorted(set(words), reverse=True))
    for attribute, element in _PRINCIPALS:
        made[element] = _principals(block.get(attribute))
    made["Condition"] = _conditions(block.get("condition"))
    for element in ("Resource", "NotResource"):
        made[element] = _policy_variables(made[element])
    return {k: made[k] for k in _ORDER if made[k]}


def _principals(blocks: Any) -> Any:
    if isinstance(blocks, Unknown):
        return {"AWS": placeholder(blocks)}
    found: dict[str, Any] = {}
    for block in _block_list(blocks):
        kind = _word(block.get("type")) or ""
        names = _policy_variables(_single(sorted(set(_words(block.get("identifiers"))), reverse=True)))
        found[kind] = _joined(found[kind], names) if kind in found else names
    if found in ({"*": "*"}, {"*": ["*"]}):
        return "*"  # only this pair is written short: IAM refuses "*" in trust policies but takes {"AWS": "*"}
    return dict(sorted(found.items()))


def _conditions(blocks: Any) -> dict[str, dict[str, Any]]:
    if isinstance(blocks, Unknown):
        missing = placeholder(blocks)
        return {missing: {missing: missing}}
    found: dict[str, dict[str, list[str]]] = {}
    for block in _block_list(blocks):
        test, variable = _word(block.get("test")) or "", _word(block.get("variable")) or ""
        values = _policy_variables(_words(block.get("values")))
        found.setdefault(test, {}).setdefault(variable, []).extend(values)
    return _flat(found)


def _flat(conditions: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, Any]]:
    return {test: {k: _single(v) for k, v in sorted(keys.items())} for test, keys in sorted(conditions.items())}


def _joined(first: Any, second: Any) -> list[str]:
    return [*(first if isinstance(first, list) else [first]), *(second if isinstance(second, list) else [second])]


def _single(words: list[str]) -> Any:
    return words[0] if len(words) == 1 else words


def _policy_variables(value: Any) -> Any:
    if isinstance(value, list):
        return [_policy_variables(v) for v in value]
    return value.replace("&{", "${") if isinstance(value, str) else value


def _block_list(blocks: Any) -> list[Mapping[str, Any]]:
    """Nested blocks as written; raises where it is not known how many there are."""
    if blocks is None:
        return []
    if isinstance(blocks, Unknown):
        raise _Undecided(blocks.why)
    found: list[Mapping[str, Any]] = []
    for block in blocks if isinstance(blocks, list) else [blocks]:
        if isinstance(block, Unknown):
            raise _Undecided(block.why)
        if isinstance(block, Mapping):
            found.append(block)
    return found


def _word(value: Any) -> str | None:
    word = text(value)
    return placeholder(word) if isinstance(word, Unknown) else word


def _words(value: Any) -> list[str]:
    if value is None:
        return []
    items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [w for w in map(_word, items) if w is not None]


def _sources(attrs: Mapping[str, Any], *keys: str) -> list[dict[str, Any]]:
    """The documents of `source_…` and `override_…` arguments, in order."""
    found: list[dict[str, Any]] = []
    for key in keys:
        value = attrs.get(key)
        if isinstance(value, Unknown):
            raise _Undecided(value.why)
        for item in value if isinstance(value, list | tuple) else [value]:
            if isinstance(item, Unknown):
                raise _Undecided(item.why)
            if item:
                found.append(_parsed(str(item), key))
    return found


def _parsed(source: str, key: str) -> dict[str, Any]:
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _Undecided(f"a document in `{key}` is not known as JSON" + (f": {readable(source)[:120]}" if sole_symbol(source) else ""))
    statements = document.get("Statement") or []
    listed = statements if isinstance(statements, list) else [statements]
    return {**document, "Statement": [_reread(s) for s in listed if isinstance(s, dict)]}


def _reread(statement: Statement) -> Statement:
    """A foreign statement as the provider writes it again: known elements in its order, conditions as lists of text."""
    made = dict(statement)
    if isinstance(made.get("Condition"), dict):
        made["Condition"] = _flat(
            {t: {k: _words(v) for k, v in keys.items()} for t, keys in made["Condition"].items() if isinstance(keys, dict)}
        )
    if isinstance(made.get("Principal"), str):
        made["Principal"] = "*"
    return {k: made[k] for k in _ORDER if made.get(k)}


def _go(written: str) -> str:
    """JSON as Go's encoder writes it: `&`, `<` and `>` escaped."""
    return written.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
