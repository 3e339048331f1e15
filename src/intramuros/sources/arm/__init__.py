# SPDX-License-Identifier: Apache-2.0
"""Azure Resource Manager templates: read, evaluated without a cloud, and declared."""
