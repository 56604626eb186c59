"""The command `resettle sweep`: what it writes and prints, that it goes on, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pandas as pd

Resettle = Callable[..., CompletedProcess[str]]

FILE = """\
resettle: 1
sweep: small.yaml
vary:
  levers.training_subsidy.seats: [20, 200]
  levers.public_welfare_jobs.posts: 0..300/2
of: [employment_end, training_volume, spending]
replications: 2
"""


def test_a_sweep_from_a_file_writes_frames_report_and_manifest(
    resettle: Resettle, small: Path, tmp_path: Path
) -> None:
    (tmp_path / "sweep.yaml").write_text(FILE, encoding="utf-8")
    done = resettle("sweep", "sweep.yaml", "--jobs", "1", "--out", "made")
    assert done.returncode == 0, done.stderr
    assert "as it stands" in done.stdout and "4 points, and the plan as it stands" in done.stdout
    runs = pd.read_parquet(tmp_path / "made" / "runs.parquet")
    assert runs.groupby("point").size().to_dict() == dict.fromkeys(range(5), 2)
    assert (runs["status"] == "succeeded").all()
    points = pd.read_parquet(tmp_path / "made" / "points.parquet")
    posts = points[points["outcome"] == "employment_end"].set_index("point")["mean"]
    assert posts[2] > posts[1] and posts[4] > posts[3]
    manifest = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["runs"] == 10 and manifest["details"]["points"] == 4
    assert "sweep-0-0-1-all-mean" in (tmp_path / "made" / "report.html").read_text(encoding="utf-8")

    again = resettle("sweep", "sweep.yaml", "--jobs", "1", "--out", "made")
    assert again.returncode == 0, again.stderr
    pd.testing.assert_frame_equal(runs, pd.read_parquet(tmp_path / "made" / "runs.parquet"))


def test_what_cannot_be_asked_is_told_at_once_and_nothing_is_written(
    resettle: Resettle, small: Path, tmp_path: Path
) -> None:
    options = ("--vary", "levers.training_subsidy.seat=1,2", "--vary", "parameters.slack_=1", "--of", "x")
    done = resettle("sweep", str(small), *options)
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 3 and "did you mean levers.training_subsidy.seats?" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["small.yaml"]
