# SPDX-License-Identifier: Apache-2.0
"""Who may, what can reach, where it goes: pure answers about an Estate, each with its proof."""
