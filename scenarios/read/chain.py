"""Which files a scenario is made of: names, paths and `extends`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from resettle.model.text import NOTHING, Text, both, fill
from resettle.scenarios.problems import (
    Problem,
    Problems,
    ScenarioErrors,
    Where,
    hint,
    listed,
    printable,
    shown,
)
from resettle.scenarios.read.household_types import KEY as TYPES
from resettle.scenarios.read.household_types import read_types
from resettle.scenarios.read.part import FilePart, read_part
from resettle.scenarios.read.strict_yaml import read_yaml

MAX_CHAIN = 20
"""Most files that may extend each other."""

_TOO_MANY = Text("more than {most} files extend each other", "相互扩展（extends）的文件超过{most}个")

FILES = "scenarios/files"
"""Folder of the bundled files, as messages name it."""

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True)
class _File:
    """A file to read: its path, its name in messages, and its stem if it is bundled."""

    path: Path
    shown: str
    stem: str | None


@cache
def bundled() -> dict[str, Path]:
    """The scenario files that come with the program, by name."""
    folder = resources.files("resettle.scenarios").joinpath("files")
    files = {
        Path(entry.name).stem: Path(str(entry)) for entry in folder.iterdir() if entry.name.endswith(".yaml")
    }
    return dict(sorted(files.items()))


@cache
def runnable() -> tuple[str, ...]:
    """Names of the bundled scenarios that can be run."""
    return tuple(name for name in bundled() if not is_abstract(name))


def bundled_name(file: str) -> str | None:
    """Name of the bundled scenario whose file messages call so; `None` for any other file."""
    stem = Path(file).stem
    return stem if stem in bundled() and file == f"{FILES}/{stem}.yaml" else None


def is_abstract(name: str) -> bool:
    """Whether a bundled scenario is a part that cannot be run by itself."""
    return part_of(name).abstract


def part_of(reference: str | os.PathLike[str]) -> FilePart:
    """What a file states by itself: name, title and so on."""
    problems, file = Problems(), find(reference)
    top = read_yaml(file.path, file.shown, problems)
    problems.raise_if_any()
    assert top is not None
    return read_part(top, problems, file.stem)


def _is_path(reference: str) -> bool:
    separators = {"/", os.sep, os.altsep or "/"}
    return reference.lower().endswith(ENDINGS) or any(one in reference for one in separators)


def _is_file(path: Path) -> bool:
    """Whether there is a file; not so for what cannot be a file name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _bundled_file(name: str) -> _File:
    return _File(bundled()[name], f"{FILES}/{name}.yaml", name)


def find(reference: str | os.PathLike[str]) -> _File:
    """The file that a name or a path means.

    Raises:
        ScenarioErrors: If there is no such scenario or file.
        TypeError: If it is neither a text nor a path.
    """
    if isinstance(reference, os.PathLike):
        return _on_disk(Path(reference), os.fspath(reference))
    if not isinstance(reference, str):
        raise TypeError(f"a scenario is loaded by its name or by the path of its file, not by {reference!r}")
    if not _is_path(reference) and reference in bundled():
        return _bundled_file(reference)
    if _is_path(reference) or _is_file(Path(reference)):
        return _on_disk(Path(reference), reference)
    none = both(
        "no scenario {name}; a file of your own is given by its path, for example ./my.yaml; "
        "there are: {names}{hint}",
        "没有方案{name}；自己的文件请写路径，例如./my.yaml；现有：{names}{hint}",
        name=shown(reference),
        names=listed(runnable(), 40),
        hint=hint(reference, runnable()),
    )
    raise ScenarioErrors([Problem(None, none)])


def _on_disk(path: Path, name: str) -> _File:
    if not _is_file(path):
        try:
            folder = path.is_dir()
        except (OSError, ValueError):
            folder = False
        if folder:
            wrong = Text("{name}: is a folder, not a scenario file", "{name}: 是文件夹，不是方案文件")
        else:
            wrong = Text("{name}: no such file", "{name}: 没有这个文件")
        raise ScenarioErrors([Problem(None, fill(wrong, name=printable(name, 200)))])
    return _File(path, printable(name, 400), _inside().get(os.path.realpath(path)))


@cache
def _inside() -> dict[str, str]:
    """Names of the bundled files, by where they really lie."""
    return {os.path.realpath(one): stem for stem, one in bundled().items()}


def read_chain(
    reference: str | os.PathLike[str], problems: Problems
) -> tuple[list[FilePart], list[str], bool]:
    """Reads a scenario file and all that it extends.

    Args:
        reference: Name of a bundled scenario, or a path.
        problems: Collects what is wrong.

    Returns:
        The parts and the names of their files, the one asked for first, and whether
        the chain is complete.

    Raises:
        ScenarioErrors: If the first file does not exist.
    """
    parts: list[FilePart] = []
    seen: dict[str, str] = {}
    file: _File | None = find(reference)
    whole = False
    while file is not None:
        problems.file(file.shown)
        seen[os.path.realpath(file.path)] = file.shown
        top = read_yaml(file.path, file.shown, problems)
        if top is None:
            break
        part = read_part(top, problems, file.stem)
        part.household_types = read_types(top.items.get(TYPES), file.path.parent, problems)
        parts.append(part)
        if part.province is not None:
            parts.append(_series_of(part.province[0], problems, seen))
        whole = part.extends is None and "extends" not in part.bad
        if part.extends is None:
            break
        file, where = _parent(file, *part.extends, problems), part.extends[1]
        if file is None:
            break
        first, names = seen.get(os.path.realpath(file.path), ""), list(seen.values())
        circle = " -> ".join([*names[names.index(first) if first else 0 :], file.shown])
        if problems.breaks(
            where,
            (first, both("extends goes round in a circle: {way}", "extends循环引用：{way}", way=circle)),
            (len(names) >= MAX_CHAIN, fill(_TOO_MANY, most=MAX_CHAIN)),
        ):
            break
    return parts, list(seen.values()), whole


def _series_of(province: str, problems: Problems, seen: dict[str, str]) -> FilePart:
    """The series of a province, without what its file extends."""
    file = _bundled_file(f"province-{province}")
    problems.file(file.shown)
    seen[os.path.realpath(file.path)] = file.shown
    top = read_yaml(file.path, file.shown, problems)
    assert top is not None
    return read_part(top, problems, file.stem)


def _parent(file: _File, reference: str, where: Where, problems: Problems) -> _File | None:
    """The file that is extended, or `None` after a problem."""
    bare = not _is_path(reference)
    if bare and reference in bundled():
        return _bundled_file(reference)
    path = file.path.parent / (f"{reference}.yaml" if bare else reference)
    name = os.path.normpath(os.path.join(os.path.dirname(file.shown), reference))
    if bare:
        beside = NOTHING
        if _is_file(path):
            beside = Text(
                f"; for the file beside this one write ./{reference}.yaml",
                f"；若指同一文件夹中的文件，请写./{reference}.yaml",
            )
        wrong = Text(
            "extends {name}, which does not exist; bundled: {names}{beside}{hint}",
            "extends引用的{name}不存在；内置方案：{names}{beside}{hint}",
        )
        names, near = listed(bundled(), 40), hint(reference, bundled())
        problems.add(where, fill(wrong, name=shown(reference), names=names, hint=near, beside=beside))
    elif _is_file(path):
        return _on_disk(path, name)
    else:
        wrong = Text(
            "extends {name}, but there is no such file (looked for {path})",
            "extends引用{name}，但没有这个文件（查找的是{path}）",
        )
        problems.add(where, fill(wrong, name=shown(reference, 200), path=shown(name, 200)))
    return None
