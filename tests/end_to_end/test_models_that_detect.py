"""Taggers and detectors of objects, audited from the document to the report.

One tagger learned to miss names of the second group, one did not; a detector that is arithmetic
misses what is dark. So every share is known without asking them.
"""

import csv
import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from audits.errors import Refused
from evenhand.local import audit_file
from tests import bright_cells, taggers
from tests.end_to_end.running import service, submit
from tests.lazily import lazily

lazily("torch")
pytestmark = pytest.mark.filterwarnings("ignore")
MISSED = taggers.NAMES["second"][:4]
RULE = {"metric": "object_recall_difference", "attribute": "group", "within": 0.1}
ROWS = 120
# The group that is missed, of texts and of pictures.
GROUPS = ("second", "dark")


def audited(folder, model, path, columns, **more):
    document = {
        "model": model,
        "dataset": {"path": path, "columns": columns},
        "policy": {"rules": [RULE]},
        **more,
    }
    (folder / "audit.json").write_text(json.dumps(document))
    return audit_file(folder / "audit.json", out=folder / "report", quiet=True).report


def value(report, metric, **group):
    (own,) = [m for m in report["measurements"] if m["metric"] == metric and m["group"] == group]
    return own["value"]


TEXTS = {
    "text": {"role": "feature", "kind": "text"},
    "group": {"role": "protected", "reference": "first"},
    "gold": {"role": "objects"},
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """A table of sentences, and the share of the second group's names that are missed."""
    folder = tmp_path_factory.mktemp("texts")
    drawn = taggers.sentences(2 * ROWS, seed=5)
    with (folder / "texts.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [["text", "group", "gold"], *([s.text, s.group, s.objects] for s in drawn)]
        )
    names = [s.text[a:b] for s in drawn if s.group == "second" for a, b in s.spans]
    return folder, float(np.mean([name in MISSED for name in names]))


@pytest.mark.long
@pytest.mark.parametrize(("missing", "gate"), [(MISSED, "fail"), ((), "pass")])
def test_a_tagger_that_learned_to_miss_a_groups_names_is_found(texts, missing, gate):
    folder, share = texts
    name = f"model-{gate}"
    taggers.trained(folder / name, missing)
    report = audited(folder, {"path": name}, "texts.csv", TEXTS)
    assert report["gate"] == gate
    assert value(report, "object_recall", group="first") == 1
    expected = 1 - share if missing else 1
    assert value(report, "object_recall", group="second") == pytest.approx(expected)
    reading = dict(report["model"]["reading"])
    assert reading["classes"] == "PER"
    assert "30 rows were asked one by one" in reading["asked again"]


@pytest.mark.long
def test_probes_that_cannot_ask_a_tagger_are_not_run_with_a_reason(texts):
    folder, _ = texts
    taggers.trained(folder / "model-probes", ())
    report = audited(
        folder, {"path": "model-probes"}, "texts.csv", TEXTS,
        probes=["fairness.detection", "explanations.lime", "robustness.words",
                "fairness.selection_rate"],
    )  # fmt: skip
    told = {probe["name"]: probe for probe in report["probes"]}
    assert told["fairness.detection"]["status"] == "ran"
    for name in ("explanations.lime", "robustness.words", "fairness.selection_rate"):
        assert told[name]["status"] == "not_run"
        assert told[name]["reason"]
        assert told[name]["remedy"]
    assert report["gate"] == "not_run"


PICTURES = {
    "file": {"role": "feature", "kind": "image"},
    "group": {"role": "protected", "reference": "light"},
    "gold": {"role": "objects"},
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    """Pictures of one object each: bright ones, and of the second group two in five too dark."""
    folder = tmp_path_factory.mktemp("pictures")
    rng = np.random.default_rng(3)
    with zipfile.ZipFile(folder / "pictures.zip", "w") as packed:
        rows = [["file", "group", "gold"]]
        for number in range(ROWS):
            group = ("light", "dark")[number % 2]
            bright = 100 if group == "dark" and number % 5 < 2 else 250
            row, column = rng.integers(0, 4, 2)
            # Twice as wide as the network's picture: a cell is 16 by 8 pixels of the file.
            picture = bright_cells.drawn({(row, column): ("red", bright)}, 32, 64)
            box = [int(column) * 16, int(row) * 8, int(column) * 16 + 16, int(row) * 8 + 8]
            rows.append([f"{number}.png", group, json.dumps([{"box": box, "label": "red"}])])
            held = io.BytesIO()
            Image.fromarray(picture).save(held, "PNG")
            packed.writestr(f"{number}.png", held.getvalue() if number != 7 else b"torn")
        table = io.StringIO()
        csv.writer(table).writerows(rows)
        packed.writestr("table.csv", table.getvalue())
    bright_cells.exported(folder / "model.onnx", "cxcywh", relative=True)
    return folder


def detector(**output):
    return {
        "path": "model.onnx", "labels": list(bright_cells.COLOURS),
        "output": bright_cells.stated("cxcywh", relative=True) | output,
    }  # fmt: skip


def test_a_detector_of_objects_is_asked_about_pictures_of_a_zip(pictures):
    report = audited(pictures, detector(), "pictures.zip", PICTURES)
    dark = [number for number in range(1, ROWS, 2) if number != 7]
    missed = np.mean([number % 5 < 2 for number in dark])
    assert value(report, "object_recall", group="light") == 1
    assert value(report, "object_recall", group="dark") == pytest.approx(1 - missed)
    assert value(report, "object_precision") == 1
    assert report["gate"] == "fail"
    # The picture that cannot be read has an object that nobody looked for.
    (own,) = [m for m in report["measurements"]
              if m["metric"] == "object_recall" and m["group"] == {"group": "dark"}]  # fmt: skip
    assert own["unanswered"]["rows"] == 1
    assert "in shares of the picture" in dict(report["model"]["reading"])["answer"]


def test_a_lower_threshold_finds_the_dark_ones_too(pictures):
    report = audited(pictures, {**detector(), "threshold": 0.3}, "pictures.zip", PICTURES)
    assert value(report, "object_recall_difference", group="dark") == 0


def test_boxes_whose_form_nobody_states_are_refused_with_what_to_write(pictures):
    with pytest.raises(Refused) as refusal:
        audited(pictures, {"path": "model.onnx"}, "pictures.zip", PICTURES)
    (problem,) = refusal.value.problems
    assert problem.code == "boxes_not_stated"
    assert "box_format: xyxy" in problem.remedy


@pytest.mark.long
def test_the_service_audits_both(texts, pictures, tmp_path):
    """Uploaded before anybody says how boxes are read: the plan asks for it, not the upload."""
    folder, _ = texts
    taggers.trained(folder / "model-service", MISSED)
    tagged = {
        "model": {"path": str(folder / "model-service"), "name": "tagger"},
        "dataset": {"path": str(folder / "texts.csv"), "columns": TEXTS},
        "policy": {"rules": [RULE]},
    }
    boxed = {
        "model": {**detector(), "path": str(pictures / "model.onnx"), "name": "detector"},
        "dataset": {"path": str(pictures / "pictures.zip"), "columns": PICTURES},
        "policy": {"rules": [RULE]},
    }
    with service(tmp_path / "home") as up:
        for document in (tagged, boxed):
            done = submit(tmp_path, document, up)
            assert done.returncode == 1, done.stderr
            report = json.loads(done.stdout)
            assert report["gate"] == "fail"
            assert value(report, "object_recall_difference", group=GROUPS[document is boxed]) < -0.2
        del boxed["model"]["output"]
        done = submit(tmp_path, boxed, up)
        assert done.returncode == 3
        assert "box_format: xyxy" in done.stderr
