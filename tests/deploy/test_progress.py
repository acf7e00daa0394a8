"""The progress bar, in a pseudo-terminal and elsewhere."""

from __future__ import annotations

import io
import os
import sys
import threading

import pytest

from pipec.cli.report.progress import progress


def in_terminal(work: list[tuple[int, int, str]], *, fails: bool = False) -> str:
    """What a terminal is sent for calls of the bar's function."""
    import pty

    ours, theirs = pty.openpty()
    chunks: list[bytes] = []

    def read() -> None:
        try:
            while chunk := os.read(ours, 4096):
                chunks.append(chunk)
        except OSError:  # Linux: the other end is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    try:
        with open(theirs, "w", encoding="utf-8") as stream, progress(stream) as show:  # noqa: PTH123 - a file descriptor
            for call in work:
                show(*call)
            if fails:
                raise KeyboardInterrupt
    finally:
        reader.join(10)
        os.close(ours)
    return b"".join(chunks).decode()


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32":
        pytest.skip("this system has no pseudo-terminals")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")


def test_a_terminal_shows_how_far_it_is() -> None:
    """Bytes done and in all, and what is at work, as it is written."""
    shown = in_terminal([(0, 4000, "code/a.py"), (4000, 4000, "code/[b].py")])
    assert "uploading" in shown
    assert "4.0/4.0 kB" in shown
    assert "code/[b].py" in shown


def test_the_bar_is_gone_at_the_end() -> None:
    """The line is erased and the cursor is back, also after Ctrl-C."""
    assert in_terminal([(1, 2, "a")]).rstrip().endswith("\x1b[2K")
    with pytest.raises(KeyboardInterrupt):
        in_terminal([(1, 2, "a")], fails=True)


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_nothing_to_do_shows_nothing(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a call there is no bar, and a terminal that cannot draw one gets none either."""
    monkeypatch.setenv("TERM", term)
    assert in_terminal([] if term == "xterm" else [(1, 2, "a")]) == ""


def test_elsewhere_nothing_is_shown() -> None:
    """A log gets no bar."""
    stream = io.StringIO()
    with progress(stream) as show:
        show(1, 2, "a")
    assert stream.getvalue() == ""
