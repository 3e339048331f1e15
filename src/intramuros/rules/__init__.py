# SPDX-License-Identifier: Apache-2.0
"""Each pattern is one way a sovereign deployment fails, stated once for every cloud and dialect, with the controls it breaks."""
