# SPDX-License-Identifier: Apache-2.0
"""Entra ID as Microsoft Graph returns it: exports of `az rest`, Graph PowerShell and the usual backup tools."""
