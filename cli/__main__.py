"""`python -m pipec.cli`."""

from pipec.cli.app import main

raise SystemExit(main())
