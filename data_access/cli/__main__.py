"""Run the command line: ``python -m data_access.cli``."""

import sys

from data_access.cli.parse import main

sys.exit(main())
