"""Local code and data: addressed by content, so that the same files give the same S3 keys."""

from __future__ import annotations

import errno
import hashlib
import posixpath
import re
from typing import Any, Protocol

from pipec.compiler import codes
from pipec.compiler.diagnostics import Hint, Report, Span
from pipec.compiler.record import Record
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.steps.base import ARCHIVE
from pipec.compiler.syntax import Scalar

IGNORED_PARTS = (
    "__pycache__",
    ".git",
    ".ipynb_checkpoints",
    ".DS_Store",
    ".venv",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
)
IGNORED_SUFFIXES = (".pyc", ".pyo")
SECRET_NAMES = (
    ".env",
    ".netrc",
    ".npmrc",
    ".pgpass",
    ".pypirc",
    "id_ecdsa",
    "id_ed25519",
    "id_rsa",
)
SECRET_SUFFIXES = (".key", ".p12", ".pem", ".pfx")
SECRET_PATHS = ("credentials", ".aws/credentials")
EXAMPLE_SUFFIXES = (".example", ".sample", ".template")
_ABSOLUTE = re.compile(r"([A-Za-z]:)?[/\\]")
"""Of any system: what is refused on one must not be taken on another."""
_SERVERS = ("git", "git+https", "git+ssh", "http", "https", "ssh")
_GIT = re.compile(r"[\w.-]+@[\w.-]+:")
OUTPUT_FILES = ("definition.json", "pipeline.py", "assets.json")
"""What pipec writes for a pipeline, in a folder of its own."""


class Files(Protocol):
    """How the compiler reads the user's files; `cli/workspace.py` gives it the disk's."""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, None if there is no such file."""

    def walk(self, folder: str) -> list[str] | None:
        """The files below a folder, relative to it with `/`; None if there is no such folder.

        Raises `OSError` if not all of the folder, or of what says what to leave out, can be read.
        """


class Asset(Record):
    """A local file or folder that the pipeline needs in S3.

    `digest` is the SHA-256 of relative paths and bytes. `source` is relative to the pipeline's
    folder. `form` is `file`, `folder` (plain files under a prefix) or `archive` (.tar.gz);
    `is_folder` says whether the source is one.
    """

    source: str
    form: str
    is_folder: bool
    digest: str
    name: str
    files: tuple[tuple[str, int, str], ...]

    @property
    def key(self) -> str:
        """The end of its S3 key: `<digest>/<name>`."""
        return f"{self.digest}/{self.name}"


class AssetStore:
    """Reads local code for the steps of one pipeline, and remembers what it read."""

    def __init__(self, *, files: Files, pipeline_file: str, report: Report) -> None:
        self.files = files
        self.pipeline_file = pipeline_file
        self.report = report
        self.found: dict[tuple[str, bool], Asset] = {}
        self.suspected: set[str] = set()
        self.scripts: set[str] = set()

    def path(self, written: str, span: Span) -> str:
        """A path as written in a YAML file, from that file's folder."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(span.file), written))

    def add(
        self, written: str, span: Span, *, archive: bool, entry: Scalar | None = None
    ) -> Asset | None:
        """The asset for a local file or folder; None after an error was reported.

        `entry` must be one of a folder's files.
        """
        if _ABSOLUTE.match(written):
            self.report.add(
                codes.MISSING_FILE,
                f"`{written}` is an absolute path, which other machines do not have",
                span,
                hint="write it from the folder of this file",
            )
            return None
        path = self.path(written, span)
        if (path, archive) not in self.found:
            content = self.files.read(path)
            is_folder = content is None
            contents = (
                self._folder(written, path, span)
                if content is None
                else {posixpath.basename(path): content}
            )
            if contents is None:
                return None
            self.found[path, archive] = self._asset(
                path, contents, archive=archive, is_folder=is_folder
            )
        asset = self.found[path, archive]
        names = [name for name, _, _ in asset.files]
        if entry is not None and entry.text not in names:
            self.report.add(
                codes.MISSING_FILE,
                f"`{written}` holds no `{entry.text}`",
                entry.span,
                hint=self._left_out(path, entry.text)
                or _with_slashes(entry.text, names)
                or did_you_mean(entry.text, names),
            )
            return None
        return asset

    def _left_out(self, folder: str, name: str) -> str | None:
        """What to do about a file that is there and does not belong to the code."""
        if self.files.read(posixpath.join(folder, name)) is None:
            return None
        if name.startswith(("../", "/")):
            return f"it lies outside of `{folder}`: move it there, or name a folder that holds it"
        return f"an ignore file leaves it out: add `!{name}` to `{folder}/.pipecignore`"

    def _folder(self, written: str, path: str, span: Span) -> dict[str, bytes] | None:
        """The bytes of all files of a folder, by relative path; None after an error."""
        try:
            listed = self.files.walk(path)
        except OSError as error:
            self._unreadable(written, error, span)
            return None
        if listed is None:
            self._missing(written, path, span)
            return None
        contents = {}
        for name in kept_files(listed):
            content = self.files.read(posixpath.join(path, name))
            if content is None or not name.isprintable():
                message = f"{name!a} in `{written}` is no file that can be read and named"
                self.report.add(codes.MISSING_FILE, message, span, hint="mend or remove it")
                return None
            contents[name] = content
            self._suspect(path, name, span)
        if not contents:
            is_named_as_file = posixpath.splitext(path)[1][1:].isalpha()
            self.report.add(
                codes.MISSING_FILE,
                f"`{written}` {'is a folder that ' * is_named_as_file}holds no file to upload",
                span,
                hint="put a file in its place, or write the name of another one"
                if is_named_as_file
                else "what `.gitignore` and `.pipecignore` exclude is left out, and so are caches",
            )
            return None
        return contents

    def _suspect(self, folder: str, name: str, span: Span) -> None:
        """Warn of a file of a code folder that looks like a secret, once."""
        path = posixpath.normpath(posixpath.join(folder, name))
        if not looks_secret(name) or path in self.suspected:
            return
        self.suspected.add(path)
        ignores = posixpath.normpath(posixpath.join(folder, ".pipecignore"))
        self.report.add(
            codes.SECRET_LOOKING_FILE,
            f"`{path}` would be uploaded with the code, and it looks like a secret",
            span,
            hint=f"add `{name}` to `{ignores}`; if it is meant, ignore this",
        )

    def _asset(
        self, path: str, contents: dict[str, bytes], *, archive: bool, is_folder: bool
    ) -> Asset:
        name = posixpath.basename(path) if path != "." else "code"
        return Asset(
            source=posixpath.relpath(path, posixpath.dirname(self.pipeline_file) or "."),
            form="archive" if archive else ("folder" if is_folder else "file"),
            is_folder=is_folder,
            digest=digest(contents),
            name=ARCHIVE if archive else name,
            files=tuple(
                (n, len(b), hashlib.sha256(b).hexdigest()) for n, b in sorted(contents.items())
            ),
        )

    def _unreadable(self, written: str, error: OSError, span: Span) -> None:
        hint = f"it may say what is secret, so nothing is taken from `{written}`"
        if error.errno == errno.ENOENT:
            hint = "mend it, remove it, or leave it out with a line in `.pipecignore`"
        self.report.add(
            codes.UNREADABLE_FILE,
            f"`{error.filename}` cannot be read: {error.strerror}",
            span,
            hint=hint,
        )

    def _missing(self, written: str, path: str, span: Span) -> None:
        folder = posixpath.dirname(path)
        try:
            listed = self.files.walk(folder or ".") or []
            own = posixpath.basename(path)
            beside = [name for name in listed if "/" not in name and name != own]
            below = [name for name in kept_files(listed) if name.endswith(f"/{own}")]
        except OSError:  # it was for a better hint
            listed, beside, below = [], [], []
        around = posixpath.dirname(written)
        hint = did_you_mean(written, [posixpath.join(around, name) for name in beside])
        if slashes := _with_slashes(written, [posixpath.join(around, name) for name in listed]):
            hint = slashes
        elif hint is None and len(below) == 1:
            meant = posixpath.join(around, below[0])
            hint = Hint(f"did you mean `{meant}`?", written, meant)
        if is_elsewhere(written):
            hint = FETCH
        elif "://" in written:
            where, _, script = written.rpartition("/")
            uri, entry = f"{where}/", script
            if script.endswith((".tar.gz", ".tgz")):
                uri, entry = written, "SCRIPT.py"
            hint = f"code that is there already: `{{uri: {uri}, entry: {entry}}}`"
        elif hint is None and path != posixpath.normpath(written):
            hint = f"it is looked for at `{path}`"
        self.report.add(
            codes.MISSING_FILE,
            f"there is no file or folder `{written}`",
            span,
            hint=hint or "paths begin at the folder of the file that names them",
        )


FETCH = (
    "compiling fetches nothing: check it out beside this file, and write "
    "`code: {dir: FOLDER, entry: SCRIPT}`"
)


def is_elsewhere(place: str) -> bool:
    """Whether a place is one on a server that is not S3, as a repository of Git."""
    scheme, parted, rest = place.partition("://")
    if not parted:
        return bool(_GIT.match(place))
    in_s3 = "amazonaws.com" in rest.partition("/")[0]
    return scheme.casefold() in _SERVERS and not in_s3


def _with_slashes(written: str, known: list[str]) -> str | None:
    """What to write in place of a path with the backslashes of Windows; None if it has none."""
    if "\\" not in written:
        return None
    meant = written.replace("\\", "/")
    hint = f"the folders of a path are parted by `/`: write `{meant}`"
    is_there = posixpath.normpath(meant) in map(posixpath.normpath, known)
    return Hint(hint, written, meant) if is_there else hint


def kept_files(listed: list[str]) -> list[str]:
    """The files of a folder that belong to the code, sorted.

    Left out is what tools write beside it, pipec's own output included: else compiling would
    change what is compiled.
    """
    present = set(listed)
    folders = {posixpath.dirname(name) for name in listed}
    written = {
        folder
        for folder in folders
        if all(posixpath.join(folder, name) in present for name in OUTPUT_FILES)
    }
    return sorted(
        name
        for name in listed
        if posixpath.dirname(name) not in written
        and not any(part in IGNORED_PARTS for part in name.split("/"))
        and not name.endswith(IGNORED_SUFFIXES)
    )


def looks_secret(path: str) -> bool:
    """Whether a file, relative to its code folder, is called as keys and passwords usually are."""
    path = path.lower()
    name = posixpath.basename(path)
    return (
        name in SECRET_NAMES
        or name.endswith(SECRET_SUFFIXES)
        or (name.startswith(".env.") and not name.endswith(EXAMPLE_SUFFIXES))
        or path in SECRET_PATHS
        or path.endswith("/.aws/credentials")
    )


def digest(contents: dict[str, bytes]) -> str:
    """SHA-256 over relative paths and bytes, each with its length before it."""
    total = hashlib.sha256()
    for name, content in sorted(contents.items()):
        for part in (name.encode(), content):
            total.update(len(part).to_bytes(8, "big"))
            total.update(part)
    return total.hexdigest()


def manifest(assets: list[tuple[Asset, str]]) -> dict[str, Any]:
    """What `upsert` must upload, in this order: each asset with the place that it has in S3."""
    return {
        "version": 1,
        "assets": [
            {
                "source": asset.source,
                "form": asset.form,
                "uri": uri,
                "sha256": asset.digest,
                "files": [
                    {"path": path, "size": size, "sha256": sha} for path, size, sha in asset.files
                ],
            }
            for asset, uri in assets
        ],
    }
