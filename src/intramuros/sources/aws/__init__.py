# SPDX-License-Identifier: Apache-2.0
"""AWS resources in the provider's shape into the estate; one small function a resource type."""
