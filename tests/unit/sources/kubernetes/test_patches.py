# SPDX-License-Identifier: Apache-2.0
"""Which objects a patch of a kustomization is about, and what is left of those that it cannot be followed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from intramuros.estate.values import Unknown
from intramuros.sources.catalogue import read
from intramuros.sources.kubernetes.patches import Patch, patched
from intramuros.sources.marked import Marked, read_yaml

POD = """
apiVersion: v1
kind: Pod
metadata: {name: notes, namespace: ward, labels: {app: notes, tier: inner}}
spec: {containers: [{name: a, image: a}], hostNetwork: true}
"""


def _patched(target: dict[str, Any], *operations: dict[str, Any]) -> Any:
    found = next(v for v in read_yaml(POD) if isinstance(v, Marked))
    return patched(found, Patch(target=target, body=list(operations)))["spec"]


REMOVE = {"op": "remove", "path": "/spec/hostNetwork"}


@pytest.mark.parametrize(
    "target",
    [
        {"kind": "Pod"},
        {"name": "no.*"},
        {"namespace": "ward", "version": "v1"},
        {"labelSelector": "app=notes, tier != outer"},
        {"labelSelector": "app"},
    ],
)
def test_a_target_that_fits(target: dict[str, Any]) -> None:
    assert "hostNetwork" not in _patched(target, REMOVE)


@pytest.mark.parametrize(
    "target",
    [
        {"kind": "Deployment"},
        {"kind": "Pod", "namespace": "other"},
        {"group": "apps"},
        {"kind": "Pod", "labelSelector": "app=other"},
        {"labelSelector": "app!=notes"},
        {"annotationSelector": "app"},
    ],
)
def test_a_target_that_does_not_fit_changes_nothing(target: dict[str, Any]) -> None:
    assert _patched(target, REMOVE)["hostNetwork"] is True


def test_a_selector_that_is_not_followed_leaves_the_specification_unknown() -> None:
    assert isinstance(_patched({"labelSelector": "app in (notes, letters)"}, REMOVE), Unknown)


def test_an_operation_that_is_not_followed_is_a_gap_and_leaves_the_pods_standing(tmp_path: Path) -> None:
    (tmp_path / "pod.yaml").write_text(POD)
    patch = "[{op: copy, from: /metadata/name, path: /spec/hostname}]"
    (tmp_path / "kustomization.yaml").write_text(f"resources: [pod.yaml]\npatches: [{{target: {{kind: Pod}}, patch: '{patch}'}}]\n")
    made = read([tmp_path])
    assert any("`spec` of a Pod is not known" in g.what for g in made.gaps)
    assert [r.type for r in made.estate.resources] == ["Pod"]
