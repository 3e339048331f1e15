# SPDX-License-Identifier: Apache-2.0
"""EKS: clusters, node groups, Fargate profiles, and what pods may become by pod identity.

Nodes of a managed group without groups of their own stand in the cluster's security group, which lets everything out
(https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html).
"""

from __future__ import annotations

from collections.abc import Iterator

from intramuros.estate.resource import Resource
from intramuros.estate.stores import Seal
from intramuros.estate.values import Fact, Unknown
from intramuros.estate.workloads import Attachment, InlineDisk, Workload
from intramuros.sources.attributes import blocks, text, texts
from intramuros.sources.aws.common import head, identity, where
from intramuros.sources.aws.compute import template_groups, template_of
from intramuros.sources.aws.disks import default_seal
from intramuros.sources.aws.interfaces import subnet_gives
from intramuros.sources.aws.machines import commands_of, confidential, template_disks
from intramuros.sources.aws.wiring import SUBNETS, cluster_group, denoted, given, groups_at, line_of, many
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

CLUSTER = "aws_eks_cluster"
NODES = "aws_eks_node_group"
FARGATE = "aws_eks_fargate_profile"
POD_IDENTITY = "aws_eks_pod_identity_association"
_GUARDS = ("kyverno", "gatekeeper", "ratify", "connaisseur")
"""Add-ons that decide which images may start."""


def clusters(book: Book) -> Iterator[Resource]:
    """Control planes, with the gates that stand before deployment."""
    for d in book.of(CLUSTER):
        addons = [str(a.attrs.get("addon_name") or "") for a in book.pointing(("aws_eks_addon",), "cluster_name", d.address)]
        yield Workload(
            **head(book, d),
            kind="cluster",
            identities=given((identity(book, d.attrs.get("role_arn")),)),
            attachments=tuple(_control_plane(book, d)),
            admission=tuple(a for a in addons if any(g in a.casefold() for g in _GUARDS)),
        )


def _control_plane(book: Book, d: Declared) -> Iterator[Attachment]:
    for index, config in enumerate(blocks(d.attrs, "vpc_config")):
        own = groups_at(book, d, config.get("security_group_ids"), "vpc_config")
        for subnet in many(book, d, config.get("subnet_ids"), "vpc_config", *SUBNETS):
            origin = line_of(d, "vpc_config", index)
            yield Attachment(subnet=subnet, rule_sets=given((*own, cluster_group(d.address))), address=d.address, origin=origin)


def cluster_of(book: Book, d: Declared) -> Fact[str | None]:
    """The cluster that `cluster_name` names."""
    return denoted(book, d, d.attrs.get("cluster_name"), "cluster_name", CLUSTER)


def node_groups(book: Book) -> Iterator[Resource]:
    """Managed node groups."""
    for d in book.of(NODES):
        template = template_of(book, d, d.attrs)
        sealed, why = confidential(template.attrs) if template else (False, "no launch template switches one on")
        yield Workload(
            **head(book, d),
            kind="node-pool",
            identities=given((identity(book, d.attrs.get("node_role_arn")),)),
            attachments=tuple(_node_attachments(book, d, template)),
            disks=tuple(template_disks(book, template)) if template else (_node_disk(book, d),),
            images=given((text(template.attrs.get("image_id") if template else d.attrs.get("ami_type")),)),
            commands=commands_of(template.attrs, "user_data") if template else (),
            parent=cluster_of(book, d),
            runs=(template.address,) if template else (),
            size=next(iter(texts(d.attrs.get("instance_types"))), text(template.attrs.get("instance_type")) if template else None),
            confidential=sealed,
            confidential_why=why,
        )


def _node_attachments(book: Book, d: Declared, template: Declared | None) -> Iterator[Attachment]:
    cluster = cluster_of(book, d)
    planned = blocks(template.attrs, "network_interfaces")[:1] if template else []
    own = template_groups(book, template, planned[0] if planned else {}) if template else ()
    implied = (cluster_group(cluster),) if isinstance(cluster, str) and cluster in book.by_address else ()
    unseen = (Unknown(f"the security group of {cluster}"),) if not implied else ()
    flag = planned[0].get("associate_public_ip_address") if planned else None
    for subnet in many(book, d, d.attrs.get("subnet_ids"), "subnet_ids", *SUBNETS):
        public = subnet_gives(book, subnet) if flag in (None, "") else str(flag).casefold() == "true"
        yield Attachment(
            subnet=subnet, rule_sets=own or implied or unseen, public_ip=public, address=d.address, origin=where(d, "subnet_ids")
        )


def _node_disk(book: Book, d: Declared) -> InlineDisk:
    default = default_seal(book, d, "disk_size")
    why = "a node group without a launch template cannot name a key, and the account does not encrypt by default"
    return InlineDisk(name="node disk", seal=default or Seal(state="none", address=d.address, origin=where(d, "disk_size"), why=why))


def fargate(book: Book) -> Iterator[Resource]:
    """Fargate profiles: pods in private subnets, in the cluster's group."""
    for d in book.of(FARGATE):
        cluster = cluster_of(book, d)
        groups = (cluster_group(cluster),) if isinstance(cluster, str) and cluster in book.by_address else ()
        found = many(book, d, d.attrs.get("subnet_ids"), "subnet_ids", *SUBNETS)
        yield Workload(
            **head(book, d),
            kind="node-pool",
            identities=given((identity(book, d.attrs.get("pod_execution_role_arn")),)),
            attachments=tuple(Attachment(subnet=s, rule_sets=groups, address=d.address, origin=where(d, "subnet_ids")) for s in found),
            parent=cluster,
            confidential_why="Fargate offers no trusted execution environment",
        )


def pods(book: Book) -> Iterator[Resource]:
    """What a service account may become: its pods run on any node of the cluster, so they stand where the nodes stand."""
    for d in book.of(POD_IDENTITY):
        cluster = cluster_of(book, d)
        nodes = [n for n in book.of(NODES) if cluster_of(book, n) == cluster]
        attachments = [a for n in nodes for a in _node_attachments(book, n, template_of(book, n, n.attrs))]
        yield Workload(
            **{**head(book, d), "name": text(d.attrs.get("service_account"))},
            kind="container-service",
            identities=given((identity(book, d.attrs.get("role_arn")),)),
            attachments=tuple(dict.fromkeys(attachments)),
            parent=cluster,
            confidential_why="its nodes decide",
        )


LOWERINGS = (
    (frozenset({CLUSTER}), clusters),
    (frozenset({NODES}), node_groups),
    (frozenset({FARGATE}), fargate),
    (frozenset({POD_IDENTITY}), pods),
)
SUB_RESOURCES = frozenset(
    {"aws_eks_addon", "aws_eks_access_entry", "aws_eks_access_policy_association", "aws_eks_identity_provider_config"}
)
