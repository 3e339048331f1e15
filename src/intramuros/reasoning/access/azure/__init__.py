# SPDX-License-Identifier: Apache-2.0
"""Azure access decided as Resource Manager and the data planes decide it: roles, scopes, keys, gates."""

from intramuros.reasoning.access.azure.decide import Decision, decide

__all__ = ["Decision", "decide"]
