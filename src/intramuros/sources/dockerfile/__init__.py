# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles into images: what each build instruction leaves in a layer."""
