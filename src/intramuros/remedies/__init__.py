# SPDX-License-Identifier: Apache-2.0
"""How a finding is mended: the patch in the dialect it came from, the guardrail that keeps it mended, what both cost."""
