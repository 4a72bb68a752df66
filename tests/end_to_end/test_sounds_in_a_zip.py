"""A zip of WAV files through the whole service, and what is refused of it before a number.

The model is arithmetic that numpy repeats: the mean size of a sound's values against a threshold.
"""

import json
import zipfile

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import Refused
from evenhand.local import audit_file
from tests import sound_families
from tests.end_to_end.running import service, submit
from tests.lazily import lazily

lazily("onnxruntime")
ROWS, THRESHOLD = 80, 0.2
# Loud and soft by turns; of each voice as many, those of f twice as far from the threshold.
SIZES = [
    (0.6 if row % 2 else 0.1) if row % 4 < 2 else (0.4 if row % 2 else 0.2) for row in range(ROWS)
]
TONES = [
    sound_families.tone(440, 0.1 + 0.05 * (row % 3), size=size, noise=0.0)
    for row, size in enumerate(SIZES)
]


def packed(folder, **more):
    with zipfile.ZipFile(folder / "sounds.zip", "w") as archive:
        lines = ["file,loud,voice"]
        for row, samples in enumerate(TONES):
            name = f"wav/{row}.wav"
            archive.writestr(name, sound_families.wav(samples))
            lines.append(f"{name},{'yes' if row % 2 else 'no'},{'f' if row % 4 < 2 else 'm'}")
        for name, content in more.items():
            archive.writestr(f"{name}.wav", content)
            lines.append(f"{name}.wav,no,m")
        archive.writestr("table.csv", "\n".join(lines))
    return folder / "sounds.zip"


def model(path):
    """The logit of yes is 20 times what the mean size has above the threshold."""
    constants = {"threshold": np.float32([THRESHOLD]), "steep": np.float32([20])}
    graph = helper.make_graph(
        [
            helper.make_node("Abs", ["audio"], ["size"]),
            helper.make_node("ReduceMean", ["size"], ["mean"], axes=[1], keepdims=1),
            helper.make_node("Sub", ["mean", "threshold"], ["above"]),
            helper.make_node("Mul", ["above", "steep"], ["logit"]),
        ],
        "g",
        [helper.make_tensor_value_info("audio", TensorProto.FLOAT, ["n", "frames"])],
        [helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["n", 1])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(made, path)
    return path


def document(folder, **preprocessing):
    return {
        "model": {
            "path": str(model(folder / "m.onnx")), "labels": ["no", "yes"],
            "output": {"meaning": "logit"}, "inputs": {"audio": ["file"]},
            "preprocessing": preprocessing,
        },
        "dataset": {
            "path": str(folder / "sounds.zip"),
            "columns": {
                "loud": {"role": "label", "positive": "yes"}, "voice": {"role": "protected"},
            },
        },
        "probes": [
            "fairness.error_rates", "imbalance.accuracy_against_majority",
            {"name": "robustness.corruptions",
             "parameters": {"kinds": ["quieter"], "corrupted_rows": 80}},
            {"name": "explanations.occlusion", "parameters": {"how_many": 2}},
        ],
        "policy": {"rules": [{"metric": "accuracy", "at_least": 0.9}]},
    }  # fmt: skip


def value(report, metric, **group):
    (one,) = [
        each for each in report["measurements"]
        if each["metric"] == metric and each["group"] == group and "value" in each
    ]  # fmt: skip
    return one["value"]


def check(report):
    """Each number as numpy makes it of the tones."""
    loud = [float(np.abs(samples).mean()) > THRESHOLD for samples in TONES]
    is_loud = np.arange(ROWS) % 2 == 1
    assert value(report, "accuracy") == pytest.approx(np.mean(loud == is_loud))
    # By 40 dB nothing is loud any more: what is right are the soft ones.
    severe = value(report, "corruption_accuracy", corruption="quieter", severity="5")
    assert severe == pytest.approx(0.5)
    # By 6 dB the loud ones of m fall under the threshold, and those of f do not quite.
    halved = np.array([np.abs(samples).mean() * 10**-0.3 > THRESHOLD for samples in TONES])
    assert value(
        report, "corruption_accuracy", corruption="quieter", severity="1"
    ) == pytest.approx(np.mean(halved == is_loud))


def audited(folder, written):
    (folder / "audit.json").write_text(json.dumps(written))
    return audit_file(folder / "audit.json", out=folder / "report", quiet=True).report


def test_a_zip_of_sounds_is_audited(tmp_path):
    packed(tmp_path)
    stated = document(tmp_path, sampling_rate=8_000)
    report = audited(tmp_path, {**stated, "probes": stated["probes"][:3]})
    assert report["gate"] == "pass"
    check(report)
    told = " ".join(report["warnings"])
    assert "80 of 80 sounds listened to: sampled at 8,000 Hz (80)" in told


def test_a_torn_sound_is_named_and_its_row_left_out(tmp_path):
    packed(tmp_path, torn=sound_families.wav(TONES[0])[:500])
    report = audited(
        tmp_path, {**document(tmp_path, sampling_rate=8_000), "probes": ["fairness.error_rates"]}
    )
    told = " ".join(report["warnings"])
    assert "1 row is left out, because its sound cannot be decoded: torn.wav" in told
    assert report["dataset"]["rows"] == ROWS + 1


@pytest.mark.long
def test_the_service_audits_a_zip_of_sounds(tmp_path):
    packed(tmp_path)
    with service(tmp_path / "home") as up:
        done = submit(tmp_path, document(tmp_path, sampling_rate=8_000), up)
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))


def refused(folder, **preprocessing):
    with pytest.raises(Refused) as refusal:
        audited(folder, document(folder, **preprocessing))
    return refusal.value.problems[0]


def test_a_graph_without_a_stated_rate_is_refused_before_it_is_asked(tmp_path):
    packed(tmp_path)
    problem = refused(tmp_path)
    assert problem.field == "model.preprocessing.sampling_rate"
    assert "sampling_rate: 16000" in problem.remedy
