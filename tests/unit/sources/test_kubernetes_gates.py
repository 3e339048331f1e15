# SPDX-License-Identifier: Apache-2.0
"""Admission policies of a cluster: what enforces, what only audits, what is about something else."""

from __future__ import annotations

from typing import Any

import pytest

from intramuros.estate.origin import Origin
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Workload
from intramuros.sources.declared import Declared
from intramuros.sources.kubernetes.gates import gates

CLUSTER = Workload(address="aws_eks_cluster.c", type="aws_eks_cluster", cloud="aws", origin=Origin(file="c.tf", line=1), kind="cluster")
VERIFY = {"name": "v", "match": {"any": [{"resources": {"kinds": ["Pod"]}}]}, "verifyImages": [{"imageReferences": ["*"]}]}


def _enforced(type_: str, **attrs: Any) -> object:
    one = Declared(address=f"{type_}.p", type=type_, attrs=attrs, origin=Origin(file="p.tf", line=1))
    found = list(gates([one], [CLUSTER]))
    return found[0].enforced if found else None


def _kyverno(kind: str = "ClusterPolicy", rule: Any = None, **spec: Any) -> dict[str, Any]:
    return {"apiVersion": "kyverno.io/v1", "kind": kind, "spec": {**spec, "rules": [rule or VERIFY]}}


@pytest.mark.parametrize(
    ("manifest", "wanted"),
    [
        (_kyverno(validationFailureAction="Enforce"), True),
        (_kyverno(), False),
        (_kyverno(rule={**VERIFY, "verifyImages": [{"imageReferences": ["*"], "failureAction": "Enforce"}]}), True),
        (
            _kyverno(rule={"name": "labels", "validate": {"pattern": {"metadata": {"labels": "?*"}}}}, validationFailureAction="Enforce"),
            None,
        ),
        ({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAllowedRepos", "spec": {}}, True),
        ({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sAllowedRepos", "spec": {"enforcementAction": "dryrun"}}, False),
        ({"apiVersion": "constraints.gatekeeper.sh/v1beta1", "kind": "K8sRequiredLabels", "spec": {}}, None),
        ({"apiVersion": "policy.sigstore.dev/v1beta1", "kind": "ClusterImagePolicy", "spec": {"mode": "warn"}}, False),
    ],
)
def test_manifest(manifest: dict[str, Any], wanted: bool | None) -> None:
    assert _enforced("kubernetes_manifest", manifest=manifest) is wanted


@pytest.mark.parametrize("group", ["kyverno.io/v1", "constraints.gatekeeper.sh/v1beta1", "policy.sigstore.dev/v1beta1"])
def test_a_policy_whose_spec_is_not_known_enforces_nothing_for_certain(group: str) -> None:
    kind = {"kyverno.io/v1": "ClusterPolicy", "constraints.gatekeeper.sh/v1beta1": "K8sAllowedRepos"}.get(group, "ClusterImagePolicy")
    manifest = {"apiVersion": group, "kind": kind, "spec": Unknown("a patch that is not followed")}
    assert isinstance(_enforced("kubernetes_manifest", manifest=manifest), Unknown)


def test_namespaced_policy_and_bare_engine_are_not_known() -> None:
    assert isinstance(_enforced("kubernetes_manifest", manifest=_kyverno("Policy", validationFailureAction="Enforce")), Unknown)
    assert isinstance(_enforced("helm_release", chart="kyverno"), Unknown)
    assert _enforced("helm_release", chart="connaisseur") is True
    assert _enforced("helm_release", chart="prometheus") is None
