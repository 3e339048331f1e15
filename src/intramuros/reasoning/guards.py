# SPDX-License-Identifier: Apache-2.0
"""What each kind of guard is, and where its vendor says that it stops what it stops: for whoever checks a proof by the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

_IAM = "docs.aws.amazon.com/IAM/latest/UserGuide/"
_ORG = "docs.aws.amazon.com/organizations/latest/userguide/"
_S3 = "docs.aws.amazon.com/AmazonS3/latest/userguide/"
_KMS = "docs.aws.amazon.com/kms/latest/developerguide/"
_VPC = "docs.aws.amazon.com/vpc/latest/userguide/"
_AZ = "learn.microsoft.com/azure/"
_ENTRA = "learn.microsoft.com/entra/"


class Meaning(Struct, frozen=True):
    """One kind of guard."""

    names: str
    """A pattern that its names match whole."""
    means: str
    source: str
    """The page that says so; '' where it is this design's own way of counting."""


MEANINGS: Final = (
    Meaning(
        r"no grant in any policy",
        "nobody of that outside is granted it anywhere: one statement or role assignment away",
        f"{_IAM}reference_policies_evaluation-logic.html, {_AZ}role-based-access-control/overview",
    ),
    Meaning(
        r"no grant to everyone",
        "no policy, list or share names everyone, and the service answers nobody unsigned",
        f"{_IAM}reference_policies_elements_principal.html",
    ),
    Meaning(
        r"no grant in an identity policy",
        "no statement of the identity's policies allows it, and within one account those or the resource's policy must",
        f"{_IAM}reference_policies_evaluation-logic.html",
    ),
    Meaning(
        r"key policy",
        "no statement of the key's policy lets him in, without which identity policies mean nothing for the key",
        f"{_KMS}key-policies.html",
    ),
    Meaning(
        r"no grant in .+ policy",
        "no statement of the resource's own policy allows it; across accounts that policy must allow too",
        f"{_IAM}reference_policies_evaluation-logic-cross-account.html",
    ),
    Meaning(
        r"deny in .+ policy",
        "a Deny statement matches the request; an explicit deny wins over every allow",
        f"{_IAM}reference_policies_evaluation-logic.html",
    ),
    Meaning(
        r"condition .*:.*",
        "the statement that would allow it does so only under a condition, which the caller cannot bring about",
        f"{_IAM}reference_policies_elements_condition.html",
    ),
    Meaning(
        r"permissions boundary",
        "what an identity may do is the intersection of its policies and its boundary, and the boundary does not allow it",
        f"{_IAM}access_policies_boundaries.html",
    ),
    Meaning(
        r"session policy",
        "what a session may do is the intersection of the role's policies and the session's",
        f"{_IAM}access_policies.html#policies_session",
    ),
    Meaning(
        r"service control policy",
        "some level above the caller's account does not allow it, or denies it",
        f"{_ORG}orgs_manage_policies_scps.html",
    ),
    Meaning(r"resource control policy", "a policy above the resource's account denies it", f"{_ORG}orgs_manage_policies_rcps.html"),
    Meaning(
        r"endpoint policy",
        "the request comes through a VPC endpoint whose policy does not allow it",
        "docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
    ),
    Meaning(
        r"public access block \((bucket|account)\)",
        "S3 Block Public Access: `restrict_public_buckets` and `ignore_public_acls` cancel what is public, the other two refuse new grants",
        f"{_S3}access-control-block-public-access.html",
    ),
    Meaning(
        r"ACLs ignored", "object ownership BucketOwnerEnforced: access control lists mean nothing", f"{_S3}about-object-ownership.html"
    ),
    Meaning(r"ACL grantee", "whose canonical id the list names is not known", f"{_S3}acl-overview.html"),
    Meaning(r"VPC only", "it is reached from inside a VPC alone", f"{_S3}access-points-vpc.html"),
    Meaning(
        r"not shared|share",
        "another account gets it only by being shared with",
        "docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html",
    ),
    Meaning(r"group membership", "who belongs to it is not shown by what was read", ""),
    Meaning(r"trusted account", "whose account it is, is known only after apply", ""),
    Meaning(
        r"session tags",
        "who assumes a role may tag the session, and a trust policy may admit some tags alone",
        f"{_IAM}id_session-tags.html",
    ),
    Meaning(
        r"trusted issuer|audience of the provider|assignment to the application",
        "a token of that issuer is taken only with the subject, audience or assignment that the trust asks for",
        f"{_IAM}id_roles_create_for-idp_oidc.html",
    ),
    Meaning(
        r"signed URLs|credentials at the edge",
        "a distribution hands objects to whoever asks, unless its behaviours ask for signed URLs or cookies",
        "docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html",
    ),
    Meaning(r"service", "a service acts for others only where its own permission to do so stands", f"{_IAM}confused-deputy.html"),
    Meaning(
        r"no role assignment covers it",
        "Azure RBAC allows nothing without an assignment at the resource or above it",
        f"{_AZ}role-based-access-control/overview",
    ),
    Meaning(
        r"condition on the role assignment",
        "the assignment's condition admits nothing of this resource",
        f"{_AZ}role-based-access-control/conditions-overview",
    ),
    Meaning(
        r"container private|anonymous access off|anonymous pull off",
        "anonymous reading needs both the account's switch and a public container",
        f"{_AZ}storage/blobs/anonymous-read-access-prevent",
    ),
    Meaning(
        r"account keys kept secret|credential of .+ kept secret",
        "keys, tokens and passwords open it from wherever the network admits, to whoever holds one",
        f"{_AZ}storage/common/storage-account-keys-manage",
    ),
    Meaning(
        r"shared key access off",
        "keys and the signatures made with them are refused: only Entra tokens read",
        f"{_AZ}storage/common/shared-key-authorization-prevent",
    ),
    Meaning(
        r"public network access off|network gate|not on the internet",
        "the public endpoint does not exist: only private endpoints lead in",
        f"{_AZ}storage/common/storage-network-security",
    ),
    Meaning(
        r"network firewall|network security perimeter.*",
        "the resource's firewall denies by default and admits none of the networks that the caller comes from",
        f"{_AZ}storage/common/storage-network-security",
    ),
    Meaning(
        r"compliant device required",
        "every sign-in to it is blocked or asked for a compliant device",
        f"{_ENTRA}identity/conditional-access/policy-all-users-device-compliance",
    ),
    Meaning(r"no copy declared", "no replica, backup or cache is declared outside the approved regions: one declaration away", ""),
    Meaning(
        r"location policy",
        "a policy that is enforced refuses resources outside the approved regions",
        f"{_AZ}governance/policy/samples/built-in-policies",
    ),
    Meaning(
        r"egress filter(s together)?|filters?( together)?|security group|network ACL|NSG|inbound rules.*|admin rules?.*",
        "the filter lets no such packet through: security groups allow only what they list, ordered lists stop at the first match",
        f"{_VPC}vpc-security-groups.html, {_AZ}virtual-network/network-security-groups-overview",
    ),
    Meaning(
        r"no route( out)?|no way (out|back to the internet)|forced route|private subnet|no route back.*",
        "the route that wins by its longest prefix leads to no gateway that hands the packet on",
        f"{_VPC}VPC_Route_Tables.html, {_AZ}virtual-network/virtual-networks-udr-overview",
    ),
    Meaning(
        r"firewall",
        "the firewall that the route leads to lets no such packet through",
        f"{_AZ}firewall/rule-processing, docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-ips.html",
    ),
    Meaning(
        r"no instance profile",
        "a machine takes a role within an instance profile alone, and whether one holds it is not known",
        f"{_IAM}id_roles_use_switch-role-ec2_instance-profiles.html",
    ),
    Meaning(
        r"NAT gateway without an address|no public address|public address without a security group",
        "nothing is reached from the internet, or sends to it, without a public address on the way",
        f"{_VPC}vpc-igw-internet-access.html",
    ),
    Meaning(
        r"link not connected|not joined",
        "both halves of a connection must stand before it carries a packet",
        f"{_AZ}virtual-network/virtual-network-peering-overview",
    ),
)
"""In order of precedence: the first whose pattern a name matches."""
_COMPILED: Final = tuple((re.compile(m.names), m) for m in MEANINGS)


def meaning(name: str) -> Meaning | None:
    """What a guard of this name is; None where nothing is written of it."""
    return next((m for pattern, m in _COMPILED if pattern.fullmatch(name)), None)


def legend(names: Iterable[str]) -> Mapping[str, Meaning]:
    """What each of these guards is, once each, in order."""
    return {n: m for n in dict.fromkeys(names) if (m := meaning(n)) is not None}
