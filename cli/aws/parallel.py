"""The same work on many things at once, for calls that mostly wait."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 8
_TICK = 0.1
"""Seconds."""


def for_each(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    tick: Callable[[], None] = lambda: None,
) -> list[Result]:
    """What `work` gives for each item, in the items' order.

    `tick` is called in the caller's thread: now and then, and at the end.

    After a failure no further item is begun, and those under way are waited for. Of several
    errors the one of the first item is raised: as items are begun in order, it is the same
    each time.
    """
    results: dict[int, Result] = {}
    errors: dict[int, BaseException] = {}
    todo = enumerate(items)
    lock, ended = threading.Lock(), threading.Event()

    def run() -> None:
        while not ended.is_set():
            with lock:
                entry = next(todo, None)
            if entry is None:
                return
            number, item = entry
            try:
                results[number] = work(item)
            except BaseException as error:  # noqa: BLE001 - raised again where it can be seen
                errors[number] = error
                ended.set()

    # Daemons, as the executors of concurrent.futures are not: Ctrl-C does not wait for a call that
    # is being retried. A PutObject that ends in the middle leaves nothing behind.
    threads = [threading.Thread(target=run, daemon=True) for _ in items[:THREADS]]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive():
                tick()
                thread.join(_TICK)
        tick()
    finally:
        ended.set()
    if errors:
        raise errors[min(errors)]
    return [results[number] for number in range(len(items))]
