"""Answers as folders: frames, manifest and page, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from resettle.model.text import both
from resettle.results.judge.accessor import Statistics
from resettle.results.report import answer as parts
from resettle.results.report.answer import Answer, NothingToJudge
from resettle.results.report.charts.chart import Chart
from resettle.results.report.exports import chosen, export, ready
from resettle.results.report.page import render_answer, write_page
from resettle.results.report.style import Key
from resettle.results.runs import sealed, store
from resettle.results.runs.asking import Asking
from resettle.results.runs.manifest import LAYOUT, Manifest, git_state, machine, versions
from resettle.results.text.labels import LANGS, Lang, Text, join, listed, say
from resettle.results.text.names import lever_label, within
from resettle.results.text.numbers import percent
from resettle.scenarios import Scenario, default_scale
from resettle.scenarios.language import SaidError
from resettle.scenarios.problems import readable
from resettle.scenarios.room import simulated, too_small

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Asked:
    """How a question was put.

    Attributes:
        scenarios: The scenarios that it is asked of.
        command: Command that gives the same answer again.
        started: When it was asked.
        seconds: How long the answer took.
    """

    scenarios: Sequence[Scenario]
    command: str
    started: datetime
    seconds: float


@dataclass(frozen=True)
class CompleteAnswer(Answer):
    """An answer with all that is known of its making; the public name is `resettle.Answer`.

    Attributes:
        manifest: How it was made.
        scenarios: The scenarios that the question was asked of, as far as they are known.
    """

    manifest: Manifest = field(default_factory=dict, repr=False)
    scenarios: tuple[Scenario, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, answer: Answer, manifest: Manifest, scenarios: Iterable[Scenario]) -> CompleteAnswer:
        """An answer, completed."""
        known = {one.name: getattr(answer, one.name) for one in fields(Answer)}
        return cls(**known, manifest=manifest, scenarios=tuple(scenarios))

    @property
    def statistics(self) -> Statistics:
        """The accessor of every figure of the runs."""
        frames = self.frames
        ledger = frames.get("levers") if self.question == store.RUN else None
        return Statistics(self.scenarios, frames.get("figures"), frames.get("monthly"), ledger)

    def save(self, folder: str | Path, lang: Lang | None = None, formats: str | Sequence[str] = ()) -> Path:
        """Write the folder that the command writes, and files for others.

        Args:
            folder: Where to write.
            lang: Language in which the page opens, that of the browser if missing, and of the files for
                others, English if missing.
            formats: Some of `html`, `xlsx`, `docx`, `pdf`, `png`, `svg`, `csv`: files for others, which go
                into the folder `exports` of the folder.

        Returns:
            The folder.

        Raises:
            results.report.export.ExportError: If a format is unknown, or cannot be written on this machine.
            results.runs.store.FolderError: If something else lives in the folder.
            OSError: If it cannot be written.
        """
        wanted = chosen(formats)
        ready(wanted)
        written = save(self, Path(folder), lang)
        export(self, self.manifest, written, wanted, lang or LANGS[0])
        return written


def answer_folder(question: str, names: Sequence[str]) -> Path:
    """Where an answer goes if no folder is named: `resettle-results/<question>-<scenario>[+...]`.

    What a run leaves goes to `resettle-results/<scenario>[+...]`.
    """
    plain = store.default_folder(list(names))
    return plain if question == store.RUN else plain.with_name(f"{question}-{plain.name}")


def described(answer: Answer, asking: Asking, asked: Asked) -> CompleteAnswer:
    """The answer with its manifest and its scenarios.

    Args:
        answer: The answer.
        asking: Who ran it.
        asked: How the question was put.
    """
    files = [
        *(f"{name}.parquet" for name in answer.frames),
        *answer.attached,
        store.REPORT,
        store.ANSWER,
        store.MANIFEST,
    ]
    own = {"details": answer.details, "files": files, **answer.described}
    manifest = _manifest(answer.question, asking, asked) | own
    told = replace(answer, warnings=(*answer.warnings, *of_scale(asking.scale, asked.scenarios)))
    return CompleteAnswer.of(told, manifest, asked.scenarios)


FEW = 100
"""Simulated households below which a few of them decide a verdict."""


def of_scale(scale: float | None, scenarios: Sequence[Scenario]) -> Iterator[Text]:
    """What a sample is too small for: verdicts on a few households, and levers that open nothing in it."""
    told: dict[Text, list[str]] = {}
    for scenario in scenarios:
        part = default_scale(scenario) if scale is None else scale
        for said in (*_few(scenario, part), *_unopened(scenario, part)):
            told.setdefault(said, []).append(scenario.name)
    for said, names in told.items():
        of = Text(f"{', '.join(names)}: ", f"{'、'.join(names)}：")
        yield said if len(names) == len(scenarios) else join([of, said], "", "")


def _few(scenario: Scenario, part: float) -> Iterator[Text]:
    """That verdicts stand on a few households."""
    households = simulated(scenario, part)
    if households < FEW:
        key = "scale_few_households" if part < 1.0 else "population_few_households"
        yield say(key, count=str(households), few=str(FEW))


def _unopened(scenario: Scenario, part: float) -> Iterator[Text]:
    """Levers that open nothing, which a reader would take for levers without effect."""
    small = too_small(scenario, part)
    if small is not None:
        needed = min(1.0, ceil(small.scale * 1000.0) / 1000.0)
        yield say(
            "scale_too_small",
            share=percent(part, 0 if part >= 0.01 else 2),
            levers=listed([within(lever_label(name)) for name in small.levers]),
            needed=f"{needed:g}",
        )


def save(answer: CompleteAnswer, folder: Path, lang: Lang | None = None) -> Path:
    """Write an answer: frames, page, manifest, and itself as plain data.

    An answer of which some runs failed never takes the place of a complete one.

    Args:
        answer: The answer.
        folder: Where to write.
        lang: Language in which the page opens, that of the browser if missing.

    Returns:
        The folder.

    Raises:
        results.runs.store.FolderError: If something else lives in the folder.
        OSError: If it cannot be written.
    """
    manifest = answer.manifest
    store.check_folder(folder, answer.question)
    if not manifest["complete"]:
        folder = store.folder_for_incomplete(folder, datetime.fromisoformat(manifest["created"]))
    with store.writing(folder) as new:
        for name, frame in answer.frames.items():
            store.write_frame(new / f"{name}.parquet", frame)
        for name, text in answer.attached.items():
            (new / name).write_text(text, encoding="utf-8")
        write_page(new / store.REPORT, render_answer(answer, manifest, lang))
        sealed.write_json(new / store.ANSWER, answer_data(answer), indent=1)
        store.write_manifest(new, manifest)
    return folder


def read(folder: Path) -> CompleteAnswer:
    """Read an answer that `save` wrote.

    Raises:
        results.runs.store.FolderError: If there is none, it is damaged, or of another version.
        OSError: If a file cannot be read.
    """
    results = store.read(folder)
    path = folder / store.ANSWER
    try:
        answer = answer_from(sealed.read_json(path), results.frames)
        answer = replace(answer, attached=_attached(folder, results.manifest))
    except FileNotFoundError:
        none = both(
            "{folder} holds no {answer}; the command in its {manifest} writes it",
            "{folder}中没有{answer}；其{manifest}中的命令可以生成",
            folder=folder.name,
            answer=store.ANSWER,
            manifest=store.MANIFEST,
        )
        raise store.FolderError(none) from None
    except (SavedError, sealed.DamageError) as error:
        raise store.damage_of(path, error.text) from None
    return CompleteAnswer.of(answer, results.manifest, _again(results.manifest))


def _attached(folder: Path, manifest: Manifest) -> dict[str, str]:
    """Texts of further files of an answer; one that its owner took away is left out."""
    own = (store.REPORT, store.ANSWER, store.MANIFEST)
    names = [name for name in manifest.get("files", ()) if not name.endswith(".parquet") and name not in own]
    paths = {name: folder / name for name in names if Path(name).name == name}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}


def _again(manifest: Manifest) -> Iterator[Scenario]:
    """Scenarios of an answer that come with the program and are what they were then."""
    from resettle.scenarios import bundled, load

    for entry in manifest["scenarios"]:
        if entry["name"] in bundled():
            scenario = load(entry["name"])
            if scenario.digest == entry["digest"]:
                yield scenario


def record(question: str, nothing: NothingToJudge, asking: Asking, asked: Asked) -> Path | None:
    """Record runs of which nothing could be judged, beside whatever results there are.

    Returns:
        The file; `None` if it cannot be written, or there is no folder.
    """
    if asking.folder is None:
        return None
    described = _manifest(question, asking, asked) | nothing.described
    try:
        return store.record_failure(asking.folder, described, asked.started)
    except OSError:
        return None


def _manifest(question: str, asking: Asking, asked: Asked) -> Manifest:
    """What the manifests of all questions say."""
    return {
        "resettle": LAYOUT,
        "question": question,
        "complete": not asking.failures,
        "created": asked.started.astimezone(UTC).isoformat(timespec="seconds"),
        "command": asked.command,
        "scenarios": [
            {
                "name": one.name,
                "digest": one.digest,
                "files": [readable(Path(file).name) for file in one.chain],
            }
            for one in asked.scenarios
        ],
        "seed": asking.seed,
        "scale": asking.scale,
        "parameters": asking.parameters.mode,
        "posterior": asking.parameters.digest,
        "outside": asking.parameters.outside,
        "runs": asking.made,
        "failed": list(asking.failures),
        "jobs": asking.crew.jobs,
        "threads": asking.crew.threads,
        "versions": versions(),
        "git": git_state(Path(__file__).resolve().parents[2]),
        "machine": machine(),
        "seconds": round(asked.seconds, 1),
    }


ELSEWHERE = frozenset({"frames", "manifest", "described", "scenarios", "attached"})
"""Fields of an answer that have files of their own, or stand in the manifest."""

_KINDS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(parts.Answer, parts.Section, parts.Table, parts.Headline, parts.Cell, parts.Link),
        *(Key, Text),
    )
}


class SavedError(SaidError, ValueError):
    """Plain data that is no answer of this version."""


def answer_data(answer: Answer) -> dict[str, Any]:
    """An answer without its frames, as JSON may hold it: the dataclasses of `report.answer`, field by field.

    A chart is kept as its tidy table and the figures of both languages.
    """
    data: dict[str, Any] = _plain(answer)
    return data


def answer_from(data: Any, frames: Mapping[str, pd.DataFrame]) -> Answer:
    """An answer from plain data and its frames.

    Raises:
        SavedError: If the data are none of an answer.
    """
    try:
        plain = {key: value for key, value in data.items() if key != sealed.CHECKSUM}
        made = _made(plain, {"frames": dict(frames)})
    except (KeyError, TypeError, AttributeError) as error:
        other = Text("it is no answer of this version of resettle", "不是本版本resettle的结果")
        raise SavedError(other) from error
    if not isinstance(made, parts.Answer):
        raise SavedError(Text("it is no answer of resettle", "不是resettle的结果"))
    return made


def _plain(node: Any) -> Any:
    if isinstance(node, Chart):
        return _chart_data(node)
    if is_dataclass(node) and not isinstance(node, type):
        kept = {
            one.name: _plain(getattr(node, one.name))
            for one in fields(node)
            if one.name not in ELSEWHERE and getattr(node, one.name) != _default(one)
        }
        kind = parts.Answer if isinstance(node, parts.Answer) else type(node)
        return {"is": kind.__name__, **kept}
    if isinstance(node, tuple | list):
        return [_plain(item) for item in node]
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return node


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING


def _made(node: Any, more: Mapping[str, Any] | None = None) -> Any:
    if isinstance(node, list):
        return tuple(_made(item) for item in node)
    if not isinstance(node, dict):
        return node
    if "is" not in node:
        return {key: _as_was(value) for key, value in node.items()}
    if node["is"] == "Chart":
        return _chart_from(node)
    given = {key: _made(value) for key, value in node.items() if key != "is"}
    return _KINDS[node["is"]](**given, **(more or {}))


def _as_was(node: Any) -> Any:
    """Plain data of `details`: lists stay lists."""
    return [_as_was(item) for item in node] if isinstance(node, list) else _made(node)


def _chart_data(chart: Chart) -> dict[str, Any]:
    table = {name: [_plain(value) for value in chart.table[name].tolist()] for name in chart.table.columns}
    return {
        "is": "Chart",
        **{
            name: _plain(getattr(chart, name)) for name in ("name", "title", "keys", "note", "height", "wide")
        },
        "table": table,
        "units": dict(chart.table.attrs.get("units", {})),
        "figures": {lang: json.loads(chart.draw(chart.table, lang).to_json()) for lang in LANGS},
    }


def _chart_from(node: dict[str, Any]) -> Chart:
    from resettle.results.report.charts.chart import tidy

    table = tidy({name: [_made(value) for value in column] for name, column in node["table"].items()})
    table.attrs["units"] = node["units"]
    draw: Callable[[pd.DataFrame, Lang], go.Figure] = partial(_stored, node["figures"])
    around = {name: _made(node[name]) for name in ("name", "title", "keys", "note", "height", "wide")}
    return Chart(table=table, draw=draw, **around)


def _stored(figures: dict[str, Any], _table: pd.DataFrame, lang: Lang) -> go.Figure:
    import plotly.graph_objects as go

    return go.Figure(figures[lang])
