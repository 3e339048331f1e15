# SPDX-License-Identifier: Apache-2.0
"""Each reader turns one dialect into an Estate, and lists what it could not read."""
