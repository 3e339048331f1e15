# SPDX-License-Identifier: Apache-2.0
"""Laws draw the same examples every time, so that a change is judged by what it changes; `--hypothesis-profile explore` draws new ones.

Nothing is timed: a slow machine fails no law.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("steady", derandomize=True, print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", derandomize=False, print_blob=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")
