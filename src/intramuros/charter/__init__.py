# SPDX-License-Identifier: Apache-2.0
"""What the hospital declares: jurisdictions, environments, protected data, trust."""
