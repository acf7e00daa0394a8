"""The files that are installed with pipec: step types, contracts, tables.

They are part of the program, so reading them is no look at the machine. `importlib.resources`
does the same, but takes as long to import as all that a pipeline needs of them to read.
"""

from __future__ import annotations

from importlib import import_module
from os import listdir


def names(package: str, suffix: str, folder: str = "") -> list[str]:
    """The files of a package (or of a folder in it) with this suffix, sorted, without it."""
    found = listdir(_place(package, folder))  # noqa: PTH208 - the compiler has no pathlib
    return sorted(name.removesuffix(suffix) for name in found if name.endswith(suffix))


def read(package: str, name: str) -> bytes:
    """The bytes of a package's file, whose name may have folders in it."""
    with open(_place(package, name), "rb") as file:  # noqa: PTH123 - the compiler has no pathlib
        return file.read()


def _place(package: str, name: str) -> str:
    return f"{import_module(package).__path__[0]}/{name}"
