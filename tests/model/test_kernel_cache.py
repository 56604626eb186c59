"""Kernels are kept where nobody else can write, and what is damaged or planted is compiled again."""

from __future__ import annotations

import errno
import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from resettle.model import compiled, kernel_cache
from resettle.model.simulation import ResettlementModel
from resettle.model.toy import toy_inputs
from tests.conftest import environment
from tests.runs.folders import mounted

pytestmark = pytest.mark.skipif(os.name == "nt", reason="owners and modes")

STRANGER = 54_321


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, Path]]:
    """The user's cache and the folder of temporary files, both empty."""
    home, temporary = tmp_path / "cache", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    temporary.chmod(0o1777)
    monkeypatch.setenv("RESETTLE_CACHE_DIR", str(home))
    monkeypatch.setattr(kernel_cache.tempfile, "gettempdir", lambda: str(temporary))
    kernel_cache.folder.cache_clear()
    yield home, temporary
    kernel_cache.folder.cache_clear()


def chosen() -> Path | None:
    kernel_cache.folder.cache_clear()
    return kernel_cache.folder()


def open_to_all(path: Path) -> None:
    path.mkdir()
    path.chmod(0o777)


def open_to_a_group(path: Path) -> None:
    path.mkdir()
    path.chmod(0o775)


def a_link(path: Path) -> None:
    (path.parent / "planted").mkdir()
    path.symlink_to("planted")


def a_file(path: Path) -> None:
    path.touch()


def of_a_stranger(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs to give a folder to somebody else")
    path.mkdir(mode=0o700)
    os.chown(path, STRANGER, STRANGER)


PLANTED = [open_to_all, open_to_a_group, a_link, a_file, of_a_stranger]


def test_kernels_are_kept_in_a_private_folder_of_the_users_cache(places: tuple[Path, Path]) -> None:
    folder = chosen()
    assert folder is not None and folder.parent == places[0]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert chosen() == folder, "a folder that was made before serves again"


@pytest.mark.parametrize("plant", PLANTED)
def test_a_folder_that_others_can_write_to_is_not_used(places: tuple[Path, Path], plant: Any) -> None:
    home, temporary = places
    first = chosen()
    assert first is not None
    first.rmdir()
    plant(first)
    second = chosen()
    assert second is not None and second.parent == temporary
    assert second.stat().st_mode & 0o777 == 0o700 and second.stat().st_uid == os.geteuid()
    second.rmdir()
    plant(second)
    assert chosen() is None
    assert [path for path in (*home.rglob("*"), *temporary.rglob("*")) if path.suffix == ".kernel"] == []


def test_a_cache_that_cannot_be_made_leaves_the_temporary_one_or_none(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, temporary = places
    monkeypatch.setenv("RESETTLE_CACHE_DIR", str(home / "file" / "below"))
    (home / "file").touch()
    folder = chosen()
    assert folder is not None and folder.parent == temporary
    monkeypatch.setattr(kernel_cache.tempfile, "gettempdir", lambda: str(home / "file"))
    assert chosen() is None


def test_a_user_without_a_home_or_a_folder_for_temporary_files_has_what_is_left(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    def no_temporary() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    for name in ("RESETTLE_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", no_home)
    folder = chosen()
    assert folder is not None and folder.parent == places[1]
    monkeypatch.setattr(kernel_cache.tempfile, "gettempdir", no_temporary)
    assert chosen() is None and kernel_cache.places() == []


def test_the_folder_in_which_a_kernel_cannot_be_kept_is_known_to_whoever_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_cache, "_troubles", [])
    assert kernel_cache.trouble() is None
    with mounted(tmp_path / "disk", "16k"):
        kernel_cache.write(tmp_path / "disk" / "a.kernel", b"0" * 100_000)
        assert list((tmp_path / "disk").iterdir()) == []
    found = kernel_cache.trouble()
    assert found is not None and found.folder == tmp_path / "disk"
    assert found.error.errno == errno.ENOSPC


def test_a_kept_file_is_read_only_if_every_byte_is_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.kernel"
    kernel_cache.write(path, b"machine code")
    whole = path.read_bytes()
    assert kernel_cache.read(path) == b"machine code"
    for position in range(len(whole)):
        for bit in range(8):
            flipped = bytearray(whole)
            flipped[position] ^= 1 << bit
            path.write_bytes(flipped)
            assert kernel_cache.read(path) is None
        path.write_bytes(whole[:position])
        assert kernel_cache.read(path) is None
    path.write_bytes(whole + b"\0")
    assert kernel_cache.read(path) is None
    assert kernel_cache.read(tmp_path / "missing") is None
    assert [one.name for one in tmp_path.iterdir()] == ["a.kernel"]


def test_a_kept_file_that_others_can_have_written_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.kernel"
    kernel_cache.write(path, b"machine code")
    assert path.stat().st_mode & 0o777 == 0o600
    (tmp_path / "link").symlink_to(path)
    assert kernel_cache.read(tmp_path / "link") is None
    path.chmod(0o620)
    assert kernel_cache.read(path) is None
    path.chmod(0o600)
    assert kernel_cache.read(path) == b"machine code"
    if os.geteuid() == 0:
        os.chown(path, STRANGER, STRANGER)
        assert kernel_cache.read(path) is None


@pytest.mark.parametrize("call", ["open", "replace"])
def test_a_kernel_that_cannot_be_kept_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, full)
    kernel_cache.write(tmp_path / "a.kernel", b"machine code")
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


KERNEL = """
from resettle.model.compiled import kernel

@kernel
def doubled(number):
    return 2 * number
"""

CALL = """
from kernels_of_a_test import doubled
result = doubled(21)
print(result, sum(doubled.stats.cache_hits.values()))
"""


def called(folder: Path, **variables: str) -> str:
    """What a new process gets from a kernel, and how many kernels it took from the cache."""
    (folder / "kernels_of_a_test.py").write_text(KERNEL)
    done = subprocess.run(
        [sys.executable, "-c", CALL],
        env={**environment(), "RESETTLE_CACHE_DIR": str(folder / "cache"), **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def kept(folder: Path) -> Path:
    (path,) = (folder / "cache").rglob("kernels_of_a_test.doubled-*.kernel")
    return path


@pytest.mark.slow
def test_damage_to_a_kept_kernel_costs_a_compilation_and_nothing_else(tmp_path: Path) -> None:
    assert called(tmp_path) == "42 0"
    assert called(tmp_path) == "42 1"
    whole = kept(tmp_path).read_bytes()
    half = bytearray(whole)
    half[len(whole) // 2] ^= 0x40
    for damaged in (b"", whole[:100], whole[:-1], bytes(half), b"\0" * len(whole)):
        kept(tmp_path).write_bytes(damaged)
        assert called(tmp_path) == "42 0"
        assert called(tmp_path) == "42 1", "it is kept anew"


class Planted:
    """Runs as whoever unpickles it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.touch, (self.mark,)


def test_a_planted_kernel_is_never_unpickled(tmp_path: Path) -> None:
    called(tmp_path)
    path, mark = kept(tmp_path), tmp_path / "mark"
    kernel_cache.write(path, pickle.dumps(Planted(mark)))
    path.chmod(0o666)
    assert called(tmp_path) == "42 0"
    assert not mark.exists()
    kernel_cache.write(path, pickle.dumps(Planted(mark)))
    path.parent.chmod(0o777)
    assert called(tmp_path, TMPDIR=str(tmp_path)) == "42 0"
    assert not mark.exists()


def test_where_nothing_can_be_kept_kernels_are_compiled_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    nowhere = str(tmp_path / "file" / "below")
    code = f"import tempfile; tempfile.tempdir = {nowhere!r}\n" + CALL
    (tmp_path / "kernels_of_a_test.py").write_text(KERNEL)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment(), "RESETTLE_CACHE_DIR": nowhere},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.stdout.strip(), done.stderr) == ("42 0", "")
    assert {path.name for path in tmp_path.iterdir()} <= {"file", "kernels_of_a_test.py", "__pycache__"}


def sources_of(path: Path, source: str) -> str:
    """Digest that the cache of a kernel in a file is named after."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(source)
    space: dict[str, Any] = {"__name__": "kernels_of_a_test"}
    exec(compile(source, str(path), "exec"), space)
    found: str = space["doubled"]._cache._sources
    return found


def test_an_edit_of_the_file_of_a_kernel_compiles_it_again(tmp_path: Path) -> None:
    first = sources_of(tmp_path / "a" / "kernels.py", KERNEL)
    assert sources_of(tmp_path / "b" / "kernels.py", KERNEL) == first, "wherever it lies"
    assert sources_of(tmp_path / "c" / "kernels.py", KERNEL.replace("2 *", "3 *")) != first


def test_a_damaged_cache_is_not_taken_for_a_warm_one(places: tuple[Path, Path]) -> None:
    assert not compiled.cache_is_warm()
    compiled.remember()
    assert compiled.cache_is_warm()
    (mark,) = places[0].rglob("warm-*")
    mark.write_bytes(b"")  # as after a power cut
    assert not compiled.cache_is_warm()


def test_kernels_of_long_ago_go_when_new_ones_have_been_compiled(places: tuple[Path, Path]) -> None:
    folder = chosen()
    assert folder is not None
    for name, age in (("old.kernel", 100.0), ("new.kernel", 1.0)):
        kernel_cache.write(folder / name, b"machine code")
        then = time.time() - 86_400.0 * age
        os.utime(folder / name, (then, then))
    compiled.remember()
    assert {path.name.partition("-")[0] for path in folder.iterdir()} == {"new.kernel", "warm"}


def test_all_kernels_of_a_model_are_kept() -> None:
    folder = kernel_cache.folder()
    assert folder is not None, "these tests need a cache"
    ResettlementModel(toy_inputs(), seed=1).run()
    names = {
        f"{value.py_func.__module__}.{value.py_func.__qualname__}"
        for name, module in sys.modules.items()
        if name.startswith("resettle.model.")
        for value in vars(module).values()
        if getattr(value, "overloads", None) and isinstance(value._cache, kernel_cache.KernelCache)
    }
    assert len(names) > 20
    here = {path.name.rpartition("-")[0] for path in folder.glob("*.kernel")}
    assert names <= here
