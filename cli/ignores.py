"""What `.gitignore` and `.pipecignore` leave out of a folder: git's rules, character for character.

Not built on `pathspec`: it takes `config/secrets` back in for `secrets` followed by `!config`,
where git leaves it out, and its versions disagree on `[x`. What is uploaded, and under which
digest, must not hang on that. The tests compare this module with git itself.

Source: https://git-scm.com/docs/gitignore and git's dir.c and wildmatch.c. Git matches bytes, so
paths and patterns are text here in which each character stands for one byte.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipec.cli.stop import fail
from pipec.compiler.requests.assets import IGNORED_PARTS

IGNORE_FILES = (".gitignore", ".pipecignore")
"""Of the patterns that match, the last one counts: `.pipecignore` outweighs `.gitignore`."""

_TOKEN = re.compile(r"\*+|\\?(?P<char>.)", re.DOTALL)
_ITEM = re.compile(r"\[:(?P<name>[^\]]*):\]|\\?(?P<char>.)", re.DOTALL)
_RANGE = re.compile(r"-(?!\])\\?(?P<end>.)", re.DOTALL)
_STAR, _FOLDERS, _ANYTHING = "[^/]*", "(?:.*/)?", ".*"
_NEAREST = {_STAR: "[^/]*?", _FOLDERS: "(?:.*?/)??", _ANYTHING: ".*?"}
_ASTERISKS = ((_FOLDERS, _ANYTHING), (_STAR,))
_BYTES = frozenset(map(chr, range(256)))
_CLASSES = {
    "alnum": string.ascii_letters + string.digits,
    "alpha": string.ascii_letters,
    "blank": " \t",
    "cntrl": "".join(map(chr, range(32))) + "\x7f",
    "digit": string.digits,
    "graph": string.ascii_letters + string.digits + string.punctuation,
    "lower": string.ascii_lowercase,
    "print": string.ascii_letters + string.digits + string.punctuation + " ",
    "punct": string.punctuation,
    "space": string.whitespace,
    "upper": string.ascii_uppercase,
    "xdigit": string.hexdigits,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pattern:
    """One line of an ignore file.

    `regex` matches a whole path from its character `start` on, which is where the folder of the
    ignore file ends; without `start` it matches the last part of a path. `excludes` is False for
    what begins with `!`, `folders_only` True for what ends with `/`.
    """

    regex: re.Pattern[str]
    start: int | None
    excludes: bool
    folders_only: bool


Patterns = tuple[Pattern, ...]
"""From the least to the most weighty."""


def unignored(folder: Path, *, project_file: str, base: Path | None = None) -> list[str]:
    """The files below a folder that no ignore file excludes, relative to it with `/`, sorted.

    Ignore files count that lie in the folder, below it, or above it up to the repository's root;
    outside of a repository up to the nearest folder with a `project_file`, and where there is none
    up to `base`, if the folder lies in it. Those above cannot exclude the folder itself, which the
    user named. Ignore files are left out themselves, and folders called as `IGNORED_PARTS` say.
    Links to folders are not followed. Raises `OSError` for an ignore file or a folder that cannot
    be read: what is in it, or is to be left out, is unknown; for a link that leads to nothing; and
    for a link to a file that lies neither in the folder nor below the topmost folder whose ignore
    files count: who reads the pipeline does not see that it takes that file.
    """
    real = folder.resolve()
    top = _top(real, project_file, base.resolve() if base else real)
    above = "".join(f"{_bytewise(part)}/" for part in real.relative_to(top).parts)
    found = []
    pending = {str(folder): ("", _patterns_above(real, top))}
    for place, folders, names in os.walk(folder, onerror=fail):
        inside, patterns = pending.pop(place)
        path = above + _bytewise(inside)
        for name in IGNORE_FILES:
            if name in names:
                patterns += _read(Path(place, name), len(path))
        folders[:] = [
            name
            for name in folders
            if name not in IGNORED_PARTS
            and not _is_excluded(path + _bytewise(name), patterns, is_folder=True)
        ]
        for name in folders:
            pending[os.path.join(place, name)] = (f"{inside}{name}/", patterns)  # noqa: PTH118 - as os.walk does
        kept = [
            name
            for name in names
            if name not in IGNORE_FILES
            and not _is_excluded(path + _bytewise(name), patterns, is_folder=False)
        ]
        for name in kept:
            _check_link(Path(place, name), top)
        found += [inside + name for name in kept]
    return sorted(found)


def check_not_broken(path: Path) -> None:
    """Raises `OSError` for a link that leads to nothing."""
    if path.is_symlink() and not os.path.exists(path):  # noqa: PTH110 - Path's fails in closed folders
        goal = os.readlink(path)  # noqa: PTH115 - a text is wanted
        raise OSError(errno.ENOENT, f"it is a broken link, to `{goal}`", str(path))


def _check_link(file: Path, top: Path) -> None:
    check_not_broken(file)
    if file.is_symlink() and not (target := Path(os.path.realpath(file))).is_relative_to(top):
        raise OSError(errno.EPERM, f"it is a link out of the project, to `{target}`", str(file))


def _top(folder: Path, project_file: str, base: Path) -> Path:
    """The outermost folder whose ignore files count."""
    for mark in (".git", project_file):  # `.git` is a file in worktrees and submodules
        for place in (folder, *folder.parents):
            if os.path.exists(place / mark):  # noqa: PTH110 - Path.exists fails in closed folders
                return place
    return base if folder.is_relative_to(base) else folder


def _patterns_above(folder: Path, top: Path) -> Patterns:
    """The patterns of the ignore files above a folder, without those that exclude it."""
    patterns: Patterns = ()
    place, path = top, ""
    for part in folder.relative_to(top).parts:
        for name in IGNORE_FILES:
            patterns += _read(place / name, len(path))
        place, path = place / part, path + _bytewise(part)
        while (last := _deciding(path, patterns, is_folder=True)) and last.excludes:
            patterns = tuple(pattern for pattern in patterns if pattern is not last)
        path += "/"
    return patterns


def _is_excluded(path: str, patterns: Patterns, *, is_folder: bool) -> bool:
    last = _deciding(path, patterns, is_folder=is_folder)
    return last is not None and last.excludes


def _deciding(path: str, patterns: Patterns, *, is_folder: bool) -> Pattern | None:
    """The last pattern that matches a path itself, not just a folder that it lies in."""
    name_start = path.rfind("/") + 1
    for pattern in reversed(patterns):
        start = name_start if pattern.start is None else pattern.start
        if (is_folder or not pattern.folders_only) and pattern.regex.fullmatch(path, start):
            return pattern
    return None


def _bytewise(path: str) -> str:
    return os.fsencode(path).decode("latin-1")


# --- reading patterns -------------------------------------------------------------------


def _read(file: Path, start: int) -> Patterns:
    """The patterns of an ignore file whose folder's path, with its `/`, has `start` characters."""
    if not file.is_file():
        return ()
    text = file.read_bytes().removeprefix(codecs.BOM_UTF8).decode("latin-1")
    return tuple(_parse(text, start))


def _parse(text: str, start: int) -> Iterator[Pattern]:
    """The patterns of an ignore file's text; `start` is as in `_read`."""
    for line in text.split("\n"):
        if line.startswith("#"):
            continue
        written = _trimmed(line.removesuffix("\r"))
        glob = written.removeprefix("!")
        path = glob.removesuffix("/")
        regex = _regex(path.removeprefix("/"))
        if regex is not None:
            yield Pattern(
                regex=regex,
                start=start if "/" in path else None,
                excludes=glob == written,
                folders_only=path != glob,
            )


def _trimmed(line: str) -> str:
    r"""A line without the spaces at its end, but for one behind a `\`."""
    text = line.rstrip(" ")
    escapes = (len(text) - len(text.rstrip("\\"))) % 2
    return line[: len(text) + escapes]


def _regex(glob: str) -> re.Pattern[str] | None:
    """What matches as git's wildmatch does; None for a pattern that never matches."""
    parts: list[str] = []
    at = 0
    while token := _TOKEN.match(glob, at):
        at = token.end()
        if token[0] == "[":
            bracket = _bracket(glob, at)
            if bracket is None:
                return None
            characters, at = bracket
            parts.append(f"[{re.escape(characters)}]" if characters else "(?!)")
        elif token[0] == "?":
            parts.append("[^/]")
        elif token[0] == "\\":  # the last character, so that it escapes nothing
            return None
        elif token["char"]:
            parts.append(re.escape(token["char"]))
        elif not _spans_folders(glob, token):
            parts.append(_STAR)
        elif glob.startswith("/", at):
            parts.append(_FOLDERS)
            at += 1
        else:
            parts.append(_ANYTHING)
    return re.compile(_quick(parts, _ASTERISKS), re.DOTALL) if parts else None


def _quick(parts: list[str], asterisks: tuple[tuple[str, ...], ...]) -> str:
    """The parts as one expression that does not try all ways to divide a path among asterisks.

    What stands between two asterisks of a sort matches best where it first can: all that it might
    leave to the first one, the second one takes too. So it is not tried again (`(?>…)`). That holds
    for those that span folders, as only whole parts of a path stand between two of them, and within
    such a stretch for the others.
    """
    if not asterisks:
        return "".join(parts)
    here, *inner = asterisks
    stretches: list[list[str]] = [[]]
    for part in parts:
        if part in here:
            stretches.append([])
        stretches[-1].append(part)
    found = _quick(stretches[0], tuple(inner))
    for number, (asterisk, *rest) in enumerate(stretches[1:], 2):
        text = _quick(rest, tuple(inner))
        is_last = number == len(stretches)
        found += asterisk + text if is_last else f"(?>{_NEAREST[asterisk]}{text})"
    return found


def _spans_folders(glob: str, stars: re.Match[str]) -> bool:
    """Whether asterisks match `/` too: two or more of them that are a whole part of the path.

    In git they also may follow plain text, which it compares and cuts off first: `a**/b` does
    match `ax/y/b`, but `?**/b` does not.
    """
    before, after = glob[: stars.start()], glob[stars.end() :]
    begins = before.endswith("/") or not any(special in before for special in "*?[\\")
    return len(stars[0]) > 1 and begins and (not after or after.startswith(("/", "\\/")))


def _bracket(glob: str, at: int) -> tuple[str, int] | None:
    """The characters that `[…]` matches, and where it ends; `at` is behind its `[`.

    None if it does not end or names a class that there is not.
    """
    negated = glob.startswith(("!", "^"), at)
    at = first = at + negated
    characters: set[str] = set()
    before = ""
    while at == first or not glob.startswith("]", at):  # `]` in the first place is a character
        span = _RANGE.match(glob, at) if before else None
        item = _ITEM.match(glob, at)
        if span:
            characters.update(map(chr, range(ord(before), ord(span["end"]) + 1)))
            before, at = "", span.end()
        elif item is None or (item["char"] is None and item["name"] not in _CLASSES):
            return None
        else:
            before = item["char"] or ""
            characters.update(before or _CLASSES[item["name"]])
            at = item.end()
    matched = (_BYTES - characters if negated else characters) - {"/"}
    return "".join(sorted(matched)), at + 1
