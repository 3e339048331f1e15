# SPDX-License-Identifier: Apache-2.0
"""What is there: every resource, principal, path and place as one typed graph; where each fact was read, which facts are not known."""
