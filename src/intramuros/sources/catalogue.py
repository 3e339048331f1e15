# SPDX-License-Identifier: Apache-2.0
"""Every dialect in plain sight: what is read, by which reader, and lowered into one estate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from intramuros.errors import BadInput, NothingThere
from intramuros.estate.graph import Estate, Gap, NotUnderstood, Reading
from intramuros.estate.origin import Dialect, Origin
from intramuros.estate.resource import Resource
from intramuros.estate.workloads import Image
from intramuros.sources.arm.claims import claims as arm_claims
from intramuros.sources.bicep import compiled
from intramuros.sources.cloudformation.claims import SUFFIXES, claims
from intramuros.sources.compose.claims import SUFFIXES as COMPOSE_SUFFIXES
from intramuros.sources.compose.claims import claims as claims_compose
from intramuros.sources.declared import Declarations, Declared
from intramuros.sources.documents import Kind, sort
from intramuros.sources.graph.claims import SUFFIXES as GRAPH_SUFFIXES
from intramuros.sources.graph.claims import claims as claims_graph
from intramuros.sources.kubernetes.claims import SUFFIXES as MANIFEST_SUFFIXES
from intramuros.sources.kubernetes.claims import claims as claims_manifest

_OTHER_CLOUDS: Final = (
    "google_",
    "alicloud_",
    "oci_",
    "ibm_",
    "hcloud_",
    "ovh_",
    "scaleway_",
    "openstack_",
    "opentelekomcloud_",
    "stackit_",
    "exoscale_",
    "digitalocean_",
    "linode_",
    "vultr_",
    "tencentcloud_",
    "huaweicloud_",
    "yandex_",
    "upcloud_",
    "vsphere_",
    "snowflake_",
    "databricks_",
    "mongodbatlas_",
    "cloudflare_",
    "huggingface_",
)
"""Providers that keep data and that no lowering reads: what lies there is not judged, and is said to be not."""

_NAMESPACE: Final = "::"
"""What stands in the types of CloudFormation that no table translates (`AWS::Forecast::Dataset`, `Custom::Import`)."""

_AWS: Final = ("aws_", "awscc_")
_AZURE: Final = ("azurerm_", "azuread_", "azapi_", "msgraph_")


KINDS: Final[tuple[Kind, ...]] = (
    Kind(dialect="cloudformation", suffixes=SUFFIXES, claims=claims, room="intramuros.sources.cloudformation.reader"),
    Kind(dialect="arm", suffixes=(".json", ".jsonc"), claims=arm_claims, room="intramuros.sources.arm.reader"),
    Kind(dialect="bicep", suffixes=(".bicep", ".bicepparam"), claims=lambda _: True, room="intramuros.sources.bicep.reader"),
    Kind(dialect="graph", suffixes=GRAPH_SUFFIXES, claims=claims_graph, room="intramuros.sources.graph.reader"),
    Kind(dialect="compose", suffixes=COMPOSE_SUFFIXES, claims=claims_compose, room="intramuros.sources.compose.reader"),
    Kind(dialect="kubernetes", suffixes=MANIFEST_SUFFIXES, claims=claims_manifest, room="intramuros.sources.kubernetes.reader"),
)
"""The dialects besides Terraform, in the order in which they are asked whether a file is theirs."""


def read(
    paths: Sequence[Path],
    *,
    var_files: Sequence[Path] = (),
    progress: Callable[[str], None] = lambda _: None,
    aws_account: str | None = None,
    subscription: str | None = None,
    dialect: Dialect | None = None,
) -> Reading:
    """Everything at `paths` as one estate, with the list of what could not be read.

    `aws_account` and `subscription` stand in where a provider does not say where it works;
    `dialect` says what the files among `paths` are, whatever is in them.

    Raises:
        BadInput: nothing at all could be read.

    """
    images, image_gaps = _images(paths)
    others = sort(paths, KINDS, forced=dialect)
    if "bicep" in others.by_dialect and "arm" in others.by_dialect:
        others.by_dialect["arm"] = compiled.apart(others.by_dialect["arm"], others.by_dialect["bicep"])
    parts = [import_module(k.room).read(others.by_dialect[k.dialect]) for k in KINDS if k.dialect in others.by_dialect]
    left = [p for p in paths if p not in others.claimed]
    parts += _terraform(left, var_files, progress, alone=not images and not parts) if left else []
    progress("building the estate")
    declared = [d for part in parts for d in part.declared]
    unread = [g for part in parts for g in part.gaps]
    resources, strangers, gaps = lower(declared, aws_account=aws_account, subscription=subscription, unread=unread)
    return Reading(
        estate=Estate([*resources, *images], not_understood=strangers, sources=[s for part in parts for s in part.sources]),
        gaps=(*others.gaps, *unread, *gaps, *image_gaps),
    )


def _terraform(paths: Sequence[Path], var_files: Sequence[Path], progress: Callable[[str], None], *, alone: bool) -> Iterator[Declarations]:
    """What Terraform declares; that there is none is an error where there is nothing else either."""
    from intramuros.sources.terraform.reader import read as read_terraform

    try:
        yield read_terraform(paths, var_files=var_files, progress=progress)
    except BadInput as problem:
        if alone:
            raise
        if not isinstance(problem, NothingThere):
            missing = Gap(what=problem.what, origin=Origin(file=problem.where), leaves_open="everything that Terraform declares")
            yield Declarations(declared=(), gaps=(missing,), sources=tuple(p.as_posix() for p in paths))


def lower(
    declared: Sequence[Declared], *, aws_account: str | None, subscription: str | None, unread: Sequence[Gap] = ()
) -> tuple[list[Resource], list[NotUnderstood], list[Gap]]:
    """Declared resources of both clouds as resources of the estate."""
    resources: list[Resource] = []
    strangers: list[NotUnderstood] = [*_other_clouds(declared)]
    gaps: list[Gap] = []
    for prefixes, cloud, account in ((_AWS, "aws", aws_account), (_AZURE, "azure", subscription)):
        if any(d.type.startswith(prefixes) for d in declared):  # a cloud's lowering is imported only where it is needed
            made = import_module(f"intramuros.sources.{cloud}.catalogue").lower(declared, default_account=account)
            resources.extend(made[0])
            strangers.extend(made[1])
            gaps.extend(made[2])
    from intramuros.sources.compose.lowering import lower as services
    from intramuros.sources.kubernetes.gates import gates
    from intramuros.sources.kubernetes.lowering import lower as lower_objects

    made, missed = lower_objects(declared, resources, unread)
    return [*resources, *made, *gates(declared, resources), *services(declared, resources)], strangers, [*gaps, *missed]


def _other_clouds(declared: Sequence[Declared]) -> Iterator[NotUnderstood]:
    for d in declared:
        if d.mode == "managed" and (d.type.startswith(_OTHER_CLOUDS) or _NAMESPACE in d.type):
            yield NotUnderstood(type=d.type, address=d.address, origin=d.origin)


def _images(paths: Sequence[Path]) -> tuple[list[Image], list[Gap]]:
    from intramuros.sources.dockerfile.reader import read as read_dockerfiles

    return read_dockerfiles(paths)
