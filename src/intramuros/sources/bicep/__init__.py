# SPDX-License-Identifier: Apache-2.0
"""Bicep: read as the language's own parser reads it, and turned into the ARM template that `bicep build` would write."""
