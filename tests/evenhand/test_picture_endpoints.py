"""Whole audits of a picture classifier behind HTTP, as a tensor and in a chat's message.

The server answers by how much redder than blue a picture is.
"""

import base64
import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from audits.errors import Refused
from evenhand.local import audit_file
from tests.endpoint_server import answering, said
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
SIDE, ROWS = 16, 48
GROUPS, LABELS = ("north", "south"), ("blue", "red")


def chances(pictures):
    """P(red) of pictures of 0 to 1, shape (rows, height, width, 3): the logistic of red - blue."""
    lean = pictures[..., 0].mean(axis=(1, 2)) - pictures[..., 2].mean(axis=(1, 2))
    return 1 / (1 + np.exp(-12 * lean))


def zipped(folder):
    """Pictures with a patch of colour, of two groups; the one of the south is often wrong."""
    rng = np.random.default_rng(5)
    truth, rows = [], ["file,region,colour"]
    with zipfile.ZipFile(folder / "pictures.zip", "w") as archive:
        for row in range(ROWS):
            colour, region = LABELS[row % 2], GROUPS[row // 2 % 2]
            shade = 220 if region == "north" or row % 3 else 40
            pixels = rng.integers(60, 100, (SIDE, SIDE, 3), dtype=np.uint8)
            pixels[4:12, 4:12, 0 if colour == "red" else 2] = shade
            written = io.BytesIO()
            Image.fromarray(pixels).save(written, "PNG")
            archive.writestr(f"{row}.png", written.getvalue())
            rows.append(f"{row}.png,{region},{colour}")
            truth.append((pixels, region, colour))
        archive.writestr("rows.csv", "\n".join(rows) + "\n")
    return truth


def written(folder, url, probes, **model):
    columns = {
        "file": {"role": "feature", "kind": "image"},
        "region": {"role": "protected", "reference": "north"},
        "colour": {"role": "label", "positive": "red"},
    }
    document = {
        "model": {"url": url, "labels": list(LABELS), **model},
        "dataset": {"path": "pictures.zip", "columns": columns},
        "probes": probes,
        "settings": {"smallest_group": 10},
    }
    (folder / "audit.json").write_text(json.dumps(document))
    return folder / "audit.json"


def numbers(report, metric):
    return {
        tuple(sorted(one["group"].items())): one["value"]
        for one in report["measurements"]
        if one["metric"] == metric and "value" in one
    }


def accuracies(truth):
    """By hand, of each region."""
    found = {}
    for region in GROUPS:
        own = [(pixels, colour) for pixels, where, colour in truth if where == region]
        red = chances(np.stack([pixels for pixels, _ in own]) / 255) >= 0.5
        found[(("region", region),)] = np.mean(red == [colour == "red" for _, colour in own])
    return found


def statuses(report):
    return {entry["name"]: entry["status"] for entry in report["probes"]}


def test_a_classifier_that_takes_tensors_is_audited_as_any_other(tmp_path):
    """Error rates by group, answers under corruptions, and what an explanation points at."""
    truth = zipped(tmp_path)
    rows = []

    def answer(body, number):
        (tensor,) = body["inputs"]
        assert (tensor["name"], tensor["datatype"]) == ("image", "FP32")
        pictures = np.array(tensor["data"]).reshape(tensor["shape"]).transpose(0, 2, 3, 1)
        rows.append(len(pictures))
        red = chances(pictures)
        data = np.stack([1 - red, red], axis=1).ravel().tolist()
        output = {"name": "p", "shape": [len(red), 2], "datatype": "FP64", "data": data}
        return 200, {}, json.dumps({"model_name": "m", "outputs": [output]})

    probes = [
        "fairness.error_rates",
        {"robustness.corruptions": {"kinds": ["brightness"]}},
        {"explanations.occlusion": {"how_many": 1}},
    ]
    with answering(answer) as served:
        file = written(
            tmp_path, served.url, probes, inputs={"image": ["file"]},
            output={"meaning": "probability"}, endpoint={"form": "oip"},
            preprocessing={"layout": "nchw", "size": [SIDE, SIDE]},
        )  # fmt: skip
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    assert statuses(report) == dict.fromkeys(
        ("fairness.error_rates", "robustness.corruptions", "explanations.occlusion"), "ran"
    )
    accuracy = numbers(report, "accuracy")
    expected = accuracies(truth)
    assert {group: accuracy[group] for group in expected} == pytest.approx(expected)
    assert expected[(("region", "south"),)] < 1
    assert max(rows) > 1  # several pictures go in one request
    assert any(group for group in numbers(report, "corruption_accuracy"))


def test_a_chat_is_shown_pictures_and_asked_in_words(tmp_path):
    truth = zipped(tmp_path)

    def answer(body, number):
        before, picture, after = body["messages"][-1]["content"]
        assert (before["text"], after["text"]) == ("Look: ", " Is it red or blue?")
        kind, _, content = picture["image_url"]["url"].partition(",")
        assert kind == "data:image/png;base64"
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(content))))
        return said("Red." if chances(pixels[None] / 255)[0] >= 0.5 else "Blue.")

    with answering(answer) as served:
        file = written(
            tmp_path, served.url, ["fairness.error_rates"], inputs={"photo": ["file"]},
            endpoint={"form": "openai", "model": "seeing",
                      "prompt": "Look: {photo} Is it red or blue?"},
        )  # fmt: skip
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
    expected = accuracies(truth)
    accuracy = numbers(report, "accuracy")
    assert {group: accuracy[group] for group in expected} == pytest.approx(expected)
    assert "PNG of 8 bits a value in the question" in json.dumps(report)


def test_a_tensor_without_a_layout_is_refused_before_anything_is_asked(tmp_path):
    zipped(tmp_path)
    with answering(lambda body, number: (500, {}, "")) as served:
        file = written(
            tmp_path, served.url, ["fairness.error_rates"], inputs={"image": ["file"]},
            endpoint={"form": "oip"},
        )  # fmt: skip
        with pytest.raises(Refused, match="where a picture's colours stand") as refused:
            audit_file(file, out=tmp_path / "out", quiet=True)
    assert refused.value.problems[0].field == "model.preprocessing.layout"
    assert served.asked == []
