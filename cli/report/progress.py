"""A progress bar, on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def progress(stream: TextIO) -> Iterator[Callable[[int, int, str], None]]:
    """Gives a function of bytes done, bytes in all and what is at work, which shows them.

    The bar appears when the function is first called, and is gone at the end. On what is no
    terminal, or one that cannot move its cursor, nothing is shown.
    """
    if not stream.isatty():
        yield _unseen
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=stream)
    if not console.is_interactive:
        yield _unseen
        return
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    name = TextColumn("{task.description}")
    bar = Progress(TextColumn("uploading"), *columns, name, console=console, transient=True)
    task = bar.add_task("", total=None)

    def show(done: int, total: int, name: str) -> None:
        bar.start()
        bar.update(task, completed=done, total=total, description=escape(name))

    try:
        yield show
    finally:
        bar.stop()


def _unseen(_done: int, _total: int, _name: str) -> None:
    """Show nothing."""
