# SPDX-License-Identifier: Apache-2.0
"""Says findings in the forms others read (SARIF, OSCAL, OCSF, HTML); decides nothing."""
