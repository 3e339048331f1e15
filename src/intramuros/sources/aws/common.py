# SPDX-License-Identifier: Apache-2.0
"""What every AWS lowering shares: the common head of a resource, its sub-resources, references between resources, policy documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from intramuros.estate.access import PolicyDocument
from intramuros.estate.graph import Estate
from intramuros.estate.origin import Origin
from intramuros.estate.patterns import lazy
from intramuros.estate.values import Fact, Unknown, is_symbolic, pieces, readable, sole_symbol, symbol, symbols
from intramuros.sources.attributes import tags, text
from intramuros.sources.aws.identity import denotes
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

Make = Callable[[Book, Declared], Iterator[Any]]
NEWEST = 6
_PART = lazy(r"\s*(~>|>=|<=|!=|=|<|>)?\s*v?(\d+)(?:\.(\d+))?")
_ZONE = lazy(r"([a-z]{2}(?:-[a-z]{3,9}){1,2}-\d)(?:-[a-z]{3,4}-\d)?[a-z]")
"""`us-east-1a`, and the local zone `us-west-2-lax-1a`."""
_REAL_ID = lazy(r"[a-z]+-[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_GLOBAL = ("aws_iam_", "aws_organizations_", "aws_cloudfront_")
_NAMES = ("name", "bucket", "identifier", "cluster_identifier", "domain_name", "function_name", "alarm_name", "repository_name")
MAX_DOCUMENT = 1_000_000


def major(declared: Declared) -> int:
    """Major version of the provider: the newest that its version constraint or lock admits."""
    newest = NEWEST
    for part in declared.home.version.split(","):
        found = _PART.match(part)
        if found and found[1] not in (">=", ">", "!="):
            stated, minor = int(found[2]), int(found[3] or 0)
            newest = min(newest, stated - 1 if found[1] == "<" and minor == 0 else stated)
    return newest


def region_of(declared: Declared) -> Fact[str | None]:
    """Where a resource lives: its own `region` (provider 6), else its provider's, else that of its zone; `global` for services without one."""
    if declared.type.startswith(_GLOBAL):
        return "global"
    own = declared.attrs.get("region")
    found = text(own) if own is not None else declared.home.region
    zone = declared.attrs.get("availability_zone")
    if isinstance(found, Unknown | None) and isinstance(zone, str) and (within := _ZONE.fullmatch(zone)):
        return within[1]
    if isinstance(found, str) and is_symbolic(found):
        return Unknown(f"the region `{readable(found)}` is not known")
    return found


def name_of(book: Book, declared: Declared) -> Fact[str | None]:
    """The cloud's own name of a resource; None where it has none."""
    stated = next((v for k in _NAMES if (v := declared.attrs.get(k)) is not None), None)
    if stated is not None:
        return text(book.spell(stated))
    known = book.names(declared.address)
    return next((known[k] for k in _NAMES if k in known), None)


def ids_of(book: Book, address: str) -> tuple[str, ...]:
    """Every string that denotes the resource alone: ARNs and ids (a plain name may be shared by a role and its profile)."""
    known = book.names(address)
    own = [v for k, v in known.items() if denotes(v, address) or (k == "id" and _REAL_ID.fullmatch(v))]
    return tuple(dict.fromkeys([*own, symbol(address, "arn"), symbol(address, "id")]))


def head(book: Book, declared: Declared, *, suffix: str = "") -> dict[str, Any]:
    """The common fields of a `Resource`."""
    return {
        "address": declared.address + suffix,
        "type": declared.type,
        "cloud": "aws",
        "origin": declared.origin,
        "name": name_of(book, declared),
        "ids": ids_of(book, declared.address) if not suffix else (),
        "account": declared.home.account,
        "region": region_of(declared),
        "tags": tags(book.spell(declared.attrs.get("tags")), book.spell(declared.home.default_tags)),
    }


def where(declared: Declared, *keys: str) -> Origin:
    """Origin of the first of `keys` whose lines are known, else of the resource."""
    return next((declared.lines[k] for k in keys if k in declared.lines), declared.origin)


def first(attrs: Mapping[str, Any], *keys: str) -> Any:
    """The first of several spellings of one attribute that is set (provider versions rename them)."""
    return next((v for k in keys if (v := attrs.get(k)) is not None), None)


def owner(book: Book, value: Any, *types: str) -> str | None:
    """The address of the resource of `types` that a reference, id, ARN or name denotes; None where the estate does not hold it."""
    found = book.resolve(value, *types)
    if isinstance(found, str) and found in book.by_address and (not types or book.by_address[found].type in types):
        return found
    return None


def address_or_id(book: Book, value: Any, *types: str) -> Fact[str | None]:
    """The address that a reference denotes, else the id itself (a resource outside the estate)."""
    return book.resolve(value, *types)


def addresses(book: Book, values: Any, *types: str) -> tuple[Fact[str], ...]:
    """`address_or_id` of each of a list; an unknown list is one Unknown."""
    if values is None or isinstance(values, Unknown):
        return () if values is None else (values,)
    items = values if isinstance(values, list | tuple) else [values]
    return tuple(a for v in items if (a := address_or_id(book, v, *types)) is not None)


class Parts:
    """Sub-resources by the resource they belong to: by reference, by id, ARN or name, and near it where a name is used twice."""

    def __init__(self, book: Book, attributes: Mapping[str, str | tuple[str, ...]], *owners: str) -> None:
        self._book = book
        self._found: dict[tuple[str, str], list[Declared]] = {}
        self._named = self._index(owners)
        self._owners = frozenset(owners)
        for kind, keys in attributes.items():
            for part in book.of(kind):
                for address in dict.fromkeys(self._holders(part, (keys,) if isinstance(keys, str) else keys)):
                    self._found.setdefault((address, kind), []).append(part)

    def of(self, address: str, *types: str) -> list[Declared]:
        """Sub-resources of these types of the resource at `address`, in reading order."""
        return [p for t in types for p in self._found.get((address, t), ())]

    def _index(self, owners: tuple[str, ...]) -> dict[str, list[Declared]]:
        named: dict[str, list[Declared]] = {}
        for one in (*self._book.of(*owners), *self._book.data(*owners)):
            for name in dict.fromkeys(self._book.names(one.address).values()):
                named.setdefault(Estate.fold(name), []).append(one)
        return named

    def _holders(self, part: Declared, keys: tuple[str, ...]) -> Iterator[str]:
        for value in (part.attrs.get(k) for k in keys):
            if not isinstance(value, str):
                continue
            direct = sole_symbol(value)
            if direct and direct[0] in self._book.by_address and self._book.by_address[direct[0]].type in self._owners:
                yield direct[0]
                continue
            hits = self._named.get(Estate.fold(str(self._book.spell(value))), [])
            near = [h for h in hits if region_of(h) == region_of(part) and h.home.account == part.home.account]
            yield from (h.address for h in (near or hits)[:1])


def parsed(book: Book, value: Any, what: str) -> Fact[dict[str, Any]]:
    """A policy's JSON text as a document with references spelled out; Unknown with its reason where that cannot be."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Mapping):
        return dict(book.spell(value))
    if not isinstance(value, str) or len(value) > MAX_DOCUMENT:
        return Unknown(f"{what} is not a policy document")
    spelled = "".join(_in_json(book, p) for p in pieces(value))
    if is_symbolic(spelled) and not spelled.lstrip().startswith("{"):
        return Unknown(f"{what} is `{readable(spelled)}`, which is not known")
    try:
        document = book.spell(json.loads(spelled, strict=False))
    except (ValueError, RecursionError):
        return Unknown(f"{what} is not JSON")
    return document if isinstance(document, dict) else Unknown(f"{what} is not a policy document")


def _in_json(book: Book, piece: str) -> str:
    """A piece of JSON text; a symbol that a template put there raw may hold quotes (`b["x"]`), one of jsonencode is escaped already."""
    if not is_symbolic(piece) or '\\"' in piece:
        return piece
    return json.dumps(str(book.spell(piece)), ensure_ascii=False)[1:-1]


def document(book: Book, declared: Declared, attribute: str = "policy", *, name: str = "") -> PolicyDocument:
    """The policy that `attribute` of a resource holds; read once for all who attach it."""
    said = declared.attrs.get(attribute)
    found = book.once(("document", declared.address, attribute), lambda: parsed(book, said, f"`{declared.address}.{attribute}`"))
    mentions = declared.refs.get(attribute, ()) if isinstance(found, Unknown) else ()
    return PolicyDocument(document=found, address=declared.address, origin=where(declared, attribute), name=name, mentions=mentions)


def documents(book: Book, declared: Declared, *attributes: str) -> tuple[PolicyDocument, ...]:
    """The policies that are set among `attributes`."""
    return tuple(document(book, declared, a) for a in attributes if declared.attrs.get(a) not in (None, ""))


def account_in(arn: object) -> str | None:
    """The account id inside an ARN; None where it names none or it is a symbol."""
    parts = arn.split(":", 5) if isinstance(arn, str) and arn.startswith("arn:") else []
    return parts[4] if len(parts) == 6 and parts[4] and not symbols(parts[4]) else None


def region_in(arn: object) -> str | None:
    """The region inside an ARN; None where it names none or it is a symbol."""
    parts = arn.split(":", 5) if isinstance(arn, str) and arn.startswith("arn:") else []
    return parts[3] if len(parts) == 6 and parts[3] and not symbols(parts[3]) else None


def identity(book: Book, value: Any) -> Fact[str | None]:
    """The role, user or group that an ARN or name denotes: its address, else the text; an instance profile gives its role."""
    found = book.resolve(value, "aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_instance_profile")
    profile = book.by_address.get(found) if isinstance(found, str) else None
    if profile is not None and profile.type == "aws_iam_instance_profile":
        return book.resolve(first(profile.attrs, "role", "roles", "role_name"), "aws_iam_role")
    return found


def apiece(types: Iterable[str], make: Make) -> Callable[[Book], Iterator[Any]]:
    """A lowering of whole types from one of a single resource."""
    wanted = tuple(types)

    def lowering(book: Book) -> Iterator[Any]:
        for declared in book.of(*wanted):
            yield from make(book, declared)

    return lowering
