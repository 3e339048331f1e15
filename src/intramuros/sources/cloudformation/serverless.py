# SPDX-License-Identifier: Apache-2.0
"""The Serverless transform: a SAM resource as the CloudFormation resources that it becomes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from intramuros.sources.cloudformation.stack import Stack
from intramuros.sources.cloudformation.syntax import Placed
from intramuros.sources.cloudformation.values import Value

Evaluate = Callable[[Any, Stack], Value]


def expanded(stack: Stack, resources: Placed, evaluate: Evaluate) -> Placed:
    """The resources of a template with SAM's written out."""
    return resources
