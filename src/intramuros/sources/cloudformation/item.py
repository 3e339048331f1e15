# SPDX-License-Identifier: Apache-2.0
"""One resource of a stack, worked out, as the translation tables see it; and what they make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from intramuros.estate.values import Unknown, symbol
from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import Placed, YesNo
from intramuros.sources.cloudformation.words import snake


class Item(Struct, kw_only=True):
    """A resource with its properties worked out."""

    stack: Stack
    logical: str
    kind: str
    props: dict[str, Any]
    raw: Placed = field(default_factory=Placed)
    """The properties as written, with their lines."""
    lines: tuple[int, int] = (0, 0)
    maybe: str = ""
    """Why it is not known whether it is created; '' where it surely is."""
    condition: str = ""
    """The condition under which it is created; '' where it has none of its own."""

    @property
    def address(self) -> str:
        """Its address in the report."""
        return self.stack.address(self.logical)

    def me(self, attribute: str = "id") -> str:
        """The symbol by which others refer to it."""
        return symbol(self.address, attribute)

    def get(self, path: str, default: Any = None) -> Any:
        """The value at a dotted path; unknown where something above it is."""
        here: Any = self.props
        for key in path.split("."):
            if isinstance(here, Unknown):
                return here
            here = here.get(key) if isinstance(here, Mapping) else None
        return default if here is None else here

    def items(self, path: str) -> list[Any]:
        """The entries of a list; a list that is unknown is one unknown entry."""
        found = self.get(path)
        if found is None:
            return []
        return list(found) if isinstance(found, list) else [found]

    def flag(self, path: str, default: bool | Unknown) -> Any:
        """A boolean property."""
        found = plain(self.get(path))
        return default if found is None else found


class Part(Struct, kw_only=True):
    """One resource of the provider's that a CloudFormation resource, or a property of it, amounts to."""

    type: str
    attrs: dict[str, Any]
    suffix: str = ""
    """What stands behind the resource's address; '' for the resource itself."""
    at: str = ""
    """The property that it is made of; its lines are the part's."""
    lines: Mapping[str, str] = {}
    """Attribute → the property that it was read from."""


class As(Struct, kw_only=True, frozen=True):
    """How one type is said in the provider's words."""

    type: str = ""
    """The provider's type; '' where a property alone makes something."""
    names: Mapping[str, str] = {}
    """Property (its name, or a dotted path) → attribute, where the usual spelling is not it; '' leaves it out."""
    keep: frozenset[str] = frozenset()
    """Properties whose value passes as it is: documents and maps with keys of the author's."""
    more: Callable[[Item], dict[str, Any]] | None = None
    """Attributes that need more than another name; a None takes one away."""
    parts: Callable[[Item], Iterator[Part]] | None = None
    """What else it amounts to."""


KEEP = frozenset(
    "PolicyDocument AssumeRolePolicyDocument KeyPolicy RepositoryPolicyText ResourcePolicy FileSystemPolicy AccessPolicies Policy "
    "AccessPolicy RedrivePolicy RedriveAllowPolicy EventPattern Variables DockerLabels DefinitionString Content".split()
)
"""Documents and maps wherever they stand."""
TAGS = frozenset({"Tags", "HostedZoneTags", "FileSystemTags", "BackupVaultTags", "UserPoolTags"})


def plain(value: Any) -> Any:
    """A scalar of a property; `yes` and `no` without quotes are booleans there."""
    return value.casefold() in ("yes", "on") if isinstance(value, YesNo) else value


def attributes(item: Item, how: As) -> dict[str, Any]:
    """The properties of a resource under the provider's names."""
    made = {named: shaped(k, v, how) for k, v in item.props.items() if (named := how.names.get(k, snake(k)))}
    if how.more is not None:
        made.update(how.more(item))
    return {k: v for k, v in made.items() if v is not None}


def shaped(path: str, value: Any, how: As) -> Any:
    """A value in the provider's shape: objects are blocks, lists of one; documents, maps and scalars stay."""
    last = path.rsplit(".", 1)[-1]
    if last in TAGS:
        return tags(value)
    if last in KEEP or path in how.keep or last in how.keep:
        return value
    if isinstance(value, Mapping):
        return [_block(path, value, how)]
    if isinstance(value, list):
        return _list(path, value, how)
    return plain(value)


def _list(path: str, values: list[Any], how: As) -> Any:
    if not any(isinstance(v, Mapping) for v in values):
        return [shaped(path, v, how) for v in values]
    missing = next((v for v in values if not isinstance(v, Mapping)), None)
    if missing is not None:  # blocks of which one is not known: none of the list may be taken for all of it
        return missing if isinstance(missing, Unknown) else Unknown(f"`{path}` holds what is no object")
    return [_block(path, v, how) for v in values]


def _block(path: str, value: Mapping[str, Any], how: As) -> dict[str, Any]:
    made = {}
    for key, inner in value.items():
        whole = f"{path}.{key}"
        named = how.names.get(whole, how.names.get(key, snake(str(key))))
        if named:
            made[named] = shaped(whole, inner, how)
    return made


def tags(value: Any) -> Any:
    """Tags as a map; CloudFormation lists them by `Key` and `Value`, some types map them."""
    if value is None or isinstance(value, Unknown):
        return value
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    made: dict[str, Any] = {}
    for one in value if isinstance(value, list) else [value]:
        if not isinstance(one, Mapping):
            return one if isinstance(one, Unknown) else Unknown("the tags are no list of keys and values")
        key = one.get("Key", one.get("TagKey"))
        if isinstance(key, Unknown):
            return key
        made[str(key)] = plain(one.get("Value", one.get("TagValue", "")))
    return made
