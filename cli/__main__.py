"""`python -m pipec.cli`, and the console script `pipec`."""

from __future__ import annotations

import os
from typing import NoReturn

from pipec.cli.memory import collect_rarely


def run() -> NoReturn:
    """The command line. Ctrl-C is taken while modules load, too.

    All is written and closed when `main` is done. What Python does after that, taking apart
    everything that a run has made, is a twentieth of a compile, and nobody needs it.
    """
    try:
        collect_rarely()
        from pipec.cli.app import main

        code = main()
    except KeyboardInterrupt:
        code = 130
    os._exit(code)


if __name__ == "__main__":
    run()
