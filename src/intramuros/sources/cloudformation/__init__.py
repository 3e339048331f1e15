# SPDX-License-Identifier: Apache-2.0
"""Reads CloudFormation templates (also SAM's and those that the CDK writes): what a stack would create, with every intrinsic worked out as far as it is known."""
