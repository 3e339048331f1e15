# SPDX-License-Identifier: Apache-2.0
"""`python -m intramuros`."""

import sys

from intramuros.cli.main import main

sys.exit(main())
