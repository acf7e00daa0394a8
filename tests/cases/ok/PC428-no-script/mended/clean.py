"""Clean the table."""

import sys

if sys.argv[1:]:
    print("with", *sys.argv[1:])
