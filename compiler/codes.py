"""Every diagnostic code, with the text that `docs/codes/` is made from.

0xx reading, 1xx schema and contracts, 2xx references and wiring, 3xx the graph, 4xx requests
and assets, 50x and 51x deploying, 52x AWS, 53x and 54x running. A number is never used again for
something else.
"""

# ruff: noqa: F403 - one name for all: `codes.UNKNOWN_KEY`, whichever table it is in
from __future__ import annotations

from pipec.compiler.code_tables.deploying import *
from pipec.compiler.code_tables.files import *
from pipec.compiler.code_tables.pipelines import *
from pipec.compiler.code_tables.table import *
