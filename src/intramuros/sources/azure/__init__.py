# SPDX-License-Identifier: Apache-2.0
"""Azure and Entra ID resources in the providers' shape into the estate; one small function a resource type."""
