# SPDX-License-Identifier: Apache-2.0
"""What laws and frameworks ask, each article once, with its source and the dates it is valid."""
