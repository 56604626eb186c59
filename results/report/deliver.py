"""Answers as folders: frames, manifest and page, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from resettle.model.text import both
from resettle.results.judge.accessor import Statistics
from resettle.results.report.answer import Answer, NothingToJudge
from resettle.results.report.exports import chosen, export, ready
from resettle.results.report.page import render_answer, write_page
from resettle.results.report.sample import warnings_of
from resettle.results.report.saved import SavedError, answer_data, answer_from
from resettle.results.runs import claim, sealed, store
from resettle.results.runs.asking import Asking
from resettle.results.runs.manifest import LAYOUT, Manifest, git_state, machine, versions
from resettle.results.text.labels import LANGS, Lang
from resettle.scenarios import Scenario
from resettle.scenarios.problems import readable


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
                others, that of the manifest or English if missing.
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
        export(self, self.manifest, written, wanted, lang or self.manifest.get("lang", LANGS[0]))
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
    told = replace(answer, warnings=(*answer.warnings, *warnings_of(asking.scale, asked.scenarios)))
    return CompleteAnswer.of(told, manifest, asked.scenarios)


def save(answer: CompleteAnswer, folder: Path, lang: Lang | None = None) -> Path:
    """Write an answer: frames, page, manifest, and itself as plain data.

    An answer of which some runs failed never takes the place of a complete one.

    Args:
        answer: The answer.
        folder: Where to write.
        lang: Language in which the page opens, that of the browser if missing; the manifest keeps it.

    Returns:
        The folder.

    Raises:
        results.runs.store.FolderError: If something else lives in the folder.
        OSError: If it cannot be written.
    """
    manifest = answer.manifest
    claim.check_folder(folder, answer.question)
    if not manifest["complete"]:
        folder = store.folder_for_incomplete(folder, datetime.fromisoformat(manifest["created"]))
    with store.writing(folder) as new:
        for name, frame in answer.frames.items():
            store.write_frame(new / f"{name}.parquet", frame)
        for name, text in answer.attached.items():
            (new / name).write_text(text, encoding="utf-8")
        write_page(new / store.REPORT, render_answer(answer, manifest, lang))
        sealed.write_json(new / store.ANSWER, answer_data(answer), indent=1)
        store.write_manifest(new, manifest if lang is None else {**manifest, "lang": lang})
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

    for entry in manifest.get("scenarios", ()):
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
        "targets": {
            name: {"en": target.title.en, "zh": target.title.zh}
            for one in asked.scenarios
            for name, target in one.targets.items()
        },
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
