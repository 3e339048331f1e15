# SPDX-License-Identifier: Apache-2.0
"""One verb a file: words into calls, errors into advice and exit codes."""
