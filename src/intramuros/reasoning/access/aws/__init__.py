# SPDX-License-Identifier: Apache-2.0
"""AWS access decided as IAM decides it: statements, conditions, layers, keys, chains; three-valued."""
