# SPDX-License-Identifier: Apache-2.0
"""Manifests, kustomizations and charts as declared objects, and what they come to beside the clusters and identities of Terraform."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.corpus import ESTATES

from intramuros.estate.edges import Endpoint
from intramuros.estate.graph import Reading
from intramuros.estate.values import Unknown
from intramuros.estate.workloads import Image, Workload
from intramuros.sources.catalogue import read
from intramuros.sources.declared import Declared
from intramuros.sources.documents import Document
from intramuros.sources.kubernetes.lowering import lower
from intramuros.sources.kubernetes.reader import read as read_objects

AKS = (ESTATES / "open-egress/kubernetes/holds/aks-private-ranges-alone/cluster.tf").read_text("utf-8")
EKS = (ESTATES / "open-egress/kubernetes/fails/eks-through-nat/cluster.tf").read_text("utf-8")
POD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: ward}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app%s}}
    spec:
      serviceAccountName: reader
      containers:
        - {name: app, image: "app:1"}
"""
KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"


def _reading(folder: Path, files: dict[str, str]) -> Reading:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return read([folder])


def _objects(folder: Path, files: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    paths = sorted(folder.rglob("*.yaml"))
    found = read_objects(
        [Document(path=p, shown=p.as_posix(), below=p.relative_to(folder).as_posix(), text=p.read_text("utf-8")) for p in paths]
    )
    return {d.address: d.attrs["manifest"] for d in found.declared}, [g.what for g in found.gaps]


def _app(reading: Reading, address: str = "Deployment/ward/app") -> Workload:
    found = reading.estate.by_address[address]
    assert isinstance(found, Workload)
    return found


def test_lists_and_several_documents(tmp_path: Path) -> None:
    found, gaps = _objects(
        tmp_path,
        {
            "a.yaml": "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n---\n"
            "{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: n}}\n"
        },
    )
    assert (set(found), gaps) == ({"Pod/a", "Pod/n/b"}, [])


def test_a_chart_is_one_gap_and_no_garbage(tmp_path: Path) -> None:
    template = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n"
    files = {"c/Chart.yaml": "name: c\n", "c/templates/a.yaml": template, "c/templates/b.yaml": template}
    found, gaps = _objects(tmp_path, files)
    assert found == {}
    assert gaps == ["the Helm chart `c` is not rendered: review what `helm template` makes of it"]


def test_braces_in_a_plain_manifest_are_text(tmp_path: Path) -> None:
    rule = 'apiVersion: v1\nkind: Rule\nmetadata: {name: r}\nspec: {text: "{{ $labels.pod }} is {{ if x }}down{{ end }}"}\n'
    assert (
        _objects(tmp_path, {"r.yaml": rule}) == ({"Rule/r": found}, [])
        if (found := _objects(tmp_path, {"r.yaml": rule})[0].get("Rule/r"))
        else False
    )


def test_kustomization_builds(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": f"{KUSTOMIZATION}resources: [pod.yaml]\n",
        "base/pod.yaml": POD % "",
        "prod/kustomization.yaml": KUSTOMIZATION
        + "namespace: prod\nresources: [../base]\nimages:\n- {name: app, newName: acr.azurecr.io/app, newTag: '2'}\n"
        "commonLabels: {env: production}\npatchesStrategicMerge: [patch.yaml]\n"
        "secretGenerator:\n- {name: s, literals: [password=Zx9kQ2pLw7]}\n",
        "prod/patch.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app, namespace: ward}\nspec:\n  template:\n    spec:\n"
        "      hostNetwork: true\n      containers:\n      - {name: app, env: [{name: A, value: b}]}\n      - {name: side, image: 'x:1'}\n",
    }
    found, gaps = _objects(tmp_path, files)
    assert (set(found), gaps) == ({"Deployment/prod/app", "Secret/prod/s"}, [])
    pod = found["Deployment/prod/app"]["spec"]["template"]["spec"]
    assert pod["hostNetwork"] is True
    assert [(c["name"], c["image"]) for c in pod["containers"]] == [("app", "acr.azurecr.io/app:2"), ("side", "x:1")]
    assert found["Deployment/prod/app"]["metadata"]["labels"] == {"env": "production"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("resources: [https://github.com/o/r//base]", "is not on disk as a manifest"),
        ("resources: [../../outside.yaml]", "is not on disk as a manifest"),
        ("helmCharts: [{name: x}]", "`helmCharts` of the kustomization is not read"),
        ("resources: [pod.yaml]\npatches: [{path: gone.yaml}]", "is not on disk"),
        ("resources: [.]", "in a circle"),
    ],
)
def test_what_a_kustomization_leaves_open(entry: str, said: str, tmp_path: Path) -> None:
    _, gaps = _objects(tmp_path, {"kustomization.yaml": f"{KUSTOMIZATION}{entry}\n", "pod.yaml": POD % ""})
    assert any(said in g for g in gaps)


def test_a_patch_that_cannot_be_followed_leaves_the_section_unknown(tmp_path: Path) -> None:
    patch = (
        "patches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: replace, path: /spec/template/spec/containers/7/image, value: x}\n"
    )
    found, _ = _objects(tmp_path, {"kustomization.yaml": f"{KUSTOMIZATION}resources: [pod.yaml]\n{patch}", "pod.yaml": POD % ""})
    assert isinstance(found["Deployment/ward/app"]["spec"], Unknown)


def test_irsa_by_arn_and_by_reference(tmp_path: Path) -> None:
    account = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: reader\n  namespace: ward\n  annotations:\n    eks.amazonaws.com/role-arn: %s\n"
    role = '\nresource "aws_iam_role" "reader" {\n  name = "reader"\n  assume_role_policy = "{}"\n}\n'
    found = _reading(tmp_path, {"app.yaml": POD % "" + account % "arn:aws:iam::111122223333:role/reader", "c.tf": EKS + role})
    assert _app(found).identities == ("aws_iam_role.reader",)
    assert _app(found).parent == "aws_eks_cluster.ai"


def test_a_role_of_nowhere_stays_its_arn(tmp_path: Path) -> None:
    account = (
        "---\napiVersion: v1\nkind: ServiceAccount\n"
        "metadata: {name: reader, namespace: ward, annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::9:role/x'}}\n"
    )
    assert _app(_reading(tmp_path, {"app.yaml": POD % "" + account, "c.tf": EKS})).identities == ("arn:aws:iam::9:role/x",)


def test_pod_identity_association(tmp_path: Path) -> None:
    more = """
resource "aws_iam_role" "reader" {
  name               = "reader"
  assume_role_policy = "{}"
}

resource "aws_eks_pod_identity_association" "reader" {
  cluster_name    = aws_eks_cluster.ai.name
  namespace       = "ward"
  service_account = "reader"
  role_arn        = aws_iam_role.reader.arn
}
"""
    assert _app(_reading(tmp_path, {"app.yaml": POD % "", "c.tf": EKS + more})).identities == ("aws_iam_role.reader",)


WORKLOAD_IDENTITY = """
resource "azurerm_user_assigned_identity" "reader" {
  name                = "id-reader"
  location            = "westeurope"
  resource_group_name = azurerm_resource_group.ai.name
}

resource "azurerm_federated_identity_credential" "reader" {
  name                = "reader"
  resource_group_name = azurerm_resource_group.ai.name
  parent_id           = azurerm_user_assigned_identity.reader.id
  issuer              = "https://westeurope.oic.prod-aks.azure.com/x/"
  audience            = ["api://AzureADTokenExchange"]
  subject             = "system:serviceaccount:ward:reader"
}
"""
CLIENT = """---
apiVersion: v1
kind: ServiceAccount
metadata: {name: reader, namespace: ward, annotations: {azure.workload.identity/client-id: 11111111-1111-1111-1111-111111111111}}
"""


def test_workload_identity_by_its_federated_credential(tmp_path: Path) -> None:
    labelled = POD % ', azure.workload.identity/use: "true"'
    found = _reading(tmp_path, {"app.yaml": labelled + CLIENT, "c.tf": AKS + WORKLOAD_IDENTITY})
    assert _app(found).identities == ("azurerm_user_assigned_identity.reader",)


def test_without_the_label_it_is_not_known_whom_the_pods_act_as(tmp_path: Path) -> None:
    (found,) = _app(_reading(tmp_path, {"app.yaml": POD % "" + CLIENT, "c.tf": AKS + WORKLOAD_IDENTITY})).identities
    assert isinstance(found, Unknown)


def test_custom_kinds_with_containers_are_workloads(tmp_path: Path) -> None:
    rollout = """apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: r}
spec: {template: {spec: {containers: [{name: a, image: 'vllm/vllm-openai:1'}]}}}
"""
    policy = """---
apiVersion: kyverno.io/v1
kind: ClusterPolicy
metadata: {name: p}
spec: {rules: [{validate: {pattern: {spec: {containers: [{image: '*'}]}}}}]}
"""
    served = """---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llm}
spec: {predictor: {model: {storageUri: 's3://weights/llm'}}}
"""
    found = _reading(tmp_path, {"a.yaml": rollout + policy + served})
    assert {w.address for w in found.estate.all(Workload)} == {"Rollout/r", "InferenceService/llm"}
    assert [(u.target, u.role) for u in _app(found, "InferenceService/llm").uses] == [("weights", "weights")]


def test_secrets_that_hold_none(tmp_path: Path) -> None:
    sealed = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a}\nspec: {encryptedData: {password: AgBx}}\n"
    sops = "---\napiVersion: v1\nkind: Secret\nmetadata: {name: b}\ndata: {password: 'ENC[AES256_GCM,data:x]'}\nsops: {version: 3.9.0}\n"
    terraform = """
resource "random_password" "p" {
  length = 20
}

resource "kubernetes_secret_v1" "c" {
  metadata {
    name = "c"
  }
  data = { password = random_password.p.result }
}
"""
    found = _reading(tmp_path, {"a.yaml": sealed + sops, "c.tf": terraform})
    assert {i.address: i.secrets for i in found.estate.all(Image)} == {"kubernetes_secret_v1.c": ()}


def test_a_registrys_credentials(tmp_path: Path) -> None:
    held = base64.b64encode(b'{"auths": {"r.example": {"auth": "d2FyZDpadzlrUTJwTHc3"}}}').decode()
    text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: pull}}\ntype: kubernetes.io/dockerconfigjson\ndata: {{.dockerconfigjson: {held}}}\n"
    (image,) = _reading(tmp_path, {"a.yaml": text}).estate.all(Image)
    assert [s.kind for s in image.secrets] == ["credentials of a registry in a Secret"]


def test_ways_in_lead_to_the_pods_that_labels_name(tmp_path: Path) -> None:
    service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ward}\nspec: {type: LoadBalancer, selector: {app: app}}\n"
    other = "---\napiVersion: v1\nkind: Service\nmetadata: {name: t, namespace: lab}\nspec: {type: LoadBalancer, selector: {app: app}}\n"
    found = {e.address: e.targets for e in _reading(tmp_path, {"a.yaml": POD % "" + service + other, "c.tf": AKS}).estate.all(Endpoint)}
    assert found == {"Service/ward/s": ("Deployment/ward/app",), "Service/lab/t": ()}


def test_of_two_clusters_the_path_may_name_one(tmp_path: Path) -> None:
    files = {"clusters/ai/app.yaml": POD % "", "elsewhere/app.yaml": (POD % "").replace("name: app,", "name: other,"), "c.tf": EKS}
    files["lab.tf"] = (
        'resource "aws_eks_cluster" "lab" {\n  name     = "lab"\n  role_arn = "arn:aws:iam::111122223333:role/eks"\n  vpc_config {\n    subnet_ids = []\n  }\n}\n'
    )
    found = _reading(tmp_path, files)
    assert _app(found).parent == "aws_eks_cluster.ai"
    assert isinstance(_app(found, "Deployment/ward/other").parent, Unknown)


SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 70000) | st.sampled_from(["x", "10.0.0.0/8", "alb", "true", "", "kata-cc-isolation"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "metadata name namespace labels annotations spec template containers image env value valueFrom egress to ipBlock cidr except ports port "
                "podSelector matchLabels matchExpressions selector type rules http paths backend service data stringData volumes csi policyTypes "
                "nodeSelector affinity predictor storageUri".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=30,
)


@given(
    st.sampled_from(["Pod", "Deployment", "Service", "Ingress", "NetworkPolicy", "Secret", "ServiceAccount", "Gateway", "HTTPRoute"]),
    SHAPES,
)
def test_odd_shapes_are_lowered_without_a_crash(kind: str, value: Any) -> None:
    body = {**(value if isinstance(value, dict) else {"spec": value}), "kind": kind, "apiVersion": "v1"}
    from intramuros.estate.origin import Origin

    origin = Origin(file="odd.yaml", dialect="kubernetes")
    made, _ = lower([Declared(address=f"{kind}/x", type="kubernetes_manifest", attrs={"manifest": body}, origin=origin)], [])
    assert all(r.address for r in made)
