"""The only reader and writer of the user's files."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipec.compiler import codes, packaged
from pipec.compiler.compile import Artifacts, Context, SourceFile, read_context
from pipec.compiler.diagnostics import Report
from pipec.compiler.parsing.contracts import LIBRARY
from pipec.compiler.requests.assets import IGNORED_PARTS
from pipec.compiler.similarity import did_you_mean, suggestions
from pipec.compiler.syntax import Mapping

PROJECT_FILE = "pipec.yaml"
YAML_SUFFIXES = (".yaml", ".yml")
KINDS = ("pipeline", "contract")
_KEY = re.compile(r"^['\"]?([\w./$-]+)['\"]?[ \t]*:", re.MULTILINE)
_WANTED = "a pipeline file is wanted, as `pipeline.yaml`"


class DiskFiles(NamedTuple):
    """The disk, as the compiler reads local code from it.

    `base` is the folder up to which ignore files count where neither git nor a project file says
    another: the pipeline's. None for the code folder alone.
    """

    base: Path | None = None

    def read(self, path: str) -> bytes | None:
        """A file's bytes; None for what is no file (a folder, a pipe) or cannot be read."""
        try:
            return Path(path).read_bytes() if Path(path).is_file() else None
        except OSError:
            return None

    def walk(self, folder: str) -> list[str] | None:
        """The files below a folder that no ignore file excludes, relative to it with `/`, sorted.

        None for what is no folder. Raises `OSError` if not all of it can be read.
        """
        if not Path(folder).is_dir():
            return None
        from pipec.cli.ignores import unignored

        try:
            return unignored(Path(folder), project_file=PROJECT_FILE, base=self.base)
        except OSError as error:
            place = shown(Path(error.filename or folder))
            raise OSError(error.errno, error.strerror, place) from error


def read_source(path: str, report: Report) -> SourceFile | None:
    """A YAML file that the user named (`-` is standard input); None after an error."""
    if path == "-":
        return SourceFile(name="<stdin>", content=sys.stdin.buffer.read())
    if not path:
        report.add(codes.UNREADABLE_FILE, "no file is named", None, hint=_WANTED)
        return None
    name = path.replace(os.sep, "/")
    try:
        return SourceFile(name=name, content=Path(path).read_bytes())
    except OSError as error:
        what, hint = f"cannot be read: {error.strerror or error}", None
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir fails in closed folders
            what, hint = "is a folder, not a file", _file_inside(path)
        elif isinstance(error, FileNotFoundError):
            what, hint = "does not exist", _file_beside(path)
        report.add(codes.UNREADABLE_FILE, f"`{name}` {what}", None, hint=hint)
        return None


def _file_inside(folder: str) -> str:
    """What to give in place of a folder: a pipeline in it, else another YAML file."""
    paths = [
        (Path(folder) / name).as_posix() for name in _names(folder) if name.endswith(YAML_SUFFIXES)
    ]
    paths.sort(key=lambda path: kind_of(path) != "pipeline")
    return f"did you mean `{paths[0]}`?" if paths else _WANTED


def _file_beside(path: str) -> str:
    """What to give in place of a file that does not exist; its suffix may have been left out."""
    folder, name = Path(path).parent, Path(path).name
    if not os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir fails in closed folders
        return f"the folder `{folder.as_posix()}` does not exist either"
    names = _names(folder)
    whole = name if name.endswith(YAML_SUFFIXES) else f"{name}.yaml"
    return did_you_mean(whole, names) or did_you_mean(name, names) or _WANTED


def _file_near(place: Path) -> str | None:
    """A file or folder beside one that does not exist, if its name is nearly the same."""
    return did_you_mean(place.name, _names(place.parent))


def _names(folder: str | Path) -> list[str]:
    """What is in a folder, sorted, without the project file, which is no pipeline."""
    try:
        return sorted(name for name in os.listdir(folder) if name != PROJECT_FILE)  # noqa: PTH208 - names are wanted
    except OSError:  # they were for a better hint
        return []


def folder_of(pipeline: str) -> Path:
    """The folder of a pipeline file; of standard input the working folder."""
    return Path.cwd() if pipeline == "-" else Path(pipeline).absolute().parent


def find_project(pipeline: str) -> Path | None:
    """`pipec.yaml` in the pipeline's folder, or the nearest above it."""
    start = folder_of(pipeline)
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
            self._known[project] = read_project(project, self.environment)
        return self._known[project]


def read_project(
    project: Path | None, environment: str | None, in_code: Iterable[Mapping] = ()
) -> Context:
    """A project file (None: there is none) with its contracts, in files and `in_code`."""
    if project is None:
        return read_context(None, [], environment, in_code)
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
                    hint=_file_near(place) or f"it is looked for at `{shown(place)}`",
                )
            else:
                found.append(SourceFile(name=shown(path), content=content))
    context = read_context(source, found, environment, in_code)
    context.report.extend(report)
    return context._replace(broken=context.broken or report.has_errors)


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files below a folder, sorted; no hidden ones, which are other tools' settings."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in IGNORED_PARTS
        )
        found += [
            Path(place) / name
            for name in sorted(names)
            if name.endswith(YAML_SUFFIXES) and not name.startswith(".")
        ]
    return found


def shown(path: Path) -> str:
    """A path as people read it: from the working folder, with `/`."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.as_posix()


def kind_of(path: str) -> str | None:
    """Whether a file is meant as a pipeline or a contract: by such a key, or by one near it.

    `steps` makes a pipeline too. A name that is nearly right counts as the first key, where such
    names belong; but not in a project file, whose `contracts` is no `contract`.
    """
    content = DiskFiles().read(path) if path != "-" else None
    keys = _KEY.findall((content or b"").decode("utf-8-sig", "replace"))
    if kind := next((key for key in keys if key in KINDS), None):
        return str(kind)
    if not keys or Path(path).name == PROJECT_FILE:
        return None
    return next(iter(suggestions(keys[0], KINDS)), "pipeline" if "steps" in keys else None)


def source_text(name: str) -> str | None:
    """The text of a file that a diagnostic points at, or None."""
    if name.startswith(LIBRARY):
        own = name.removeprefix(LIBRARY)
        known = own.removesuffix(".yaml") in packaged.names("pipec.contracts", ".yaml")
        content = packaged.read("pipec.contracts", own) if known else None
    else:
        content = DiskFiles().read(name)
    return content.decode("utf-8", errors="replace") if content is not None else None


# --- writing ----------------------------------------------------------------------------


def outputs(
    artifacts: Artifacts, out: str, more: AnyMapping[str, str] | None = None
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
    temporary: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, text in texts.items():
            target = path.resolve()  # what a link leads to is written, and the link stays
            path.parent.mkdir(parents=True, exist_ok=True)
            name = target.with_name(f".{path.name}.{os.urandom(8).hex()}")
            temporary.append((name, target))
            with name.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
            if target.exists():
                name.chmod(target.stat().st_mode)
        for name, path in temporary:
            name.replace(path)
    except OSError as error:
        raise WriteError(path.parent, error) from error
    finally:
        for name, _ in temporary:
            name.unlink(missing_ok=True)


def stale(texts: dict[Path, str]) -> Iterator[Path]:
    """The files whose text on disk is not this one."""
    for path, text in texts.items():
        if DiskFiles().read(str(path)) != text.encode():
            yield path
