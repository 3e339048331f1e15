# SPDX-License-Identifier: Apache-2.0
"""Terraform source, plan and state into declared resources: parsed by tree-sitter, evaluated here, unknown values kept symbolic."""
