"""`python -m pipec.cli`, and the console script `pipec`."""

from __future__ import annotations

import sys


def run() -> int:
    """The command line; gives the exit code. Ctrl-C is taken while modules load, too."""
    try:
        from pipec.cli.app import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
