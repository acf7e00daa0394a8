"""The only reader of the user's files."""

from __future__ import annotations

import errno
import os
import stat
import sys
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from functools import partial
from itertools import islice
from pathlib import Path

from pipec.cli.stop import fail
from pipec.compiler import codes, packaged
from pipec.compiler.compile import Artifacts, Context, SourceFile, read_context
from pipec.compiler.diagnostics import Report, Span
from pipec.compiler.parsing.contracts import LIBRARY, step_type_in
from pipec.compiler.parsing.file_kinds import is_project, keys_in, kind_in
from pipec.compiler.reader.source import MAX_BYTES
from pipec.compiler.record import Record
from pipec.compiler.requests.assets import IGNORED_PARTS
from pipec.compiler.similarity import did_you_mean
from pipec.compiler.syntax import Mapping, Scalar

PROJECT_FILE = "pipec.yaml"
_LIKE_PROJECT_FILE = ("pipec.yaml", "pipec.yml")
"""Names that are meant for it, in capitals or small letters."""
_CONTRACTS = "contracts"
"""The folder in which people, and `pipec init`, put contracts."""
_LOOKED_AT = 1000
"""Most files of a folder that are looked at for a better hint."""
YAML_SUFFIXES = (".yaml", ".yml")
_WANTED = "a pipeline file is wanted, as `pipeline.yaml`"
_FROM_SHELL = ("/dev/fd/", "/dev/stdin", "/proc/self/fd/")


class DiskFiles(Record):
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

        None for what is no folder. Raises `OSError` if not all of it can be read, and for a link
        that leads to nothing.
        """
        from pipec.cli.ignores import check_not_broken, unignored

        try:
            if not Path(folder).is_dir():
                check_not_broken(Path(folder))
                return None
            return unignored(Path(folder), project_file=PROJECT_FILE, base=self.base)
        except OSError as error:
            place = shown(Path(error.filename or folder))
            raise OSError(error.errno, error.strerror, place) from error


def read_source(path: str, report: Report) -> SourceFile | None:
    """A YAML file that the user named (`-` is standard input); None after an error."""
    if path == "-":
        return SourceFile(name="<stdin>", content=sys.stdin.buffer.read(MAX_BYTES + 1))
    if not path:
        report.add(codes.UNREADABLE_FILE, "no file is named", None, hint=_WANTED)
        return None
    name = path.replace(os.sep, "/")
    try:
        source = SourceFile(name=name, content=_content(path))
    except OSError as error:
        what, hint = f"cannot be read: {error.strerror or error}", None
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir fails in closed folders
            what, hint = "is a folder, not a file", _file_inside(path)
        elif os.path.islink(path) and isinstance(error, FileNotFoundError):  # noqa: PTH114 - as above
            what = f"is a link, and `{os.readlink(path)}`, to which it leads, does not exist"  # noqa: PTH115
        elif isinstance(error, FileNotFoundError):
            what, hint = "does not exist", _file_beside(path)
        report.add(codes.UNREADABLE_FILE, f"`{name}` {what}", None, hint=hint)
        return None
    if name.endswith(".py"):
        hint = f"run it: `python {name}`; pipec itself reads YAML files"
        report.add(codes.NOT_A_PIPELINE, f"`{name}` is a Python program", None, hint=hint)
        return None
    return source


def _content(path: str | Path) -> bytes:
    """A YAML file's bytes, of one that is too large no more than shows that it is.

    Of devices and pipes only those are read that a shell hands over, as `<(…)` does: others may
    never end, or never begin. Raises OSError.
    """
    try:
        is_file = stat.S_ISREG(Path(path).stat().st_mode)
    except ValueError as error:
        raise OSError(errno.EINVAL, "no file has such a name") from error
    if not is_file and not str(path).startswith(_FROM_SHELL):
        raise OSError(errno.EINVAL, "it is a device or a pipe; `-` is standard input")
    with Path(path).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _file_inside(folder: str) -> str:
    """What to give in place of a folder: a pipeline in it, else another YAML file."""
    paths = [
        (Path(folder) / name).as_posix() for name in _names(folder) if name.endswith(YAML_SUFFIXES)
    ]
    pipelines = [path for path in paths if kind_of(path) == "pipeline"]
    if len(pipelines) > 1:
        return f"name one of its {len(pipelines)} pipelines, as `{pipelines[0]}`"
    found = pipelines or paths
    return f"did you mean `{found[0]}`?" if found else _WANTED


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
    """`pipec.yaml` in the pipeline's folder, or the nearest above it.

    A `pipec.yml` or `Pipec.yaml` that holds a project is found too; `read_project` says how it
    should be called.
    """
    start = folder_of(pipeline)
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file():
            return folder / PROJECT_FILE
        if misnamed := misnamed_project(folder):
            return misnamed
    return None


def misnamed_project(folder: Path) -> Path | None:
    """A `pipec.yml` or `Pipec.yaml` of a folder, if it holds a project."""
    for name in _names(folder):
        path = folder / name
        if _is_misnamed(path) and path.is_file() and is_project(keys_in(readable(str(path)))):
            return path
    return None


def _is_misnamed(path: Path) -> bool:
    """Whether a file is named nearly as a project file."""
    return path.name != PROJECT_FILE and path.name.lower() in _LIKE_PROJECT_FILE


class Contexts:
    """Project files with their contracts, each read once however many pipelines use it.

    `environment` is the name of the one that holds in all of them; None for none.
    """

    def __init__(self, environment: str | None = None) -> None:
        self.environment = environment
        self._known: dict[Path | None, Context] = {}
        self._projects: dict[str, Path | None] = {}

    def project_of(self, pipeline: str) -> Path | None:
        """`find_project`, looked for once in each folder."""
        folder = os.path.dirname(pipeline)  # noqa: PTH120 - of each of many files
        if folder not in self._projects:
            self._projects[folder] = find_project(pipeline)
        return self._projects[folder]

    def of(self, pipeline: str) -> Context:
        """The context of a pipeline file."""
        project = self.project_of(pipeline)
        if project not in self._known:
            self._known[project] = read_project(project, self.environment)
        return self._known[project]


def read_project(
    project: Path | None,
    environment: str | None,
    in_code: Iterable[Mapping] = (),
    source: SourceFile | None = None,
) -> Context:
    """A project file (None: there is none) with its contracts, in files and `in_code`.

    `source` is what the file would hold, if not what it holds.
    """
    elsewhere = partial(_unlisted_contract, project)
    if project is None:
        return read_context(None, [], environment, in_code, elsewhere)
    if _is_misnamed(project):
        return project_alone(project)
    source = source or _project_source(project)
    report = Report()
    found: list[SourceFile] = []
    for scalar in read_context(source, []).project.contracts:
        files = _contract_files(project.parent / scalar.text, scalar, report)
        found += [file for file in files if file.name != source.name]
    context = read_context(source, found, environment, in_code, elsewhere)
    context.report.extend(report)
    return context._replace(broken=context.broken or report.has_errors)


def project_alone(project: Path) -> Context:
    """A project file without its contracts."""
    if not _is_misnamed(project):
        return read_context(_project_source(project), [])
    report = Report()
    name = shown(project)
    message = f"`{name}` is not read: a project file is called `{PROJECT_FILE}`"
    hint = f"rename it to `{PROJECT_FILE}`"
    report.add(codes.UNREADABLE_FILE, message, Span(name, 1, 1, 1, 1), hint=hint)
    return read_context(None, [])._replace(report=report, broken=True)


def _project_source(project: Path) -> SourceFile:
    return SourceFile(name=shown(project), content=_content(project))


def _contract_files(place: Path, written: Scalar, report: Report) -> Iterator[SourceFile]:
    """The contract files at a place that `contracts:` names."""
    path = place
    try:
        for path in yaml_files(place) if place.is_dir() else [place]:
            yield SourceFile(name=shown(path), content=_content(path))
    except OSError as error:
        where = Path(error.filename or path)
        message = f"`{shown(where)}` cannot be read: {error.strerror}"
        hint = None
        if where == place and isinstance(error, FileNotFoundError):
            message = f"there is no folder or file `{written.text}`"
            hint = (
                _written_otherwise(written.text)
                or _file_near(place)
                or f"it is looked for at `{shown(place)}`"
            )
        report.add(codes.UNREADABLE_FILE, message, written.span, hint=hint)


def _written_otherwise(place: str) -> str | None:
    """What to write for a place in a form that `contracts:` does not take."""
    if "://" in place:
        return "contracts are files on this machine: compiling fetches nothing"
    if "\\" in place:
        return "the folders of a path are parted by `/`: write `{}`".format(
            place.replace("\\", "/")
        )
    if "*" in place:
        folder = place.partition("*")[0].rpartition("/")[0] or "."
        return f"no `*` is read here; of a folder all that lies below it is: write `{folder}`"
    return None


def _unlisted_contract(project: Path | None, name: str, user: str) -> str | None:
    """What to write so that a contract is found that a file uses and `contracts:` does not list.

    It is looked for where people put contracts: in `contracts` and beside the files, no deeper.
    """
    folder = project.parent if project else folder_of(user)
    for place in dict.fromkeys((folder, folder_of(user))):
        for inside in (place / _CONTRACTS, place):
            path = _defining(name, inside)
            if path is None:
                continue
            listed = Path(os.path.relpath(path if inside == place else inside, folder)).as_posix()
            says = f"`{shown(path)}` defines it"
            if project is None:
                return (
                    f"{says}, and there is no {PROJECT_FILE}: write one, beside the pipeline, "
                    f"with `contracts: [{listed}]`"
                )
            if project_alone(project).project.contracts:
                return f"{says}: add `{listed}` to `contracts:` in {shown(project)}"
            return f"{says}: write `contracts: [{listed}]` into {shown(project)}"
    return None


def _defining(name: str, folder: Path) -> Path | None:
    """The YAML file in a folder that defines a contract; None if there is none."""
    files = (file for file in _names(folder) if file.endswith(YAML_SUFFIXES) and file[0] != ".")
    for file in islice(files, _LOOKED_AT):
        if step_type_in(_text(str(folder / file)) or b"") == name:
            return folder / file
    return None


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files below a folder, sorted; no hidden ones, which are other tools' settings.

    Nor those of a virtual environment, where pipec's own are. Raises OSError for a folder that
    cannot be read.
    """
    found = []
    for place, folders, names in os.walk(folder, onerror=fail):
        if "pyvenv.cfg" in names:
            folders.clear()
            continue
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
    """Whether a file is meant as a pipeline or a contract; see `parsing.file_kinds`.

    Of a project file the `contracts` are no slip of `contract`, and a program's texts are its own.
    """
    if path.endswith(".py"):
        return None
    return kind_in(readable(path), exact=Path(path).name.lower() in _LIKE_PROJECT_FILE)


def readable(path: str) -> str:
    """What can be read of a YAML file, "" if nothing can; of UTF-16 too, which compiles as none."""
    content = _text(path) or b""
    encoding = "utf-16" if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    return content.decode(encoding, "replace")


def _text(path: str) -> bytes | None:
    """The bytes of a YAML file; None where it cannot be read, which others tell, or is `-`."""
    try:
        return _content(path) if os.path.isfile(path) else None  # noqa: PTH113 - of any name
    except OSError:
        return None


def source_text(name: str) -> str | None:
    """The text of a file that a diagnostic points at, or None."""
    if name.startswith(LIBRARY):
        own = name.removeprefix(LIBRARY)
        known = own.removesuffix(".yaml") in packaged.names("pipec.contracts", ".yaml")
        content = packaged.read("pipec.contracts", own) if known else None
    else:
        content = _text(name)
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


def stale(texts: dict[Path, str]) -> Iterator[Path]:
    """The files whose text on disk is not this one."""
    for path, text in texts.items():
        if DiskFiles().read(str(path)) != text.encode():
            yield path
