# SPDX-License-Identifier: Apache-2.0
"""AWS access decided as IAM decides it: statements, conditions, layers, keys, chains; three-valued."""

from intramuros.reasoning.access.aws.compare import Comparison, compare
from intramuros.reasoning.access.aws.decide import Decided, Decision, decide

__all__ = ["Comparison", "Decided", "Decision", "compare", "decide"]
