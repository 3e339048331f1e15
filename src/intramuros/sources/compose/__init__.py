# SPDX-License-Identifier: Apache-2.0
"""Compose files into workloads: images, plain environment, what is published."""
