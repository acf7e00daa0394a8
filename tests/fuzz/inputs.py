"""What fuzzing begins with: the files of this repository, their words, and ways to damage them."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

from fuzzing import KEYS, REFERENCES, SNIPPETS, TOKENS, WORDS

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).with_name("found")
"""Inputs that once broke a promise: `found/TARGET/what-it-was`."""

MAX_SEED = 20_000
"""Larger files make slow seeds, and say nothing that smaller ones do not."""

_PIPELINES = (
    "pipelines/*/pipeline.yaml",
    "tests/oracle/matrix/*/pipeline.yaml",
    "tests/oracle/twins/*/pipeline.yaml",
    "tests/cases/*/*/pipeline.yaml",
)
_GLOBS: dict[str, tuple[str, ...]] = {
    "read": (*_PIPELINES, "contracts/*.yaml", "tests/cases/**/*.yaml"),
    "emit": (*_PIPELINES, "contracts/*.yaml"),
    "compile": _PIPELINES,
    "cli": _PIPELINES,
    "contract": ("contracts/*.yaml", "tests/cases/**/contracts/*.yaml"),
    "project": ("pipelines/**/pipec.yaml", "tests/cases/**/pipec.yaml"),
}
_TEXTS: dict[str, list[str]] = {
    "expression": [*REFERENCES, "not (a in [1, 'b']) and steps.a.b['c''d'][0] <= 6.0e-3", *WORDS],
    "ignore": ["*.py\n!a*.py\n", "/a/**/b\\ \n[!a-z[:alpha:]]?\n", "**/x/*\n#\n\\#a  \n"],
    "text": ['"""', "</script>", "\\N{DASH} {x} %s", "${vars.bucket}$${x}", "\u2028\r\n::error::"],
}
HOSTILE = [
    *("&a ", "*a", "<<: *a\n", "{", "[", "]", "}", "? ", "- ", "|\n", ">-\n", "---\n", "...\n"),
    *("!!str ", "%YAML 1.2\n", '"\\ud800"', '"\\x00"', "'", '"', "#", ".inf", "1e999", "0x", "0o7"),
    *("pattern: (a+)+$", "$ref: '#'", "$ref: file:///etc/passwd", "../../x", "/dev/zero", "${}"),
    *("\u2028", "\u0085", "\ufeff", "\x1b[2J", "\u202e", "\ud83e\udd2f", "\r", "::error::x", "%0A"),
    *('"""', "\\", "</script>", "${", "%{", "{{", "*/", "\\N{DASH}", "__class__", "None", "self"),
]
VOCABULARY = sorted({*KEYS, *REFERENCES, *TOKENS, *WORDS, *SNIPPETS, *HOSTILE} - {""})
_TOKEN = re.compile(r"[\w.${}'/-]+")


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """What a target begins with, the inputs included that once broke it."""
    found = {text.encode(errors="surrogatepass") for text in _TEXTS.get(target, ())}
    for pattern in _GLOBS.get(target, ()):
        found |= {path.read_bytes() for path in ROOT.glob(pattern)}
    kept = [content for content in found if len(content) <= MAX_SEED]
    return (*sorted(kept), *(path.read_bytes() for path in sorted(FOUND.glob(f"{target}/*"))))


def mutated(content: bytes, target: str, random: Random) -> bytes:
    """A few accidents of an editor: lines and words lost, doubled, moved, taken from elsewhere."""
    text = content.decode(errors="surrogateescape")
    for _ in range(random.randint(1, 4)):
        text = random.choice(_ACCIDENTS)(text, target, random)
    return text.encode(errors="surrogatepass")


def _word(text: str, _: str, random: Random) -> str:
    """One word is another one."""
    if not (words := list(_TOKEN.finditer(text))):
        return f"{text}{random.choice(VOCABULARY)}"
    old = random.choice(words)
    new = random.choice(VOCABULARY) if random.random() < 0.7 else random.choice(words)[0]
    return f"{text[: old.start()]}{new}{text[old.end() :]}"


def _insert(text: str, _: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return f"{text[:at]}{random.choice(VOCABULARY)}{text[at:]}"


def _repeat(text: str, _: str, random: Random) -> str:
    """A piece many times over."""
    at = random.randint(0, len(text))
    piece = text[at : at + random.randint(1, 12)]
    return text[:at] + piece * random.choice([2, 3, 40, 400]) + text[at:]


def _lines(text: str, _: str, random: Random) -> str:
    """A line lost, doubled, moved, cut or indented."""
    lines = text.split("\n")
    at, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines.insert(other, lines.pop(at))
        case 3:
            lines[at] = lines[at][: random.randint(0, len(lines[at]))]
        case 4:
            lines[at] = random.choice(["  ", " ", "\t", "- ", "    "]) + lines[at]
        case _:
            lines[at] = lines[at].removeprefix("  ")
    return "\n".join(lines)


def _graft(text: str, target: str, random: Random) -> str:
    """Some lines of another seed."""
    lines = text.split("\n")
    other = random.choice(seeds(target)).decode(errors="replace").split("\n")
    begin, at = random.randrange(len(other)), random.randint(0, len(lines))
    return "\n".join(lines[:at] + other[begin : begin + random.randint(1, 8)] + lines[at:])


_ACCIDENTS: list[Callable[[str, str, Random], str]] = [
    _word,
    _word,
    _insert,
    _repeat,
    _lines,
    _graft,
]
