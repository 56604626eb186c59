"""`resettle new --ledger`: from ledgers to a county's scenarios, or to nothing where something is wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from resettle import scenarios
from resettle.scenarios.county.answers import Answers, LeverAnswer
from resettle.scenarios.county.figures import Figure
from resettle.scenarios.county.making import preview
from resettle.scenarios.ledger import Ledger
from resettle.scenarios.ledger.for_county import described
from resettle.scenarios.ledger.ledger import LeftOut
from resettle.scenarios.ledger.made_up import MadeUp, write
from tests.conftest import Resettle
from tests.ledger.books import as_csv, families

HOUSEHOLDS = 900


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeUp:
    return write(tmp_path_factory.mktemp("made"), households=HOUSEHOLDS)


def marks(made: MadeUp) -> set[str]:
    """Names, numbers and places of all people of a made-up ledger."""
    found = {"合成镇", "合成村", "合成企业", "合成户主", "00000000000", "合成安置点"}
    for path in made.paths:
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[2:]
        for name in ("姓名", "劳动力姓名", "证件号码", "身份证号", "户编号", "人口编号"):
            if name in header:
                found |= {str(row[header.index(name)]) for row in rows}
    return found - {""}


@pytest.mark.slow
def test_a_county_is_made_of_its_ledgers_and_nobody_is_in_it(
    resettle: Resettle, made: MadeUp, tmp_path: Path
) -> None:
    folder = str(made.paths[0].parent)
    done = resettle(
        "new",
        "pingshan",
        "--ledger",
        folder,
        "--keep-going",
        "--key",
        "key",
        "--problems",
        "问题.csv",
        "--lang",
        "zh",
    )
    assert done.returncode == 0, done.stderr
    left = HOUSEHOLDS - len(made.planted)
    assert f"略去{len(made.planted)}户" in done.stdout
    assert f"{left}户" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"pingshan", "key", "问题.csv"}
    with (tmp_path / "问题.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) == 1 + len(made.planted)
    plan = scenarios.load(tmp_path / "pingshan" / "plan.yaml")
    assert plan.population["households"].number == left
    assert plan.population["households"].source.text == "ledger:合成台账-人员#户编号"
    assert plan.period.base_year == 2024
    said = [
        done.stdout,
        done.stderr,
        *(one.read_text("utf-8") for one in tmp_path.rglob("*") if one.is_file()),
    ]
    for text in said:
        found = [mark for mark in marks(made) if mark in text]
        assert not found, found[:3]


def test_ledgers_with_problems_make_nothing(resettle: Resettle, made: MadeUp, tmp_path: Path) -> None:
    ledgers = [word for path in made.paths for word in ("--ledger", str(path))]
    done = resettle("new", "pingshan", *ledgers, "--problems", "问题.xlsx", "--lang", "zh")
    assert done.returncode == 2
    assert f"台账共有{len(made.planted)}处问题" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"问题.xlsx"}
    book = CalamineWorkbook.from_path(tmp_path / "问题.xlsx")
    counted = book.get_sheet_by_name("分类汇总").to_python()[1:]
    assert sum(line[2] for line in counted) == len(made.planted)


def test_columns_that_are_not_known_are_written_down(resettle: Resettle, tmp_path: Path) -> None:
    rows = [
        {**{("户号码" if name == "户编号" else name): cell for name, cell in row.items()}}
        for row in families(1)
    ]
    as_csv(tmp_path / "台账.csv", rows)
    done = resettle("new", "pingshan", "--ledger", "台账.csv", "--map", "列名.csv", "--lang", "zh")
    assert done.returncode == 2
    assert "未识别的列：户号码" in done.stderr
    assert "户号码：可能是户编号" in done.stderr
    assert (tmp_path / "列名.csv").read_text(encoding="utf-8-sig").splitlines()[1] == "户号码,,台账.csv"


@pytest.mark.parametrize(
    "option",
    ["--keep-going", "--map=a.csv", "--key=k", "--problems=p.csv", "--year=2024", "--people=households"],
)
def test_options_of_ledgers_need_one(resettle: Resettle, option: str) -> None:
    done = resettle("new", "pingshan", "--yes", option, "--lang", "zh")
    assert done.returncode == 2
    assert "须与--ledger一起使用" in done.stderr


def test_a_ledger_without_a_year_asks_for_it(resettle: Resettle, tmp_path: Path) -> None:
    rows = [{name: cell for name, cell in row.items() if name != "年度"} for row in families(1)]
    as_csv(tmp_path / "台账.csv", rows)
    asked = resettle("new", "pingshan", "--ledger", "台账.csv", "--lang", "zh")
    assert "用--year指定年度" in asked.stderr
    told = resettle("new", "pingshan", "--ledger", "台账.csv", "--year", "2024", "--lang", "zh")
    assert told.returncode == 2
    assert "没有可供统计的人员" in told.stderr  # three people are too few
    assert {path.name for path in tmp_path.iterdir()} == {"台账.csv"}


def test_a_file_that_is_not_there(resettle: Resettle, tmp_path: Path) -> None:
    done = resettle("new", "pingshan", "--ledger", "无.xlsx", "--lang", "zh")
    assert done.returncode == 2
    assert "无.xlsx：没有这个文件" in done.stderr
    assert not list(tmp_path.iterdir())


def test_what_the_ledger_counts_holds_together_with_what_is_not_counted(clean: tuple[MadeUp, Ledger]) -> None:
    made, ledger = clean
    answers, figures = described(ledger, Answers())
    assert answers.numbers["base_year"] == 2024
    moved = [member for one in made.households if one.site is not None for member in one.members]
    holders = sum(member.channel == "公益性岗位" for member in moved)
    assert answers.levers["public_welfare_jobs"].now["posts"] == pytest.approx(holders / 0.95, rel=0.02)
    values = {figure.path: figure.value for figure in figures}
    assert values["initial.channel"]["works_relief"] == 0
    assert sum(values["initial.channel"].values()) == pytest.approx(1)
    in_workshops = sum(member.channel == "帮扶车间" for member in moved)
    assert 12.2 * 0.95 * (values["initial.workshops"] - 1) < in_workshops * 1.02
    assert 12.2 * 0.95 * values["initial.workshops"] > in_workshops * 0.98
    from resettle.scenarios.county.county import county_of

    county = county_of("pingshan", answers, "zh", figures)
    assert preview(county).population["households"].number == 4300
    assert not [
        label.zh for label in county.unstated if "人口" in label.zh or "劳动力" in label.zh.split("每个")[0]
    ]


def test_what_a_county_answers_goes_before_its_ledger(clean: tuple[MadeUp, Ledger]) -> None:
    stated = Answers(
        numbers={"base_year": 2023.0, "workshops": 40.0},
        levers={"public_welfare_jobs": LeverAnswer(now={"posts": 700.0})},
    )
    answers, figures = described(clean[1], stated)
    assert answers.numbers["base_year"] == 2023
    assert answers.levers["public_welfare_jobs"].now == {"posts": 700.0}
    assert "initial.workshops" not in {figure.path for figure in figures}
    assert stated.numbers == {"base_year": 2023.0, "workshops": 40.0}


def test_nothing_is_written_over_a_ledger_or_among_ledgers(
    resettle: Resettle, made: MadeUp, tmp_path: Path
) -> None:
    folder = made.paths[0].parent
    before = {path: path.read_bytes() for path in folder.iterdir()}
    for ledger, option, file in (
        (made.paths[0], "--problems", made.paths[0]),
        (folder, "--problems", folder / "new.xlsx"),
        (folder, "--map", made.paths[1]),
        (made.paths[1], "--key", made.paths[1]),
    ):
        done = resettle("new", "pingshan", "--ledger", str(ledger), option, str(file), "--lang", "zh")
        assert done.returncode == 2
        assert done.stderr == (f"resettle: {option} {file}与台账是同一文件或在台账文件夹内；请另写一个位置\n")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert not list(tmp_path.glob("pingshan*"))


def test_a_ledger_in_place_of_a_list_of_columns_is_not_quoted(resettle: Resettle, tmp_path: Path) -> None:
    as_csv(tmp_path / "台账.csv", families(1))
    as_csv(tmp_path / "另一份.csv", families(2))
    done = resettle("new", "pingshan", "--ledger", "台账.csv", "--map", "另一份.csv", "--lang", "zh")
    assert (done.returncode, done.stderr) == (
        2,
        "resettle: 另一份.csv不是列名对照表：首行应为台账中的列名,对应的列名；"
        "请另指定一个新文件，程序会自动生成\n",
    )


def _ledger(figures: tuple[Figure, ...]) -> Ledger:
    return Ledger(2024, figures, (), (), (), (), 0, LeftOut(0, 0), (), None)


def test_posts_that_follow_from_a_ledger_have_it_as_their_source() -> None:
    population = "population."
    national = dict.fromkeys(("out_of_province", "in_province", "workshop", "works_relief"), 0.0)
    channel = {**national, "public_welfare": 0.1, "local_firm": 0.9}
    figures = (
        Figure(f"{population}households", 1000.0, "ledger:x#户编号"),
        Figure(f"{population}no_labour", 0.1, "ledger:x#劳动技能"),
        Figure(f"{population}labour_per_household", {"1": 0.0, "2": 1.0, "3": 0.0}, "ledger:x#劳动技能"),
        Figure("initial.employment_rate", 0.9, "ledger:x#务工时间（月）"),
        Figure("initial.channel", channel, "ledger:x#就业渠道"),
    )
    posts = described(_ledger(figures), Answers())[0].levers["public_welfare_jobs"]
    assert posts.now == {"posts": 171.0}  # 1000 x 0.9 x 2 x 0.9 x 0.1 / 0.95
    assert posts.source == "ledger:x#就业渠道"
    assert posts.note is not None and posts.note.zh == "由在岗162人按岗位数的95%推算"
