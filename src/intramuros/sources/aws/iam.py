# SPDX-License-Identifier: Apache-2.0
"""IAM: roles, users and groups with every policy that binds them, however it is attached.

Attachments are additive, also the exclusive ones of provider 5 (they attach what they list and detach the rest):
registry.terraform.io, `aws_iam_policy_attachment`, `aws_iam_role_policy_attachments_exclusive`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from msgspec import structs

from intramuros.estate.access import Identity, PolicyDocument
from intramuros.estate.values import Fact, Unknown, readable, symbol
from intramuros.sources.attributes import Unseen, blocks, text
from intramuros.sources.aws.common import Parts, document, first, head, owner, parsed, where
from intramuros.sources.aws.managed import is_managed, managed_arn, managed_document
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ROLE, USER, GROUP, POLICY = "aws_iam_role", "aws_iam_user", "aws_iam_group", "aws_iam_policy"
PROFILE = "aws_iam_instance_profile"
EVERYWHERE = "aws_iam_policy_attachment"
INLINE: Final = {"aws_iam_role_policy": "role", "aws_iam_user_policy": "user", "aws_iam_group_policy": "group"}
ATTACHED: Final = {
    "aws_iam_role_policy_attachment": "role",
    "aws_iam_user_policy_attachment": "user",
    "aws_iam_group_policy_attachment": "group",
    "aws_iam_role_policy_attachments_exclusive": "role_name",
    "aws_iam_user_policy_attachments_exclusive": "user_name",
    "aws_iam_group_policy_attachments_exclusive": "group_name",
}
_WIDE: Final = {ROLE: "roles", USER: "users", GROUP: "groups"}


class Desk:
    """Everything that attachments, memberships and profiles say, sorted by whom it concerns."""

    def __init__(self, book: Book) -> None:
        self.book = book
        holders = (ROLE, USER, GROUP)
        self.parts = Parts(book, {**INLINE, **ATTACHED, PROFILE: ("role", "roles"), "aws_iam_user_login_profile": "user"}, *holders)
        self.keys = Parts(book, {"aws_iam_access_key": "user"}, USER)
        self.members: dict[str, list[Fact[str]]] = {}
        """Members per group."""
        for group, member in _memberships(book):
            self.members.setdefault(group, []).append(member)
        self.grouped = {m for members in self.members.values() for m in members if isinstance(m, str)}
        self.wide: dict[str, list[Declared]] = {}
        for one in book.of(EVERYWHERE):
            for kind, attribute in _WIDE.items():
                for address in _all(book, one.attrs.get(attribute), kind):
                    self.wide.setdefault(address, []).append(one)


def _all(book: Book, values: Any, kind: str) -> list[str]:
    items = values if isinstance(values, list) else [values]
    return [a for v in items if (a := owner(book, v, kind))]


def identities(book: Book) -> Iterator[Identity]:
    """Every role, user and group that the estate declares, and those it only looks up."""
    desk = Desk(book)
    for d in book.of(ROLE):
        yield _role(desk, d, _policies(desk, d))
    for d in book.of(USER):
        yield Identity(**head(book, d), kind="user", policies=_policies(desk, d), boundary=_boundary(desk, d), person=_person(desk, d))
    for d in book.of(GROUP):
        yield _group(desk, d, _policies(desk, d))
    yield from _looked_up(desk)
    yield from _of_somebody(desk)


def _role(desk: Desk, d: Declared, policies: tuple[PolicyDocument, ...]) -> Identity:
    trust = document(desk.book, d, "assume_role_policy") if d.mode == "managed" else _unseen(d, "trust policy")
    profiles = tuple(p.address for p in desk.parts.of(d.address, PROFILE))
    return Identity(
        **head(desk.book, d),
        kind="role",
        policies=policies,
        boundary=_boundary(desk, d),
        trust=trust,
        used_by=profiles,
        person=_signs_in(trust),
    )


def _signs_in(trust: PolicyDocument) -> bool:
    """Whether people take the role by signing in at a SAML provider (docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html)."""
    found = trust.document.get("Statement") if isinstance(trust.document, dict) else None
    statements = [s for s in (found if isinstance(found, list) else [found]) if isinstance(s, dict)]
    named = [s["Principal"].get("Federated") for s in statements if s.get("Effect") == "Allow" and isinstance(s.get("Principal"), dict)]
    return any(":saml-provider/" in str(n) for n in named)


def _group(desk: Desk, d: Declared, policies: tuple[PolicyDocument, ...]) -> Identity:
    members = tuple(desk.members.get(d.address, ()))
    shown = d.mode == "managed"
    return Identity(**head(desk.book, d), kind="group", policies=policies, members=members, members_known=shown, person=True)


def _looked_up(desk: Desk) -> Iterator[Identity]:
    """Identities of data sources: what is attached here is known, the rest is not."""
    managed = {desk.book.names(d.address).get("arn") for d in desk.book.of(ROLE, USER, GROUP)}
    seen: set[str] = set()
    for d in desk.book.data(ROLE, USER, GROUP):
        arn = desk.book.names(d.address).get("arn", d.address)
        if arn in managed or arn in seen:
            continue
        seen.add(arn)
        policies = (*_policies(desk, d), _unseen(d, "policies"))
        if d.type == ROLE:
            yield _role(desk, d, policies)
        elif d.type == GROUP:
            yield _group(desk, d, policies)
        else:
            yield Identity(**head(desk.book, d), kind="user", policies=policies, person=Unknown(f"whether `{d.address}` is a person"))


def _of_somebody(desk: Desk) -> Iterator[Identity]:
    """Policies that are attached to whom nobody knows: whoever it is holds them, in an environment that is not known either."""
    for kind, attribute in {**INLINE, **ATTACHED}.items():
        for one in desk.book.of(kind):
            if isinstance(one.attrs.get(attribute), Unknown):
                policies = (document(desk.book, one),) if kind in INLINE else tuple(_by_attachment(desk.book, one))
                unplaced = {"tags": {}, "account": Unknown(f"whose `{one.address}` is")}
                yield Identity(**head(desk.book, one) | unplaced, kind="role", policies=policies)


def _unseen(d: Declared, what: str) -> PolicyDocument:
    return PolicyDocument(document=Unknown(f"the {what} of `{d.address}`, which is only looked up"), address=d.address, origin=d.origin)


def _person(desk: Desk, d: Declared) -> Fact[bool]:
    """A user with a password is a person; one with nothing but access keys is a machine."""
    if desk.parts.of(d.address, "aws_iam_user_login_profile"):
        return True
    return not desk.keys.of(d.address, "aws_iam_access_key") or d.address in desk.grouped


def _memberships(book: Book) -> Iterator[tuple[str, Fact[str]]]:
    """Group and member, as either kind of membership says."""
    for one in book.of("aws_iam_group_membership"):
        if group := owner(book, one.attrs.get("group"), GROUP):
            yield from ((group, member) for member in _named(book, one.attrs.get("users")))
    for one in book.of("aws_iam_user_group_membership"):
        for group in _all(book, one.attrs.get("groups"), GROUP):
            yield from ((group, member) for member in _named(book, one.attrs.get("user")))


def _named(book: Book, users: Any) -> Iterator[Fact[str]]:
    for value in users if isinstance(users, list) else [users]:
        found = book.resolve(value, USER)
        if found is not None:
            yield found


def _policies(desk: Desk, d: Declared) -> tuple[PolicyDocument, ...]:
    """Inline and attached policies in reading order, managed ones expanded."""
    return (
        *_inline(desk, d),
        *(expanded(desk.book, d, v) for v in _listed(d.attrs.get("managed_policy_arns"))),
        *(p for one in desk.parts.of(d.address, *ATTACHED) for p in _by_attachment(desk.book, one)),
        *(expanded(desk.book, one, one.attrs.get("policy_arn")) for one in desk.wide.get(d.address, ())),
    )


def _inline(desk: Desk, d: Declared) -> Iterator[PolicyDocument]:
    for one in blocks(d.attrs, "inline_policy"):
        if one.get("policy") is not None:
            yield _block_policy(desk.book, d, one)
    if isinstance(unknown := d.attrs.get("inline_policy"), Unknown):
        yield PolicyDocument(document=unknown, address=d.address, origin=where(d, "inline_policy"))
    for separate in desk.parts.of(d.address, *INLINE):
        yield document(desk.book, separate, name=_text(separate.attrs.get("name")))


def _block_policy(book: Book, d: Declared, one: dict[str, Any]) -> PolicyDocument:
    found = parsed(book, one.get("policy"), f"an inline policy of `{d.address}`")
    return PolicyDocument(document=found, address=d.address, origin=where(d, "inline_policy"), name=_text(one.get("name")))


def _by_attachment(book: Book, one: Declared) -> Iterator[PolicyDocument]:
    for value in _listed(first(one.attrs, "policy_arn", "policy_arns")):
        yield expanded(book, one, value)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def expanded(book: Book, by: Declared, arn: Any) -> PolicyDocument:
    """The document behind the policy ARN that `by` attaches; an engineer edits the policy, or `by` for one of AWS's own."""
    if isinstance(arn, Unseen):
        return _further(by, arn)
    policy = owner(book, arn, POLICY)
    if policy is not None:
        declared = book.by_address[policy]
        if declared.mode == "managed":
            own = document(book, declared, name=_text(declared.attrs.get("name")))
            return structs.replace(own, arn=str(book.names(policy).get("arn", "")))
        return _policy_looked_up(book, by, declared)
    spelled = book.spell(arn) if isinstance(arn, str) else None
    if isinstance(spelled, str) and is_managed(spelled):
        return _of_aws(by, spelled)
    why = (
        arn.why if isinstance(arn, Unknown) else f"the policy `{readable(str(spelled))}`, attached by `{by.address}`, is not in the estate"
    )
    return PolicyDocument(document=Unknown(why), address=by.address, origin=by.origin)


def _further(by: Declared, unseen: Unseen) -> PolicyDocument:
    """Policies that may be attached beside those that a plan shows: nobody knows what they allow; that one denies is not supposed."""
    anything = symbol("?", unseen.why)
    statement = {"Effect": "Allow", "Action": anything, "Resource": anything}
    return PolicyDocument(document={"Version": "2012-10-17", "Statement": [statement]}, address=by.address, origin=by.origin)


def _of_aws(by: Declared, arn: str) -> PolicyDocument:
    name = arn.rsplit("/", 1)[-1]
    found = managed_document(arn)
    missing = Unknown(f"the document of the AWS managed policy {name}")
    return PolicyDocument(document=missing if found is None else found, address=by.address, origin=by.origin, name=name)


def _policy_looked_up(book: Book, by: Declared, data: Declared) -> PolicyDocument:
    """A policy of a data source: AWS's own by its ARN or name, else one that lives elsewhere."""
    asked = str(book.names(data.address).get("arn", ""))
    own = asked if is_managed(asked) else managed_arn(_text(data.attrs.get("name")))
    if own:
        return _of_aws(by, own)
    if isinstance(data.attrs.get("policy"), str):
        return document(book, data)
    return PolicyDocument(
        document=Unknown(f"the document of `{data.address}`, which is only looked up"), address=data.address, origin=data.origin
    )


def _boundary(desk: Desk, d: Declared) -> PolicyDocument | None:
    arn = d.attrs.get("permissions_boundary")
    return None if arn in (None, "") else expanded(desk.book, d, arn)


def _text(value: Any) -> str:
    found = text(value)
    return found if isinstance(found, str) else ""
