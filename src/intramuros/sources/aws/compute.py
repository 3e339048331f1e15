# SPDX-License-Identifier: Apache-2.0
"""Instances, launch templates and configurations, scaling groups, spot requests: where they stand, as whom, on which disks.

An instance takes from its launch template what it does not state itself
(https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html). Without a subnet it stands in the default VPC, without a
group in the VPC's default group, without a flag it gets a public address where the subnet gives one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from intramuros.estate.resource import Resource
from intramuros.estate.values import Fact, Unknown, symbol
from intramuros.estate.workloads import Attachment, InlineDisk, Workload
from intramuros.sources.attributes import block, blocks, text, texts
from intramuros.sources.aws.ai import models_called
from intramuros.sources.aws.common import first, head, owner, where
from intramuros.sources.aws.defaults import placeless
from intramuros.sources.aws.disks import attached
from intramuros.sources.aws.interfaces import attachment_of, groups_or_default, linked, public_address
from intramuros.sources.aws.machines import commands_of, confidential, instance_disks, roles_of, template_disks
from intramuros.sources.aws.uses import uses_of
from intramuros.sources.aws.wiring import INTERFACE, SUBNETS, default_subnet, denoted, given, groups_at, many, stated
from intramuros.sources.book import Book
from intramuros.sources.declared import Declared

INSTANCES = ("aws_instance", "aws_spot_instance_request")
TEMPLATE = "aws_launch_template"
CONFIGURATION = "aws_launch_configuration"
GROUP = "aws_autoscaling_group"
FLEETS = ("aws_ec2_fleet", "aws_spot_fleet_request")
_USER_DATA = ("user_data", "user_data_base64")


def instances(book: Book) -> Iterator[Resource]:
    """Instances with what their templates add."""
    for d in book.of(*INSTANCES):
        template = template_of(book, d, d.attrs)
        base = template.attrs if template else {}
        own_commands = commands_of(d.attrs, *_USER_DATA) or commands_of(base, "user_data")
        sealed, why = confidential({**base, **{k: v for k, v in d.attrs.items() if v not in (None, [])}})
        profile = d.attrs.get("iam_instance_profile") or _profile(base)
        yield Workload(
            **head(book, d),
            kind="vm",
            identities=roles_of(book, profile),
            attachments=tuple(_attachments(book, d, template)),
            disks=tuple(_disks(book, d, template)),
            volumes=attached(book, d),
            images=given((text(first(d.attrs, "ami") or base.get("image_id")),)),
            commands=own_commands,
            uses=tuple(uses_of(book, d.origin, own_commands, ())),
            places=models_called(own_commands, (), d),
            size=text(d.attrs.get("instance_type") or base.get("instance_type")),
            confidential=sealed,
            confidential_why=why,
        )


def _disks(book: Book, d: Declared, template: Declared | None) -> Iterator[InlineDisk]:
    own = blocks(d.attrs, "root_block_device") or blocks(d.attrs, "ebs_block_device")
    yield from template_disks(book, template) if template is not None and not own else instance_disks(book, d)


def template_of(book: Book, d: Declared, attrs: dict[str, Any], key: str = "launch_template") -> Declared | None:
    """The launch template that a block names by id or name."""
    spec = block(attrs, key)
    found = denoted(book, d, first(spec, "id", "name", "launch_template_id", "launch_template_name"), key, TEMPLATE) if spec else None
    own = book.by_address.get(found) if isinstance(found, str) else None
    return own if own is not None and own.mode == "managed" else None


def _profile(attrs: dict[str, Any]) -> Any:
    return first(block(attrs, "iam_instance_profile"), "arn", "name")


def _attachments(book: Book, d: Declared, template: Declared | None) -> Iterator[Attachment]:
    carried = list(_interfaces(book, d))
    for value, key in carried:
        found = denoted(book, d, value, key, INTERFACE)
        own = book.by_address.get(found) if isinstance(found, str) else None
        missing = found if isinstance(found, Unknown) else Unknown(f"the interface `{found}` is not declared")
        if own is not None and own.mode == "managed":
            yield attachment_of(book, own)
        else:
            yield Attachment(subnet=missing, rule_sets=(missing,), public_ip=missing, address=d.address, origin=where(d, key))
    if not any(key != "attached" for _, key in carried):
        yield _own_attachment(book, d, template)


def _interfaces(book: Book, d: Declared) -> Iterator[tuple[Any, str]]:
    """Interfaces of their own that an instance carries; those attached later come on top of its first one."""
    for key in ("network_interface", "primary_network_interface"):
        yield from ((b.get("network_interface_id"), key) for b in blocks(d.attrs, key))
    for link in book.pointing(("aws_network_interface_attachment",), "instance_id", d.address):
        yield link.attrs.get("network_interface_id"), "attached"
    for interface in book.of(INTERFACE):
        if any(owner(book, b.get("instance"), *INSTANCES) == d.address for b in blocks(interface.attrs, "attachment")):
            yield symbol(interface.address, "id"), "attached"


def _own_attachment(book: Book, d: Declared, template: Declared | None) -> Attachment:
    planned = blocks(template.attrs, "network_interfaces")[0] if template and blocks(template.attrs, "network_interfaces") else {}
    subnet = _subnet(book, d, template, planned)
    return Attachment(
        subnet=subnet,
        rule_sets=groups_or_default(book, _groups(book, d, template, planned), subnet, linked(book, d.address)),
        public_ip=public_address(book, d.address, _flag(d, planned), subnet),
        ips=tuple(t for t in texts(stated(d, "private_ip")) if not isinstance(t, Unknown)) or (symbol(d.address, "private_ip"),),
        address=d.address,
        origin=d.origin,
    )


def _flag(d: Declared, planned: dict[str, Any]) -> Any:
    own = stated(d, "associate_public_ip_address")
    return own if own is not None else planned.get("associate_public_ip_address") or None


def _subnet(book: Book, d: Declared, template: Declared | None, planned: dict[str, Any]) -> Fact[str | None]:
    own = stated(d, "subnet_id")
    if own is not None:
        return denoted(book, d, own, "subnet_id", *SUBNETS)
    if template is not None and planned.get("subnet_id"):
        return denoted(book, template, planned["subnet_id"], "network_interfaces", *SUBNETS)
    if placeless(d) or template is not None:
        return default_subnet(book, d)
    return Unknown(f"the subnet of `{d.address}` is not stated")


def _groups(book: Book, d: Declared, template: Declared | None, planned: dict[str, Any]) -> tuple[Fact[str], ...]:
    own = given(g for k in ("vpc_security_group_ids", "security_groups") for g in groups_at(book, d, stated(d, k), k))
    if own or template is None:
        return own
    return template_groups(book, template, planned)


def template_groups(book: Book, template: Declared, planned: dict[str, Any]) -> tuple[Fact[str], ...]:
    """Security groups of a launch template, at its interface or at its top."""
    if planned.get("security_groups"):
        return groups_at(book, template, planned["security_groups"], "network_interfaces")
    keys = ("vpc_security_group_ids", "security_group_names")
    return given(g for k in keys for g in groups_at(book, template, stated(template, k), k))


def templates(book: Book) -> Iterator[Resource]:
    """Launch templates and configurations: plans of machines, which stand nowhere yet."""
    for d in book.of(TEMPLATE, CONFIGURATION):
        planned = blocks(d.attrs, "network_interfaces")
        sealed, why = confidential(d.attrs)
        classic = d.type == CONFIGURATION
        told = commands_of(d.attrs, *_USER_DATA)
        yield Workload(
            **head(book, d),
            kind="launch-template",
            identities=roles_of(book, d.attrs.get("iam_instance_profile") if classic else _profile(d.attrs)),
            attachments=tuple(_planned(book, d, p) for p in planned if p.get("subnet_id")),
            disks=tuple(instance_disks(book, d) if classic else template_disks(book, d)),
            images=given((text(d.attrs.get("image_id")),)),
            commands=told,
            uses=tuple(uses_of(book, d.origin, told, ())),
            places=models_called(told, (), d),
            size=text(d.attrs.get("instance_type")),
            confidential=sealed,
            confidential_why=why,
        )


def _planned(book: Book, d: Declared, planned: dict[str, Any]) -> Attachment:
    subnet = denoted(book, d, planned.get("subnet_id"), "network_interfaces", *SUBNETS)
    return Attachment(
        subnet=subnet,
        rule_sets=groups_or_default(book, template_groups(book, d, planned), subnet),
        public_ip=public_address(book, d.address, planned.get("associate_public_ip_address") or None, subnet),
        address=d.address,
        origin=where(d, "network_interfaces"),
    )


def groups(book: Book) -> Iterator[Resource]:
    """Scaling groups and fleets: the plans they launch, in the subnets they name."""
    for d in book.of(GROUP, *FLEETS):
        plans = plans_of(book, d)
        sealed = [confidential(p.attrs) for p in plans]
        yield Workload(
            **{**head(book, d), "tags": _tags(book, d)},
            kind="scale-set",
            identities=given(i for p in plans for i in roles_of(book, _profile_of(p))),
            attachments=tuple(a for p in plans for a in launched(book, d, p)) or tuple(launched(book, d, None)),
            disks=tuple(x for p in plans for x in (instance_disks(book, p) if p.type == CONFIGURATION else template_disks(book, p))),
            images=given(text(p.attrs.get("image_id")) for p in plans),
            commands=tuple(c for p in plans for c in commands_of(p.attrs, *_USER_DATA)),
            runs=tuple(p.address for p in plans),
            follows=tuple(_versions(book, d)),
            size=next((text(p.attrs.get("instance_type")) for p in plans), None),
            confidential=_all_confidential(sealed, d),
            confidential_why="; ".join(dict.fromkeys(w for _, w in sealed)),
        )


def _profile_of(plan: Declared) -> Any:
    return plan.attrs.get("iam_instance_profile") if plan.type == CONFIGURATION else _profile(plan.attrs)


def _all_confidential(sealed: list[tuple[Fact[bool], str]], d: Declared) -> Fact[bool]:
    from intramuros.estate.values import both

    return both(*(s for s, _ in sealed)) if sealed else Unknown(f"what {d.address} launches is not declared")


def _tags(book: Book, d: Declared) -> Any:
    """Scaling groups write their tags as blocks."""
    own = {str(b.get("key")): t for b in blocks(d.attrs, "tag") if (t := text(book.spell(b.get("value")))) is not None}
    base = head(book, d)["tags"]
    return base if isinstance(base, Unknown) else {**base, **own}


def _versions(book: Book, d: Declared) -> Iterator[str]:
    """The template versions that a group names; the default one where it names none.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LaunchTemplateSpecification.html
    """
    mixed = [i for m in blocks(d.attrs, "mixed_instances_policy") for i in blocks(m, "launch_template")]
    named = [*blocks(d.attrs, "launch_template"), *(s for i in mixed for s in blocks(i, "launch_template_specification"))]
    yield from dict.fromkeys(str(text(book.spell(n.get("version"))) or "$Default") for n in named)


def plans_of(book: Book, d: Declared) -> list[Declared]:
    """Launch templates or the configuration that a scaling group or fleet launches."""
    found: list[Declared | None] = [template_of(book, d, d.attrs)]
    for mixed in blocks(d.attrs, "mixed_instances_policy"):
        for inner in blocks(mixed, "launch_template"):
            found.append(template_of(book, d, inner, "launch_template_specification"))
            found += [template_of(book, d, o, "launch_template_specification") for o in blocks(inner, "override")]
    for config in blocks(d.attrs, "launch_template_config"):
        found.append(template_of(book, d, config, "launch_template_specification"))
    classic = denoted(book, d, d.attrs.get("launch_configuration"), "launch_configuration", CONFIGURATION)
    found.append(book.by_address.get(classic) if isinstance(classic, str) else None)
    return list({p.address: p for p in found if p is not None}.values())


def launched(book: Book, d: Declared, plan: Declared | None) -> Iterator[Attachment]:
    """One attachment for each subnet that a group launches into."""
    planned = blocks(plan.attrs, "network_interfaces")[0] if plan and blocks(plan.attrs, "network_interfaces") else {}
    subnets: tuple[Fact[str | None], ...] = many(book, d, stated(d, "vpc_zone_identifier"), "vpc_zone_identifier", *SUBNETS)
    if not subnets and plan is not None and planned.get("subnet_id"):
        subnets = (denoted(book, plan, planned["subnet_id"], "network_interfaces", *SUBNETS),)
    if not subnets:
        subnets = (default_subnet(book, d),) if placeless(d) else (Unknown(f"the subnets of `{d.address}` are not stated"),)
    own = () if plan is None else _plan_groups(book, plan, planned)
    flag = (
        planned.get("associate_public_ip_address") or None if planned else (plan.attrs.get("associate_public_ip_address") if plan else None)
    )
    for subnet in subnets:
        yield Attachment(
            subnet=subnet,
            rule_sets=groups_or_default(book, own, subnet),
            public_ip=public_address(book, d.address, flag, subnet),
            address=d.address,
            origin=where(d, "vpc_zone_identifier"),
        )


def _plan_groups(book: Book, plan: Declared, planned: dict[str, Any]) -> tuple[Fact[str], ...]:
    if plan.type == CONFIGURATION:
        return groups_at(book, plan, stated(plan, "security_groups"), "security_groups")
    return template_groups(book, plan, planned)


LOWERINGS = (
    (frozenset(INSTANCES), instances),
    (frozenset({TEMPLATE, CONFIGURATION}), templates),
    (frozenset({GROUP, *FLEETS}), groups),
)
SUB_RESOURCES = frozenset({"aws_volume_attachment", "aws_autoscaling_attachment", "aws_ami_launch_permission"})
