# SPDX-License-Identifier: Apache-2.0
"""IAM Identity Center: who of its people and groups may open a session in which account, with which permission set.

Each account assignment makes a role `AWSReservedSSO_<set>_<hash>` in the account, which its principal enters at any time
(https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html); in the estate it stands under the
address of the assignment, as a role that people hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.access import Identity, PolicyDocument
from intramuros.estate.values import Unknown, symbol
from intramuros.sources.attributes import block, text
from intramuros.sources.aws.common import Parts, document, head, owner
from intramuros.sources.aws.iam import POLICY, expanded
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

ASSIGNMENT = "aws_ssoadmin_account_assignment"
SET = "aws_ssoadmin_permission_set"
INLINE = "aws_ssoadmin_permission_set_inline_policy"
MANAGED = "aws_ssoadmin_managed_policy_attachment"
OWN = "aws_ssoadmin_customer_managed_policy_attachment"
BOUNDARY = "aws_ssoadmin_permissions_boundary_attachment"
SUB_RESOURCES = frozenset({SET, INLINE, MANAGED, OWN, BOUNDARY})


def assigned(book: Book) -> Iterator[Identity]:
    """The role that each account assignment makes."""
    parts = Parts(book, dict.fromkeys((INLINE, MANAGED, OWN, BOUNDARY), "permission_set_arn"), SET)
    for d in book.of(ASSIGNMENT):
        held = book.by_address.get(owner(book, d.attrs.get("permission_set_arn"), SET) or "")
        account = text(book.spell(d.attrs.get("target_id")))
        fields = head(book, d)
        named = text(held.attrs.get("name")) if held is not None else None
        if isinstance(account, str) and isinstance(named, str):
            arn = f"arn:aws:iam::{account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_{named}_{symbol(d.address, 'hash')}"
            fields["ids"] = (arn, *fields["ids"])
        fields |= {"account": account, "name": named}
        yield Identity(
            **fields, kind="role", person=True, policies=tuple(_policies(book, parts, d, held)), boundary=_boundary(book, parts, held)
        )


def _policies(book: Book, parts: Parts, d: Declared, held: Declared | None) -> Iterator[PolicyDocument]:
    if held is None or held.mode != "managed":
        why = Unknown(f"the policies of the permission set that `{d.address}` assigns are not in the estate")
        yield PolicyDocument(document=why, address=d.address, origin=d.origin)
        return
    for one in parts.of(held.address, INLINE):
        yield document(book, one, "inline_policy")
    for one in parts.of(held.address, MANAGED):
        yield expanded(book, one, one.attrs.get("managed_policy_arn"))
    for one in parts.of(held.address, OWN):
        yield _own(book, one, block(one.attrs, "customer_managed_policy_reference").get("name"))


def _own(book: Book, one: Declared, name: object) -> PolicyDocument:
    """A policy of the account, which the reference names without an ARN."""
    spelled = book.spell(name)
    found = next((p for p in book.of(POLICY) if spelled and book.spell(p.attrs.get("name")) == spelled), None)
    if found is not None:
        return document(book, found)
    why = Unknown(f"the policy `{spelled}`, which {one.address} refers to, is not in the estate")
    return PolicyDocument(document=why, address=one.address, origin=one.origin)


def _boundary(book: Book, parts: Parts, held: Declared | None) -> PolicyDocument | None:
    for one in parts.of(held.address, BOUNDARY) if held is not None else ():
        stated = block(one.attrs, "permissions_boundary")
        if stated.get("managed_policy_arn"):
            return expanded(book, one, stated["managed_policy_arn"])
        return _own(book, one, block(stated, "customer_managed_policy_reference").get("name"))
    return None
