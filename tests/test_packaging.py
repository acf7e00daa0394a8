"""What users install: the wheel and the sdist, built and installed for real, without a network.

Building needs hatchling in this environment, as the dev group has it. Installing takes the
dependencies from this environment (`--no-deps`, a `.pth` file to this one's packages).
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OWN = {f".editable/pipec/{name}" for name in ("__init__.py", "py.typed")}
FOLDERS = ("cli", "compiler", "contracts", "schemas")
PAGES = "docs/codes"
"""Installed as `pipec/codes/`: what `pipec explain PC201` prints."""

pytestmark = pytest.mark.xdist_group("packaging")  # one worker builds, once

LOAD_ALL = """
import importlib, pkgutil, sys
import pipec.cli, pipec.compiler
for package in (pipec.cli, pipec.compiler):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith(".__main__"):
            importlib.import_module(module.name)
print(*sorted(sys.modules), sep="\\n")
"""

READ_DATA = """
import sys
from importlib.resources import files
for name in sys.argv[1:]:
    folder, _, rest = name.partition("/")
    print(name, len((files(f"pipec.{folder}") / rest).read_bytes()))
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and return its standard output; a failure shows all that it said."""
    result = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{command} failed:\n{result.stdout}{result.stderr}"
    return result.stdout


def tracked(*folders: str) -> list[str]:
    """The files that git has or would add, in some folders or in all."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--")
    names = run(*listing, *folders, cwd=ROOT).split("\0")
    return sorted({name for name in names if name and (ROOT / name).exists()})


def copy_of_tree(target: Path) -> Path:
    """A copy of the checkout as git would make it, links included."""
    for name in tracked():
        source, copy = ROOT / name, target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            copy.symlink_to(source.readlink())
        else:
            copy.write_bytes(source.read_bytes())
    return target


@dataclass(frozen=True)
class Built:
    """The two archives, and the wheel that the sdist gives."""

    sdist: Path
    wheel: Path
    wheel_of_sdist: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The tree, built directly and by way of the sdist."""
    direct = tmp_path_factory.mktemp("direct")
    through = tmp_path_factory.mktemp("through")
    tree = copy_of_tree(tmp_path_factory.mktemp("check out"))
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir")
    run(*build, direct, "--wheel", tree, cwd=direct)
    run(*build, through, tree, cwd=through)  # the wheel is made from the unpacked sdist
    (wheel,) = direct.glob("*.whl")
    (sdist,) = through.glob("*.tar.gz")
    (wheel_of_sdist,) = through.glob("*.whl")
    return Built(sdist, wheel, wheel_of_sdist)


@dataclass(frozen=True)
class Installed:
    """An environment with pipec in it, and a folder that is no checkout to run it from."""

    bin: Path
    elsewhere: Path

    def python(self, *arguments: str) -> str:
        """What this environment's Python prints when run from elsewhere."""
        return run(self.bin / "python", *arguments, cwd=self.elsewhere)


def environment(folder: Path) -> Installed:
    """A new virtual environment that sees the dependencies of this one, but not its pipec.

    `--system-site-packages` would show the packages of the base interpreter, not those of the
    virtual environment that the tests run in. `.pth` files found by way of a `.pth` file are
    not read, so an editable pipec around the tests stays out of sight.
    """
    run(sys.executable, "-m", "venv", "--without-pip", "venv", cwd=folder)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    return Installed(folder / "venv" / "bin", elsewhere)


@pytest.fixture(scope="session", params=["from the wheel", "editable"])
def installed(
    request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Installed:
    """Pipec installed in both ways that people use."""
    folder = tmp_path_factory.mktemp("installed")
    target = environment(folder)
    pip = (sys.executable, "-m", "pip", "--python", target.bin / "python", "install")
    # Without --ignore-installed pip would be content with the pipec that the .pth file shows.
    offline = ("--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--ignore-installed")
    what: tuple[str | Path, ...] = (built.wheel,)
    if request.param == "editable":
        what = ("--editable", copy_of_tree(folder / "check out"))
    run(*pip, *offline, *what, cwd=folder)
    return target


def test_wheel_holds_the_four_folders(built: Built) -> None:
    """Every file of the four folders as `pipec/…`, the pages of codes, metadata, nothing else."""
    with zipfile.ZipFile(built.wheel) as wheel:
        names = set(wheel.namelist())
    metadata = {name for name in names if name.startswith("pipec-0.1.0.dist-info/")}
    own = {name.removeprefix(".editable/") for name in OWN}
    folders = {f"pipec/{name}" for name in tracked(*FOLDERS)}
    pages = {f"pipec/{name.removeprefix('docs/')}" for name in tracked(PAGES)}
    assert pages
    assert names - metadata == folders | pages | own
    assert {name.partition("/")[2] for name in metadata} == {
        "METADATA",
        "RECORD",
        "WHEEL",
        "entry_points.txt",
        "licenses/LICENSE",
    }


def test_sdist_holds_what_a_build_needs(built: Built) -> None:
    """The sdist holds the real folders, not the links, and the project's own files."""
    with tarfile.open(built.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    assert set(tracked(*FOLDERS)) <= names
    assert {"pyproject.toml", "README.md", "LICENSE", "Makefile"} <= names
    # The package's own files are no links; they lie where a checkout shows them to Python.
    assert {name for name in names if name.startswith(".editable")} == OWN


def test_sdist_gives_the_same_wheel(built: Built) -> None:
    """A wheel built from the sdist equals the one built from the tree, file by file."""
    with zipfile.ZipFile(built.wheel) as direct, zipfile.ZipFile(built.wheel_of_sdist) as through:
        assert through.namelist() == direct.namelist()
        for name in direct.namelist():
            assert through.read(name) == direct.read(name), name


def test_command_runs_from_any_folder(installed: Installed) -> None:
    """`pipec --help` and `python -m pipec.cli --help` work outside the checkout."""
    assert "compile" in run(installed.bin / "pipec", "--help", cwd=installed.elsewhere)
    assert "compile" in installed.python("-m", "pipec.cli", "--help")


def test_modules_go_by_one_name(installed: Installed) -> None:
    """Every module loads as `pipec.…`, and none as `cli` or `compiler`."""
    modules = set(installed.python("-c", LOAD_ALL).split())
    expected = {
        "pipec." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in tracked("cli", "compiler")
        if name.endswith(".py")
        and not name.endswith("__main__.py")
        and not name.startswith("cli/templates/")  # files of users' projects, no modules
    }
    assert expected <= modules
    assert not {name for name in modules if name.partition(".")[0] in FOLDERS}


def test_the_package_offers_its_python_api(installed: Installed) -> None:
    """What `import pipec` offers is there, each name, and loads neither boto3 nor the SDK."""
    program = (
        "import pipec, sys; names = [n for n in dir(pipec) if n in pipec._PLACES];"
        "[getattr(pipec, n) for n in names]; print(len(names), 'PipelineBuilder' in names,"
        " {'boto3', 'sagemaker', 'rich', 'typer'} & {*sys.modules})"
    )
    count, *rest = installed.python("-c", program).split(" ", 1)
    assert int(count) > 20
    assert rest == ["True set()\n"]


def test_type_checkers_believe_what_is_installed(installed: Installed) -> None:
    """The types of the installed package are seen: a wrong word is found, a right one is not."""
    program = installed.elsewhere / "typed.py"
    program.write_text("import pipec\nx = pipec.PipelineBuilder('A')\nx.build().definitio()\n")
    python = ("--python-executable", str(installed.bin / "python"))
    done = subprocess.run(
        (sys.executable, "-m", "mypy", *python, "--cache-dir", os.devnull, program.name),
        cwd=installed.elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3: error: " in done.stdout, done.stdout + done.stderr
    assert "definition" in done.stdout
    assert "Found 1 error in 1 file" in done.stdout


def test_data_files_are_readable(installed: Installed) -> None:
    """Shipped contracts and tables are found through importlib.resources, whole."""
    names = [name for name in tracked("contracts", "schemas") if not name.endswith(".py")]
    assert names
    sizes = [f"{name} {(ROOT / name).stat().st_size}" for name in names]
    assert installed.python("-c", READ_DATA, *names).splitlines() == sizes


def test_the_pages_of_codes_are_installed(installed: Installed) -> None:
    """`pipec explain` prints a page wherever pipec is installed, piped as it stands."""
    said = run(installed.bin / "pipec", "explain", "pc201", cwd=installed.elsewhere)
    assert said == (ROOT / PAGES / "PC201.md").read_text("utf-8")


def test_installed_copy_is_what_runs(installed: Installed) -> None:
    """The tests above saw the copy installed for them, not the pipec of this environment."""
    place = Path(installed.python("-c", "import pipec.compiler as it; print(it.__file__)").strip())
    assert place.is_relative_to(installed.elsewhere.parent)


def test_no_second_copy_in_the_tests() -> None:
    """In the test process, too, no module goes by the name of a top-level folder."""
    importlib.import_module("pipec.cli.app")
    assert not {name for name in sys.modules if name.partition(".")[0] in FOLDERS}
