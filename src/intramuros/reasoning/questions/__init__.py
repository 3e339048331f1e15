# SPDX-License-Identifier: Apache-2.0
"""Questions about one estate, as values, as sentences and as JSON; each answered with a path or with what holds."""
