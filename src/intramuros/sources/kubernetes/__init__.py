# SPDX-License-Identifier: Apache-2.0
"""Kubernetes on AKS and EKS: manifests, kustomizations and the resources of Terraform's kubernetes provider."""
