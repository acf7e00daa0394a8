"""Ignore files as pipec reads them, held against git itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipec.cli.workspace import DiskFiles

IGNORE_FILES = {".gitignore", ".pipecignore"}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def walk(folder: Path) -> list[str]:
    """What pipec takes of a folder."""
    found = DiskFiles().walk(str(folder))
    assert found is not None
    return found


NAMES = st.sampled_from(["a", "b", "ab", "a.b", ".env", "a b", "é", "[a]", "#a", "!a", "a\\b", "-"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
TREES = st.sets(PATHS, min_size=1, max_size=14)
GLOBS = st.one_of(
    NAMES,
    st.sampled_from(
        ["*", "?", "??", "a*", "*b", "*.*", "a?", "[ab]", "[!a]", "[^a]*", "[a-c]", "[]a]", "[a-"]
    ),
    st.sampled_from(["[[:alpha:]]", "[[:nope:]]", "[\\]a]", "[a", "\\a", "a\\", "\\#a", "\\!a"]),
    st.text("ab*?[]!^-\\. é:", min_size=1, max_size=6).filter(lambda glob: "**" not in glob),
)
BODIES = st.lists(st.one_of(GLOBS, GLOBS, st.just("**")), min_size=1, max_size=4).map("/".join)
LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "", "", "!", "!", "#", " "]),
        st.sampled_from(["", "", "/"]),
        BODIES,
        st.sampled_from(["", "", "/", " ", "\\ ", "\r", "\t"]),
    ),
)
IGNORES = st.lists(LINES, max_size=5).map("\n".join)


def git(*command: str, cwd: Path) -> bytes:
    """Run git without any settings of this machine; gives its standard output."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(cwd),
        "XDG_CONFIG_HOME": str(cwd),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return subprocess.run(
        ["git", *command], cwd=cwd, env=environment, capture_output=True, check=True
    ).stdout


def taken_by_git(root: Path) -> list[str]:
    """The files that git does not ignore in a folder, which becomes a repository."""
    if not (root / ".git").exists():
        git("init", "--quiet", "--template=", ".", cwd=root)
    listed = git("ls-files", "-z", "--others", "--exclude-standard", cwd=root)
    return [os.fsdecode(name) for name in listed.split(b"\0") if name]


def grown(root: Path, tree: set[str], texts: dict[str, tuple[str, str]]) -> set[str]:
    """Write a tree and its ignore files below a folder; gives the tree's folders."""
    for name in sorted(tree, key=len, reverse=True):  # `a` is no file beside `a/b`
        if not (root / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"")
    folders = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_dir()} | {"."}
    for folder, (for_git, for_pipec) in texts.items():
        if folder in folders:
            (root / folder / ".gitignore").write_bytes(for_git.encode())
            (root / folder / ".pipecignore").write_bytes(for_pipec.encode())
    return folders


@given(
    tree=TREES,
    texts=st.dictionaries(st.one_of(st.just("."), PATHS), st.tuples(IGNORES, IGNORES), max_size=4),
)
@example({"a/b/ab"}, {".": ("b\n!a", "")})
@example({"a/b/a", "a/b/b"}, {".": ("a/**/b\n!a/b", "")})
@example({"a/b", "b"}, {".": ("\ufeffb", "")})
def test_git_takes_the_same_files(tree: set[str], texts: dict[str, tuple[str, str]]) -> None:
    """Of any folder of a repository; for git, `.pipecignore` is added to `.gitignore`."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        folders = grown(root, tree, texts)
        (root / ".git").mkdir()
        ours = {folder: walk(root / folder) for folder in folders}
        (root / ".git").rmdir()
        for file in root.rglob(".gitignore"):
            weightier = file.with_name(".pipecignore")
            file.write_bytes(file.read_bytes() + b"\n" + weightier.read_bytes())
            weightier.unlink()
        theirs = [path for path in taken_by_git(root) if Path(path).name not in IGNORE_FILES]

    assert ours["."] == sorted(theirs)
    for folder in folders:
        below = [p.removeprefix(f"{folder}/") for p in theirs if p.startswith(f"{folder}/")]
        if below:  # else the folder itself may be excluded, and pipec takes what the user named
            assert ours[folder] == sorted(below), folder


# Ignore files, most of one line, each held against git over the same tree.
CASES = [
    "a", "/a", "a/", "/a/", "//a", "a//", "/", "//", "!", "!/", "", " ", "\t", "*", "**", "***",
    "/*", "/**", "*/", "**/", "/*/", "/**/", "*\n!*/", "*\n!*/\n!*.py", "*\n!a.py", "/*\n!/a\n/a/*",
    "**/a", "**/a/", "a/**", "a/**/", "a/**/b", "a/**/**/b", "a/*/b", "a/*", "*/b", "**/b/**",
    "***/b", "a/***", "a/**b", "a/b**", "a**", "a**b", "**b", "a/**\\/b", "**/**", "/**/b",
    "a**/b", "d/a**/b", "?**/b", "a/?**/b", "[a]**/b", "a**/b/",
    "a\n!a", "!a\na", "a/\n!a/b", "a/*\n!a/b", "a/*\n!a/b/", "b\n!a", "b\n!a/b", "c\n!a/**",
    "*.py", "*.p?", "?.py", "??.py", ".*", "*.", "a.py/", "*a", "a*", "*a*", "a?b", "?", "a/?",
    "[ab]", "[!a]", "[^a]", "[a-c]", "[c-a]", "[a-]", "[-a]", "[]a]", "[!]a]", "[]", "[!]", "[",
    "[a", "[a-", "[a\\]", "[\\]a]", "[a\\-c]", "[\\a-\\c]", "[a-c-e]", "[a-b-c]", "a[/]b", "a[!x]b",
    "a/[!x]", "[[]", "[[a]", "[[]]", "[[:alpha:]]", "[[:upper:]]*", "[[:digit:][:punct:]]",
    "[![:alnum:]]*", "[[:nope:]]", "[[:alpha]", "[[:]", "[[::]]", "[[:alpha:]-z]", "[a-[:alpha:]]",
    "[[:space:]]x", "?[[:blank:]]?", "[a-z]*[[:xdigit:]]", "[é]", "é", "?\u0301", "??", "[!a-z]",
    "[ -~]",
    "\\a", "\\*", "\\[a]", "\\\\", "a\\", "a\\\\", "\\", "\\?", "a\\/b", "\\/a", "[\\", "a\\\\b",
    "#a", "\\#a", " #a", "!a", "\\!a", "!!a", "*\n!!a", "*\n!\\!a", "*\n!#a", "*\n!\\#a",
    "a ", "a  ", "a\\ ", "a\\  ", "a\\ \\ ", " a", "  a", "\\ a", "a\t", "a \t", "a\\\\ ", "a b",
    "a\r", "a\r\r", "a\r\nc\r", "a \r", "\r", "a\x0bc", "a\x0cc", "a\u2028c", "a\x85c",
    "\ufeffa", "a\n\ufeffc", "A", "*.PY", "a.b", "a+", "(a|c)", "{a,c}", "a$", "^a", "a|c", "-",
    "~",
]  # fmt: skip
TREE = [
    "a/a", "a/b/a", "a/b/b", "a/b/c", "a/c", "a/bb", "a/xb", "a/d/b", "ax/y/b", "d/ax/y/b", "c",
    "b/a.py", "b/b/c", "d/a/b/b", "d/e/b", "d/a.py", "a.py", "ab.py", ".py", ".env", "acb", "a-b",
    "ab", "aab", "C", "z", "-", "1", "]", "[", "[a]", "[[]", "[]", "*", "?", "^a", "!a", "!!a",
    "#a", " #a", "a ", "a  ", " a", "  a", "a b", " x", "a\tc", "a\t", "a\\", "\\", "a\\b", "\\\\",
    "é", "è", "éa", "e\u0301", "a\r", "a+", "a|c", "a$", "(a|c)", "{a,c}", "~", ":", "l", "p",
    "a\x0bc", "a\u2028c", "\ufeffa", "x.pyc/a",
]  # fmt: skip


def test_git_reads_each_pattern_alike(tmp_path: Path) -> None:
    """Anchors, asterisks, brackets, escapes, spaces, ends of lines, and what is malformed."""
    grown(tmp_path, set(TREE), {})
    differences = {}
    for text in CASES:
        (tmp_path / ".gitignore").write_bytes(text.encode())
        ours, theirs = walk(tmp_path), sorted({*taken_by_git(tmp_path)} - IGNORE_FILES)
        if ours != theirs:
            differences[text] = set(ours) ^ set(theirs)

    assert differences == {}
