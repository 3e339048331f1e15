# SPDX-License-Identifier: Apache-2.0
"""What can send packets to what, and out."""
