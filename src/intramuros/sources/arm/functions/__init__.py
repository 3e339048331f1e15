# SPDX-License-Identifier: Apache-2.0
"""The functions of ARM's expression language that need no cloud."""
