"""The ledgers of `resettle new --ledger`: read and told of; their problems are written if asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from resettle.cli.app import put, refuse, tell
from resettle.model.text import Text, both

if TYPE_CHECKING:
    from resettle.model.joint_types import HouseholdTypes
    from resettle.scenarios.county.answers import Answers
    from resettle.scenarios.ledger import Ledger


MARGINALS, HOUSEHOLDS = "marginals", "households"


@dataclass(frozen=True)
class LedgerOptions:
    """What the command says of ledgers.

    Attributes:
        paths: Files, or folders whose files are all ledgers.
        mapping: The county's list of column names; made if it is not there and something is not recognised.
        key: The county's key.
        problems: Where the table of problems goes.
        keep_going: Whether households without problems are counted although others have some.
        people: `marginals` to draw each trait by itself, `households` to keep real combinations of them.
        year: The base year, for ledgers that state none.
    """

    paths: tuple[Path, ...]
    mapping: Path | None
    key: Path | None
    problems: Path | None
    keep_going: bool
    people: str = MARGINALS
    year: int | None = None


def read(options: LedgerOptions, answers: Answers) -> Ledger:
    """Read them, and tell what was found.

    Raises:
        LedgerProblems: If anything is wrong, after the table was written.
    """
    from resettle.scenarios.ledger import LedgerProblems, read_ledgers, write_problems

    if options.people not in (MARGINALS, HOUSEHOLDS):
        refuse(Text("--people is marginals or households", "--people只能是marginals或households"))
    mapping = options.mapping
    _apart(options)
    year = answers.numbers.get("base_year", options.year)
    try:
        ledger = read_ledgers(
            list(_files(options.paths)),
            mapping if mapping is not None and mapping.exists() else None,
            options.key,
            options.keep_going,
            None if year is None else int(year),
            answers.words.get("province", ""),
            answers.words.get("title", ""),
        )
    except LedgerProblems as wrong:
        if options.problems is not None:
            write_problems(options.problems, wrong.problems)
            tell(both("all problems: {path}", "全部问题见{path}", path=str(options.problems)))
        elif any(one.row for one in wrong.problems):
            tell(
                Text(
                    "--problems FILE.xlsx writes all of them; --keep-going counts the other households",
                    "加--problems 问题.xlsx可写出全部问题清单；加--keep-going只统计没有问题的户",
                )
            )
        _columns(options, wrong.unrecognised)
        raise
    if options.problems is not None and ledger.problems:
        write_problems(options.problems, ledger.problems)
        tell(both("all problems: {path}", "全部问题见{path}", path=str(options.problems)))
    _columns(options, ledger.unrecognised)
    for line in _found(ledger):
        put(line)
    return ledger


def _apart(options: LedgerOptions) -> None:
    """Refuse to write what would replace a ledger, or be read as one the next time."""
    ledgers = {path.resolve() for path in options.paths}
    for name, path in (("--problems", options.problems), ("--map", options.mapping), ("--key", options.key)):
        if path is not None and not ledgers.isdisjoint((path.resolve(), path.resolve().parent)):
            refuse(
                Text(
                    f"{name} {path} is among the ledgers; name a file elsewhere",
                    f"{name} {path}与台账是同一文件或在台账文件夹内；请另写一个位置",
                )
            )


def types_of(options: LedgerOptions, ledger: Ledger) -> HouseholdTypes | None:
    """The joint types that households are made of, if that was asked for."""
    if options.people == MARGINALS:
        return None
    if ledger.types is None:
        refuse(
            Text(
                "--people households needs to know the household and the work of every worker",
                "--people households需要每名劳动力的户编号和务工信息",
            )
        )
    return ledger.types


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file() and one.name[0] not in ".~")
        else:
            yield path


def _columns(options: LedgerOptions, unrecognised: Sequence[tuple[str, str, str]]) -> None:
    """Tell of columns that are not known, and write them down if a file is named for it."""
    if not unrecognised:
        return
    from resettle.scenarios.ledger import suggestions, write_map
    from resettle.scenarios.ledger.recognise import read_map
    from resettle.scenarios.problems import listed

    names = list(dict.fromkeys(header for _, _, header in unrecognised))
    tell(both("columns not recognised: {names}", "未识别的列：{names}", names=listed(names)))
    for name, near in suggestions(names).items():
        if near:
            tell(both("  {name}: perhaps {near}", "  {name}：可能是{near}", name=name, near="、".join(near)))
    if options.mapping is None:
        tell(
            Text(
                "--map FILE.csv writes them down, for you to say what they are",
                "加--map 列名.csv可写出列名对照表，填好后再次运行即可识别",
            )
        )
        return
    before = read_map(options.mapping) if options.mapping.exists() else None
    write_map(options.mapping, unrecognised, before)
    tell(
        Text(
            f"written into {options.mapping}: fill in the second column and give the command again",
            f"已写入{options.mapping}：填好第二列后再次运行本命令",
        )
    )


def _found(ledger: Ledger) -> Iterator[Text]:
    for sheet in ledger.sheets:
        yield both(
            "{file}{sheet}: {rows:,} rows, header in row {header}, {columns} columns used",
            "{file}{sheet}：{rows:,}行，表头在第{header}行，使用{columns}列",
            file=sheet.file,
            sheet=f"[{sheet.sheet}]" if sheet.sheet else "",
            rows=sheet.rows,
            header=sheet.header_row,
            columns=len(sheet.columns),
        )
    for file, name in ledger.passed_over:
        yield both("{file} [{name}]: no ledger", "{file}[{name}]：不是台账，已跳过", file=file, name=name)
    if ledger.unmatched:
        yield both(
            "{number:,} rows of other ledgers are about people who are not in the ledger of persons",
            "其他台账有{number:,}行不在人员台账中，未使用",
            number=ledger.unmatched,
        )
    if ledger.left_out.households or ledger.left_out.persons:
        yield Text(
            f"left out for {len(ledger.problems)} problems: {ledger.left_out.households:,} "
            f"households, {ledger.left_out.persons:,} persons",
            f"因{len(ledger.problems)}处问题，略去{ledger.left_out.households:,}户、"
            f"{ledger.left_out.persons:,}人",
        )
    yield Text(
        f"{len(ledger.figures)} values counted for {ledger.year}",
        f"统计出{ledger.year}年数值{len(ledger.figures)}项",
    )
    yield from ledger.notes
