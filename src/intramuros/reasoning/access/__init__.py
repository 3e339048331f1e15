# SPDX-License-Identifier: Apache-2.0
"""Who may read, write, delete, manage or fetch keys, in AWS and Azure."""
