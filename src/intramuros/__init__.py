# SPDX-License-Identifier: Apache-2.0
"""intramuros decides, and proves, whether patient data and model weights can leave a hospital's own cloud."""

__version__ = "0.1.0"
