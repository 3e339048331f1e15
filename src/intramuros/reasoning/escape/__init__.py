# SPDX-License-Identifier: Apache-2.0
"""Whether protected assets can leave: every way toward every outside as one graph, the walls it leaves standing, and their depth."""

from intramuros.reasoning.escape.walls import Escapes

__all__ = ["Escapes"]
