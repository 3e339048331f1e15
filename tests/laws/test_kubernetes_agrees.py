# SPDX-License-Identifier: Apache-2.0
"""Dialects agree: the same objects as manifests and as resources of Terraform give the same findings, up to what each calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import ESTATES, reviewed

CLUSTERS = {
    "aks": (ESTATES / "open-egress/kubernetes/holds/aks-private-ranges-alone/cluster.tf").read_text("utf-8"),
    "eks": (ESTATES / "open-egress/kubernetes/fails/eks-through-nat/cluster.tf").read_text("utf-8"),
}
POD = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: vllm, namespace: ward, labels: {data-classification: phi}}
spec:
  selector: {matchLabels: {app: vllm}}
  template:
    metadata: {labels: {app: vllm}}
    spec:
      nodeSelector: {disk: fast}
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.9.1
          args: ["--model", "s3://ward-models/llm"]
          env:
            - {name: DB_PASSWORD, value: Zx9kQ2pLw7}
"""
POD_TF = """
resource "kubernetes_deployment_v1" "vllm" {
  metadata {
    name      = "vllm"
    namespace = "ward"
    labels    = { data-classification = "phi" }
  }
  spec {
    selector {
      match_labels = { app = "vllm" }
    }
    template {
      metadata {
        labels = { app = "vllm" }
      }
      spec {
        node_selector = { disk = "fast" }
        container {
          name  = "vllm"
          image = "vllm/vllm-openai:v0.9.1"
          args  = ["--model", "s3://ward-models/llm"]
          env {
            name  = "DB_PASSWORD"
            value = "Zx9kQ2pLw7"
          }
        }
      }
    }
  }
}
"""
SERVICE = """---
apiVersion: v1
kind: Service
metadata:
  name: vllm
  namespace: ward
  annotations: {service.beta.kubernetes.io/azure-load-balancer-internal: "%s"}
spec:
  type: LoadBalancer
  selector: {app: vllm}
  ports: [{port: 80}]
"""
SERVICE_TF = """
resource "kubernetes_service_v1" "vllm" {
  metadata {
    name        = "vllm"
    namespace   = "ward"
    annotations = { "service.beta.kubernetes.io/azure-load-balancer-internal" = "%s" }
  }
  spec {
    type     = "LoadBalancer"
    selector = { app = "vllm" }
    port {
      port = 80
    }
  }
}
"""
POLICY = """---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: egress, namespace: ward}
spec:
  podSelector: {}
  policyTypes: ["Egress"]
  egress:
    - to: [{ipBlock: {cidr: %s}}]
      ports: [{port: 443, protocol: TCP}]
"""
POLICY_TF = """
resource "kubernetes_network_policy_v1" "egress" {
  metadata {
    name      = "egress"
    namespace = "ward"
  }
  spec {
    pod_selector {}
    policy_types = ["Egress"]
    egress {
      to {
        ip_block {
          cidr = "%s"
        }
      }
      ports {
        port     = "443"
        protocol = "TCP"
      }
    }
  }
}
"""
ESTATES_IN_TWO = {
    "pods alone on EKS": ("eks", POD, POD_TF),
    "a public service on AKS": ("aks", POD + SERVICE % "false", POD_TF + SERVICE_TF % "false"),
    "an internal service and a policy on AKS": (
        "aks",
        POD + SERVICE % "true" + POLICY % "10.0.0.0/8",
        POD_TF + SERVICE_TF % "true" + POLICY_TF % "10.0.0.0/8",
    ),
    "a policy that lets everything out on AKS": ("aks", POD + POLICY % "0.0.0.0/0", POD_TF + POLICY_TF % "0.0.0.0/0"),
}


def _said(folder: Path, **files: str) -> set[tuple[str, str, str]]:
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    made = reviewed(folder)
    assert not made.gaps
    kinds = {r.address: (str(r.name), r.cloud) for r in made.estate.resources}
    return {(f.rule, f.verdict.value, str(kinds.get(f.resource))) for f in made.findings}


@pytest.mark.parametrize("name", list(ESTATES_IN_TWO))
def test_manifests_say_what_terraform_says(name: str, tmp_path: Path) -> None:
    cluster, yaml, hcl = ESTATES_IN_TWO[name]
    manifests = _said(tmp_path / "yaml", app__yaml=yaml, cluster__tf=CLUSTERS[cluster])
    terraform = _said(tmp_path / "hcl", app__tf=hcl, cluster__tf=CLUSTERS[cluster])
    assert manifests == terraform
    assert any(rule == "open-egress" for rule, _, _ in manifests)
