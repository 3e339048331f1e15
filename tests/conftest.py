# SPDX-License-Identifier: Apache-2.0
"""Laws draw the same examples every time, so that a change is judged by what it changes; `--hypothesis-profile explore` draws new ones."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True, print_blob=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile("steady")
