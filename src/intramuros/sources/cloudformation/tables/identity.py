# SPDX-License-Identifier: Apache-2.0
"""Identities and what they are granted: IAM, issuers, Organizations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from intramuros.estate.values import Unknown
from intramuros.sources.cloudformation.item import As, Item, Part

_OF: Final = (("Roles", "role"), ("Users", "user"), ("Groups", "group"))


def _inline(item: Item) -> Iterator[Part]:
    """The policies written into a role, user or group."""
    owner = {"AWS::IAM::Role": "role", "AWS::IAM::User": "user", "AWS::IAM::Group": "group"}[item.kind]
    for number, one in enumerate(item.items("Policies")):
        body = (
            one if isinstance(one, Mapping) else {"PolicyDocument": one if isinstance(one, Unknown) else Unknown("no policy stands there")}
        )
        yield Part(
            type=f"aws_iam_{owner}_policy",
            attrs={owner: item.me("name"), "name": body.get("PolicyName"), "policy": body.get("PolicyDocument")},
            suffix=f".Policies[{number}]",
            at="Policies",
        )
    for number, arn in enumerate(item.items("ManagedPolicyArns")):
        attrs = {owner: item.me("name"), "policy_arn": arn}
        yield Part(type=f"aws_iam_{owner}_policy_attachment", attrs=attrs, suffix=f".ManagedPolicyArns[{number}]", at="ManagedPolicyArns")


def _user(item: Item) -> Iterator[Part]:
    yield from _inline(item)
    if item.get("Groups") is not None:
        attrs = {"user": item.me("name"), "groups": item.get("Groups")}
        yield Part(type="aws_iam_user_group_membership", attrs=attrs, suffix=".Groups", at="Groups")
    if item.get("LoginProfile") is not None:
        yield Part(type="aws_iam_user_login_profile", attrs={"user": item.me("name")}, suffix=".LoginProfile", at="LoginProfile")


def _policy(item: Item) -> Iterator[Part]:
    """`AWS::IAM::Policy`: one inline policy of several identities."""
    for said, owner in _OF:
        for number, name in enumerate(item.items(said)):
            attrs = {owner: name, "name": item.get("PolicyName"), "policy": item.get("PolicyDocument")}
            lines = {"policy": "PolicyDocument"}
            yield Part(type=f"aws_iam_{owner}_policy", attrs=attrs, suffix=f".{said}[{number}]", lines=lines)


def _one_policy(owner: str) -> Callable[[Item], Iterator[Part]]:
    """`AWS::IAM::RolePolicy` and its kin: one inline policy of one identity."""

    def parts(item: Item) -> Iterator[Part]:
        attrs = {owner: item.get(f"{owner.capitalize()}Name"), "name": item.get("PolicyName"), "policy": item.get("PolicyDocument")}
        yield Part(type=f"aws_iam_{owner}_policy", attrs=attrs, lines={"policy": "PolicyDocument"})

    return parts


def _managed(item: Item) -> Iterator[Part]:
    for said, owner in _OF:
        for number, name in enumerate(item.items(said)):
            attrs = {owner: name, "policy_arn": item.me("arn")}
            yield Part(type=f"aws_iam_{owner}_policy_attachment", attrs=attrs, suffix=f".{said}[{number}]", at=said)


def _profile(item: Item) -> dict[str, Any]:
    roles = item.get("Roles")
    return {"role": roles[0] if isinstance(roles, list) and roles else roles}


def _members(item: Item) -> dict[str, Any]:
    return {"users": item.get("Users")}


def _attached(item: Item) -> Iterator[Part]:
    for number, target in enumerate(item.items("TargetIds")):
        attrs = {"policy_id": item.me("id"), "target_id": target}
        yield Part(type="aws_organizations_policy_attachment", attrs=attrs, suffix=f".TargetIds[{number}]", at="TargetIds")


TABLE: Final[Mapping[str, As]] = {
    "AWS::IAM::Role": As(
        type="aws_iam_role",
        names={"RoleName": "name", "AssumeRolePolicyDocument": "assume_role_policy", "Policies": "", "ManagedPolicyArns": ""},
        parts=_inline,
    ),
    "AWS::IAM::User": As(
        type="aws_iam_user",
        names={"UserName": "name", "Policies": "", "ManagedPolicyArns": "", "Groups": "", "LoginProfile": ""},
        parts=_user,
    ),
    "AWS::IAM::Group": As(type="aws_iam_group", names={"GroupName": "name", "Policies": "", "ManagedPolicyArns": ""}, parts=_inline),
    "AWS::IAM::Policy": As(parts=_policy),
    "AWS::IAM::RolePolicy": As(parts=_one_policy("role")),
    "AWS::IAM::UserPolicy": As(parts=_one_policy("user")),
    "AWS::IAM::GroupPolicy": As(parts=_one_policy("group")),
    "AWS::IAM::ManagedPolicy": As(
        type="aws_iam_policy",
        names={"ManagedPolicyName": "name", "PolicyDocument": "policy", "Roles": "", "Users": "", "Groups": ""},
        parts=_managed,
    ),
    "AWS::IAM::InstanceProfile": As(type="aws_iam_instance_profile", names={"InstanceProfileName": "name", "Roles": ""}, more=_profile),
    "AWS::IAM::OIDCProvider": As(type="aws_iam_openid_connect_provider"),
    "AWS::IAM::SAMLProvider": As(type="aws_iam_saml_provider"),
    "AWS::IAM::AccessKey": As(type="aws_iam_access_key", names={"UserName": "user"}),
    "AWS::IAM::UserToGroupAddition": As(type="aws_iam_group_membership", names={"GroupName": "group"}, more=_members),
    "AWS::Organizations::Account": As(type="aws_organizations_account", names={"AccountName": "name", "ParentIds": "parent_id"}),
    "AWS::Organizations::Organization": As(type="aws_organizations_organization"),
    "AWS::Organizations::OrganizationalUnit": As(type="aws_organizations_organizational_unit"),
    "AWS::Organizations::Policy": As(type="aws_organizations_policy", names={"TargetIds": ""}, parts=_attached),
}
