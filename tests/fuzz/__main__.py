"""Fuzz by hand, with atheris: `make fuzz`, `make fuzz SECONDS=3600 TARGETS="read cli"`.

Each target runs in a process of its own: nothing but the death of the process shows a hang, and
atheris ends its process when it is done. What it finds stays in `build/fuzz/TARGET/`: `corpus` is
where the next run goes on, `crash-…`, `timeout-…` and `oom-…` are inputs that broke a promise.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import random
import subprocess
import sys
from pathlib import Path

from fuzz.inputs import ROOT, VOCABULARY, seeds

SECONDS_OF_ONE, MEGABYTES = 60, 1024
"""What one input may take; with atheris watching all is some ten times slower."""
_NOT_IMPORTED = ("pipec.cli.__main__", "pipec.cli.api", "pipec.cli.aws", "pipec.schemas")
"""Runs a command, or is not fuzzed."""


def main() -> int:
    """Run the targets that are named, all if none is, each for its part of the time."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=60, help="for all of them together")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "fuzz", help="where it stays")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        _fuzz(given.targets[0], given.seconds, given.out)
    targets = given.targets or _names()
    if unknown := sorted(set(targets) - set(_names())):
        parser.error(f"there is no target {', '.join(unknown)}; there are: {', '.join(_names())}")
    broken = []
    for target in targets:
        print(f"--- {target}", flush=True)
        each = str(max(1, given.seconds // len(targets)))
        command = [sys.executable, "-m", "fuzz", target, "--one", "--seconds", each]
        command += ["--out", str(given.out)]
        if subprocess.run(command, check=False).returncode:
            broken.append(target)
    print(f"broken: {', '.join(broken)}; see {given.out}" if broken else "nothing found")
    return bool(broken)


def _names() -> list[str]:
    from fuzz.targets import TARGETS

    return list(TARGETS)


def _fuzz(target: str, seconds: int, out: Path) -> None:
    """Fuzz one target; does not return."""
    import atheris

    with atheris.instrument_imports(include=["pipec"]):
        import pipec

        for module in pkgutil.walk_packages(pipec.__path__, "pipec."):
            if not module.name.startswith(_NOT_IMPORTED):
                importlib.import_module(module.name)
        from fuzz.targets import TARGETS

    folder = out / target
    corpus, begin = folder / "corpus", folder / "seeds"
    for place in (corpus, begin):
        place.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(seeds(target)):
        (begin / str(number)).write_bytes(content)
    words = folder / "words"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in VOCABULARY), "ascii")

    def mutator(content: bytes, size: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - nothing secret
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(content, size))
        from fuzz.inputs import mutated

        return mutated(content, target, chance)[:size]

    options = {
        "max_total_time": seconds,
        "max_len": 20_000,
        "timeout": SECONDS_OF_ONE,
        "rss_limit_mb": MEGABYTES,
        "dict": words,
        "artifact_prefix": f"{folder}{os.sep}",
        "print_final_stats": 1,
    }
    arguments = [f"-{name}={value}" for name, value in options.items()]
    atheris.Setup(
        ["fuzz", *arguments, str(corpus), str(begin)], TARGETS[target], custom_mutator=mutator
    )
    atheris.Fuzz()


def _escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries have it."""
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02X}"
        for byte in word.encode(errors="surrogatepass")
    )


if __name__ == "__main__":
    sys.exit(main())
