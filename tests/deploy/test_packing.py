"""Assets as S3 objects, and the archive's bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from deploy.local import age, placed, read_asset, write
from pipec.cli.aws import archive
from pipec.cli.aws.packing import Upload, objects
from pipec.cli.stop import ERRORS, Stop
from pipec.compiler import codes

FILES = {
    "train.py": b"print('train')\n",
    "lib/__init__.py": b"",
    "lib/größe.py": "größe = '日本'\n".encode(),
    f"{'n' * 200}.txt": b"long",
    "data.bin": bytes(range(256)) * 600,
}
# A character that a file name can have, on every system that tar knows.
_CHARACTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="/\\"
)
_NAMES = st.text(_CHARACTERS, min_size=1, max_size=130).filter(lambda name: name.strip("."))


def pack(files: dict[str, bytes]) -> bytes:
    """The archive of files in their order."""
    return b"".join(archive.pack((name, len(b), [b]) for name, b in files.items()))


def packed(upload: Upload) -> bytes:
    """The bytes that are uploaded."""
    opened = upload.source.open()
    with opened.file as file:
        content = file.read()
    assert hashlib.sha256(content).digest() == opened.sha256
    assert len(content) == upload.size
    return content


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of an archive, as `tarfile` reads them."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
    return found


@given(
    st.dictionaries(_NAMES, st.binary(max_size=2000), max_size=5),
    st.integers(0, 200_000),
)
@example({}, 0)
@example({"a": b""}, 65_535)
@example({}, 65_535 - 512 - 1024 - 511)  # the tar fills one block to its end
@example({"d" * 100: b"x", "e" * 101: b"y", f"{'f/' * 99}g": b"z"}, 65_536)
def test_an_archive_holds_its_files(files: dict[str, bytes], size: int) -> None:
    """What goes in comes out of `tarfile`, and the size is known before anything is read."""
    files = {**files, "zz-large": b"\x07" * size}
    content = pack(files)
    assert unpack(content) == files
    assert archive.size_of((name, len(b)) for name, b in files.items()) == len(content)


@given(st.integers(65_535 - 3, 65_535 + 3), st.integers(1, 3))
def test_stored_blocks_have_no_seams(size: int, times: int) -> None:
    """Around the largest block, `gzip` gives back the same bytes, however they came in pieces."""
    content = bytes(size % 251 for size in range(size * times))
    pieces = [content[at : at + 1000] for at in range(0, len(content), 1000)]
    assert gzip.decompress(b"".join(archive._gzip(pieces))) == content
    assert b"".join(archive._gzip([content])) == b"".join(archive._gzip(pieces))


def test_the_bytes_of_an_archive_are_always_these() -> None:
    """A machine, a Python or a zlib that makes others is noticed."""
    content = pack(dict(sorted(FILES.items())))
    assert hashlib.sha256(content).hexdigest() == (
        "f5f118bebfb1dffa91e91236ce8771a527b44af46f72724ec65d6c7019c76c90"
    )


def test_entries_tell_nothing_of_the_machine() -> None:
    """Owner, time and mode are constant."""
    with tarfile.open(fileobj=io.BytesIO(pack(FILES)), mode="r:gz") as tar:
        for member in tar:
            assert (member.mtime, member.uid, member.gid, member.mode) == (0, 0, 0, 0o755)
            assert (member.uname, member.gname) == ("", "")
            assert member.isreg()


@pytest.mark.skipif(shutil.which("tar") is None, reason="needs tar")
def test_tar_extracts_it(tmp_path: Path) -> None:
    """`tar xzf` gives the files, without a word of complaint."""
    (tmp_path / "a.tar.gz").write_bytes(pack(FILES))
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["tar", "xzf", "a.tar.gz"], cwd=tmp_path, capture_output=True, env=environment, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    (tmp_path / "a.tar.gz").unlink()
    found = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert found == FILES


def test_a_file_is_one_object(tmp_path: Path) -> None:
    """It is uploaded as it is, to the place that the definition names; `../` leads out."""
    write(tmp_path, {"shared/prep.py": b"1\n", "flow/pipeline.yaml": b""})
    asset, uri = placed(read_asset(tmp_path / "flow", "../shared/prep.py"))
    [upload] = objects(asset, uri, tmp_path / "flow")
    assert upload.uri == uri
    assert upload.key == f"team/Demo/code/{asset.digest}/prep.py"
    assert packed(upload) == b"1\n"


def test_a_folder_is_one_object_for_each_file(tmp_path: Path) -> None:
    """Each lies below the place that the definition names, under its path in the folder."""
    write(tmp_path / "code", FILES)
    asset, uri = placed(read_asset(tmp_path, "code"))
    uploads = objects(asset, uri, tmp_path)
    assert {upload.uri: packed(upload) for upload in uploads} == {
        f"{uri}/{name}": content for name, content in FILES.items()
    }


@pytest.mark.parametrize("written", ["code", "code/train.py"])
def test_an_archive_is_one_object(tmp_path: Path, written: str) -> None:
    """It holds the folder's files, or the one file under its own name."""
    write(tmp_path / "code", FILES)
    asset, uri = placed(read_asset(tmp_path, written, archive=True))
    [upload] = objects(asset, uri, tmp_path)
    assert upload.uri == uri
    assert uri.endswith("/sourcedir.tar.gz")
    wanted = FILES if written == "code" else {"train.py": FILES["train.py"]}
    assert unpack(packed(upload)) == wanted


@pytest.mark.parametrize("form", ["folder", "archive"])
def test_only_content_counts(tmp_path: Path, form: str) -> None:
    """Another checkout, other times and modes, and what tools leave: same keys, same bytes."""
    found: list[dict[str, bytes]] = []
    for place in ("here", "some/where/else"):
        folder = tmp_path / place
        write(folder / "code", FILES)
        if found:
            age(folder / "code" / "train.py")
            write(folder / "code", {"lib/__pycache__/x.pyc": b"1", ".git/HEAD": b"2"})
        asset, uri = placed(read_asset(folder, "code", archive=form == "archive"))
        uploads = objects(asset, uri, folder)
        found.append({upload.uri: packed(upload) for upload in uploads})
    assert found[0] == found[1]


def test_a_large_archive_does_not_stay_in_memory(tmp_path: Path) -> None:
    """Beyond 8 MiB it becomes a temporary file, with the same bytes."""
    content = os.urandom(9 * 1024 * 1024)
    write(tmp_path / "code", {"data.bin": content})
    [upload] = objects(*placed(read_asset(tmp_path, "code", archive=True)), tmp_path)
    with upload.source.open().file as file:
        assert file._rolled  # type: ignore[attr-defined] # of SpooledTemporaryFile
    assert unpack(packed(upload)) == {"data.bin": content}


@pytest.mark.parametrize("form", ["file", "folder", "archive"])
@pytest.mark.parametrize("change", ["other", "longer", "shorter", "gone", "a folder", "a pipe"])
def test_another_file_is_refused(tmp_path: Path, form: str, change: str) -> None:
    """Bytes that the key does not stand for are neither found good nor given out."""
    write(tmp_path, {"code/a.py": b"1\n", "code/b.py": b"2\n"})
    written = "code/b.py" if form == "file" else "code"
    asset, uri = placed(read_asset(tmp_path, written, archive=form == "archive"))
    upload = objects(asset, uri, tmp_path)[-1]
    path = tmp_path / "code" / "b.py"
    match change:
        case "other":
            path.write_bytes(b"3\n")
        case "longer":
            path.write_bytes(b"2\n2\n")
        case "shorter":
            path.write_bytes(b"2")
        case "gone":
            path.unlink()
        case "a folder":
            path.unlink()
            path.mkdir()
        case _:
            if not hasattr(os, "mkfifo"):
                pytest.skip("this system has no pipes in its file system")
            path.unlink()
            os.mkfifo(path)
    for look in (upload.source.check, upload.source.open):
        with pytest.raises(Stop, match=r"code/b\.py") as error:
            look()
        assert error.value.exit_code == ERRORS
        assert [item.code for item in error.value.diagnostics] == [codes.CHANGED_FILE]


def test_a_disk_error_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is named, with the system's reason."""
    write(tmp_path, {"a.py": b"1\n"})
    [upload] = objects(*placed(read_asset(tmp_path, "a.py")), tmp_path)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fail)
    for look in (upload.source.check, upload.source.open):
        with pytest.raises(Stop, match=r"a\.py` cannot be read: Input/output error"):
            look()
