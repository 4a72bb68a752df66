"""A zip with damaged pictures, audited as a whole: they are named, and the rest goes on."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from audits.data.dataset import Dataset, Features
from audits.errors import ModelFailure, Refused
from audits.measurement import Estimate
from audits.models import Answers
from audits.planning.plan import Plan
from audits.probes.confounds.dataset import dataset as confounds_dataset
from audits.probes.fairness.selection_rate import selection_rate
from audits.probing.subject import Subject
from audits.running.run import run
from audits.running.step_result import StepResult
from audits.running.undecodable_images import leave_out
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role
from tests.reading import read_planned
from tests.tables import audit_everything

ROWS = 90


@dataclass
class Brightness:
    """Answers `bright` where a picture is; counts the rows that it was asked about."""

    reads: tuple[str, ...] = ("shot",)
    classes: tuple[str, ...] = ("bright", "dark")
    fingerprint: str = "0" * 64
    asked: int = 0
    fails: bool = False

    def classify(self, features: Features) -> Answers:
        if self.fails:
            raise ModelFailure("it crashed")
        means = np.array([picture.mean() for picture in features["shot"]])
        self.asked += len(means)
        codes = (means < 128).astype(np.intp)
        return Answers(codes, np.eye(2)[codes])


def album(folder: Path, damaged: range) -> Dataset:
    """Bright and dark pictures by turns; the damaged ones are cut in half."""
    table = ["shot,y,sex,answer"]
    path = folder / "album.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for row in range(ROWS):
            held = io.BytesIO()
            Image.new("RGB", (8, 8), (220,) * 3 if row % 2 else (20,) * 3).save(held, "PNG")
            file = held.getvalue()
            packed.writestr(f"p{row:03}.png", file[: len(file) // 2] if row in damaged else file)
            truth = "bright" if row % 2 else "dark"
            table.append(f"p{row:03}.png,{truth},{'f' if row % 3 else 'm'},{truth}")
        packed.writestr("table.csv", "\n".join(table))
    specs = {
        "shot": ColumnSpec(role=Role.FEATURE, kind=Kind.IMAGE),
        "y": ColumnSpec(role=Role.LABEL, positive="bright", favourable="bright"),
        "sex": ColumnSpec(role=Role.PROTECTED),
    }
    return read_planned(path, specs, reads=("shot",))


def audited(data: Dataset, model: Brightness, *probes: str) -> list[StepResult]:
    plan: Plan = audit_everything(*probes)[0]
    return list(run(plan, data, model))


def test_damaged_pictures_are_named_once_and_every_number_is_of_the_rest(tmp_path: Path) -> None:
    model = Brightness()
    probes = ("fairness.selection_rate", "imbalance.class_report")
    results = audited(album(tmp_path, range(10, 35)), model, *probes)
    assert [result.status for result in results] == ["ran", "ran"]
    told = [warning for result in results for warning in result.warnings]
    named = [warning for warning in told if "cannot be decoded" in warning]
    assert len(named) == 1
    assert named[0].startswith("25 rows are left out")
    assert "p010.png" in named[0]
    assert named[0].endswith("p029.png and 5 more")
    assert model.asked == ROWS - 25  # and never again
    by_sex = [
        found.sample_size
        for found in results[0].measurements
        if found.metric == "selection_rate" and dict(found.group).keys() == {"sex"}
    ]
    assert sum(by_sex) == ROWS - 25
    # Of rows 10 to 34, eight are of men, of whom too few are left to be judged.
    open_ = {
        dict(found.group)["sex"]: found.unanswered.rows
        for found in results[0].measurements
        if isinstance(found, Estimate)
        and found.unanswered is not None
        and found.metric == "selection_rate"
        and found.group
    }
    assert open_ == {"f": 17}
    assert any("25 of 90 rows have no answer" in warning for warning in told)


def test_an_audit_taken_up_again_leaves_out_the_same_rows(tmp_path: Path) -> None:
    data = album(tmp_path, range(10, 13))
    plan: Plan = audit_everything("fairness.selection_rate", "imbalance.class_report")[0]
    whole = list(run(plan, data, Brightness()))
    rest = list(run(plan, data, Brightness(), done={0}))
    assert rest[0].measurements == whole[1].measurements


def test_whole_pictures_leave_no_trace(tmp_path: Path) -> None:
    model = Brightness()
    (result,) = audited(album(tmp_path, range(0)), model, "fairness.selection_rate")
    assert not any("decoded" in warning for warning in result.warnings)
    assert model.asked == ROWS


def test_if_all_are_damaged_the_audit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"p000\.png"):
        audited(album(tmp_path, range(ROWS)), Brightness(), "fairness.selection_rate")


def test_where_nobody_asks_about_every_row_pictures_are_decoded_for_this_alone(
    tmp_path: Path,
) -> None:
    model = Brightness()
    subject = Subject(album(tmp_path, range(2)), model)
    leave_out(subject, [confounds_dataset])
    assert (len(subject.data), model.asked, subject.answered) == (ROWS - 2, 0, None)
    assert "2 rows are left out" in subject.warnings[0]


def test_a_model_that_breaks_is_said_by_the_probe_that_asks_it(tmp_path: Path) -> None:
    subject = Subject(album(tmp_path, range(2)), Brightness(fails=True))
    leave_out(subject, [selection_rate])
    assert len(subject.data) == ROWS - 2
    with pytest.raises(ModelFailure):
        list(selection_rate(subject))


def test_without_a_model_no_picture_is_looked_at(tmp_path: Path) -> None:
    subject = Subject(album(tmp_path, range(ROWS)))
    leave_out(subject, [confounds_dataset])
    assert not subject.warnings
