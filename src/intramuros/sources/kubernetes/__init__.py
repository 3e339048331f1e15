# SPDX-License-Identifier: Apache-2.0
"""What Terraform's Kubernetes providers declare inside a cluster, as far as it decides which images may start."""
