"""The only reader and writer of the user's files."""

from __future__ import annotations

import glob
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files as resources
from pathlib import Path

from pipec.cli.ignores import unignored
from pipec.cli.stop import stop
from pipec.compiler import codes
from pipec.compiler.compile import Artifacts, Context, SourceFile, read_context
from pipec.compiler.diagnostics import Report
from pipec.compiler.requests.assets import IGNORED_PARTS

PROJECT_FILE = "pipec.yaml"
YAML_SUFFIXES = (".yaml", ".yml")
_KIND_OF_FILE = re.compile(rb"^['\"]?(pipeline|contract)['\"]?\s*:", re.MULTILINE)


class DiskFiles:
    """The disk, as the compiler reads local code from it."""

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None for what is no file (a folder, a pipe) or cannot be read."""
        try:
            return Path(path).read_bytes() if Path(path).is_file() else None
        except OSError:
            return None

    def walk(self, folder: str) -> list[str] | None:
        """The files below a folder that no ignore file excludes, relative to it with `/`, sorted.

        None for what is no folder. Raises `Stop` if it cannot be known what is excluded.
        """
        if not Path(folder).is_dir():
            return None
        try:
            return unignored(Path(folder), project_file=PROJECT_FILE)
        except OSError as error:
            raise stop(
                codes.UNREADABLE_FILE,
                f"`{shown(Path(error.filename or folder))}` {_reason(error)}",
                hint="what is secret may be listed there, so nothing is taken from "
                f"`{Path(folder).as_posix()}`",
            ) from error


def read_source(path: str, report: Report) -> SourceFile | None:
    """A YAML file that the user named (`-` is standard input); None after an error."""
    if path == "-":
        return SourceFile(name="<stdin>", content=sys.stdin.buffer.read())
    name = path.replace(os.sep, "/")
    try:
        return SourceFile(name=name, content=Path(path).read_bytes())
    except OSError as error:
        what = "is a folder, not a file" if Path(path).is_dir() else _reason(error)
        report.add(codes.UNREADABLE_FILE, f"`{name}` {what}", None, hint=_file_hint(path))
        return None


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "does not exist"
    return f"cannot be read: {error.strerror or error}"


def _file_hint(path: str) -> str | None:
    if Path(path).is_dir():
        inside = sorted(p.name for p in Path(path).iterdir() if p.suffix in YAML_SUFFIXES)
        return f"did you mean `{path.rstrip('/')}/{inside[0]}`?" if inside else None
    folder = Path(path).parent
    if not folder.is_dir():
        return f"the folder `{folder.as_posix()}` does not exist either"
    from pipec.compiler.similarity import did_you_mean

    return did_you_mean(Path(path).name, [p.name for p in folder.iterdir()])


def find_project(pipeline: str) -> Path | None:
    """`pipec.yaml` in the pipeline's folder, or the nearest above it."""
    start = Path.cwd() if pipeline == "-" else Path(pipeline).absolute().parent
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder / PROJECT_FILE
    return None


@dataclass(slots=True)
class Contexts:
    """Project files with their contracts, each read once however many pipelines use it.

    `environment` is the name of the one that holds in all of them; None for none.
    """

    environment: str | None
    _known: dict[Path | None, Context]

    @classmethod
    def empty(cls, environment: str | None = None) -> Contexts:
        """Nothing read yet."""
        return cls(environment, {})

    def of(self, pipeline: str) -> Context:
        """The context of a pipeline file."""
        project = find_project(pipeline)
        if project not in self._known:
            self._known[project] = _read(project, self.environment)
        return self._known[project]


def _read(project: Path | None, environment: str | None) -> Context:
    if project is None:
        return read_context(None, [], environment)
    source = SourceFile(name=shown(project), content=project.read_bytes())
    report = Report()
    found = []
    for scalar in read_context(source, []).project.contracts:
        place = project.parent / scalar.text
        paths = yaml_files(place) if place.is_dir() else [place]
        for path in paths:
            content = DiskFiles().read(str(path))
            if content is None:
                report.add(
                    codes.UNREADABLE_FILE,
                    f"there is no folder or file `{scalar.text}`",
                    scalar.span,
                    hint=f"it is looked for at `{shown(place)}`",
                )
            else:
                found.append(SourceFile(name=shown(path), content=content))
    context = read_context(source, found, environment)
    context.report.extend(report)
    return replace(context, broken=context.broken or report.has_errors)


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files below a folder, sorted."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in IGNORED_PARTS
        )
        found += [Path(place) / name for name in sorted(names) if name.endswith(YAML_SUFFIXES)]
    return found


def shown(path: Path) -> str:
    """A path as people read it: from the working folder, with `/`."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def expand(paths: list[str], report: Report) -> list[tuple[str, str]]:
    """What `validate` was given as files: (path, `pipeline` or `contract`), each once, in order.

    Of a folder or glob, files that are neither are passed over; a file named outright counts as
    a pipeline then, so that it is said what is wrong with it.
    """
    found: dict[str, str] = {}
    for path in paths:
        if glob.has_magic(path) and not Path(path).exists():
            matches = [m for m in sorted(glob.glob(path, recursive=True)) if Path(m).is_file()]  # noqa: PTH207 - Path.glob takes no absolute pattern
            _add_kinds(matches, found)
            if not matches:
                report.add(codes.UNREADABLE_FILE, f"nothing matches `{path}`", None)
        elif Path(path).is_dir():
            before = len(found)
            _add_kinds([file.as_posix() for file in yaml_files(Path(path))], found)
            if len(found) == before:
                report.add(
                    codes.UNREADABLE_FILE, f"there is no pipeline or contract below `{path}`", None
                )
        else:
            found[path] = kind_of(path) or "pipeline"
    return list(found.items())


def _add_kinds(paths: list[str], found: dict[str, str]) -> None:
    for path in paths:
        if kind := kind_of(path):
            found.setdefault(path, kind)


def kind_of(path: str) -> str | None:
    """Whether a file looks like a pipeline or a contract, by its first such key."""
    content = DiskFiles().read(path) if path != "-" else None
    match = _KIND_OF_FILE.search(content) if content else None
    return match[1].decode() if match else None


def source_text(name: str) -> str | None:
    """The text of a file that a diagnostic points at, or None."""
    if name.startswith("pipec/contracts/"):
        path = resources("pipec.contracts") / name.removeprefix("pipec/contracts/")
        content = path.read_bytes() if path.is_file() else None
    else:
        content = DiskFiles().read(name)
    return content.decode("utf-8", errors="replace") if content is not None else None


# --- writing ----------------------------------------------------------------------------


def outputs(
    artifacts: Artifacts, out: str, more: Mapping[str, str] | None = None
) -> dict[Path, str]:
    """The files of a compiled pipeline, and `more` by their names: path to text."""
    folder = Path(out) / artifacts.name
    return {
        folder / "definition.json": artifacts.definition_text,
        folder / "pipeline.py": artifacts.python_text,
        folder / "assets.json": artifacts.manifest_text,
        **{folder / name: text for name, text in (more or {}).items()},
    }


class WriteError(OSError):
    """Nothing can be written to a folder, and why."""

    def __init__(self, folder: Path, cause: OSError) -> None:
        in_the_way = next((p for p in (folder, *folder.parents) if p.is_file()), None)
        reason = "not a directory" if in_the_way else cause.strerror or str(cause)
        super().__init__(f"cannot write `{(in_the_way or folder).as_posix()}`: {reason}")


def write_all(texts: dict[Path, str]) -> None:
    """Write files so that a failure leaves what was there: all to temporary names, then renamed.

    Raises `WriteError` when the disk refuses.
    """
    temporary: list[tuple[str, Path]] = []
    path = Path()
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            temporary.append((name, path))
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
        for name, path in temporary:
            Path(name).replace(path)
    except OSError as error:
        raise WriteError(path.parent, error) from error
    finally:
        for name, _ in temporary:
            Path(name).unlink(missing_ok=True)


def stale(texts: dict[Path, str]) -> Iterator[Path]:
    """The files whose text on disk is not this one."""
    for path, text in texts.items():
        if DiskFiles().read(str(path)) != text.encode():
            yield path
