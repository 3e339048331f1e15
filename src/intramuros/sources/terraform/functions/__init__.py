# SPDX-License-Identifier: Apache-2.0
"""Terraform's functions, by subject; each says what it does to text that only the cloud will know."""
