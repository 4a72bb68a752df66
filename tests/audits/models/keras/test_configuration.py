"""Configurations as attackers and people write them; nothing of them is made."""

import json
import os
import zipfile
from pathlib import Path

import pytest

from audits.errors import Refused
from audits.models.keras.configuration import check_archive, check_configuration
from tests.lazily import lazily

os.environ["KERAS_BACKEND"] = "torch"
keras = lazily("keras")
PATH = Path("m.keras")


def layer(name="Dense", module="keras.layers", **more):
    return {"class_name": name, "module": module, "config": {"units": 2, **more}}


def model(*layers):
    parts = {"name": "s", "layers": list(layers)}
    return {"class_name": "Sequential", "module": "keras", "config": parts}


def test_layers_of_keras_are_let_and_what_training_needs_is_left_aside():
    training = {"loss": {"class_name": "function", "module": "builtins", "config": "my_loss"}}
    policy = {"class_name": "DTypePolicy", "module": "keras", "config": {"name": "float32"}}
    given = {**model(layer(dtype=policy)), "compile_config": training}
    check_configuration(PATH, json.dumps(given))


def test_keras_2_names_no_modules():
    start = {"class_name": "GlorotUniform", "config": {"seed": None}}
    old = {"class_name": "Dense", "config": {"units": 2, "kernel_initializer": start}}
    check_configuration(PATH, json.dumps({"class_name": "Model", "config": {"layers": [old]}}))


@pytest.mark.parametrize(
    ("part", "code"),
    [
        (layer("Lambda"), "code_in_model"), (layer("TFSMLayer"), "code_in_model"),
        (layer("TorchModuleWrapper"), "code_in_model"),
        (layer(kernel_initializer={"class_name": "__lambda__", "config": {}}), "code_in_model"),
        (layer("StringLookup", vocabulary="/etc/passwd"), "layer_not_read"),
        (layer("system", "os"), "custom_layer"), (layer("Dense", "mine"), "custom_layer"),
        (layer("Mine", None), "custom_layer"), (layer(["Dense"]), "custom_layer"),
        (layer("get_file", "keras.utils"), "custom_layer"),
        (layer("function", "keras.src.utils.file_utils"), "custom_layer"),
        (layer(activation={"class_name": "function", "module": "builtins", "config": "eval",
                           "registered_name": "function"}), "custom_layer"),
        ({**layer(), "registered_name": "mine>Dense"}, "custom_layer"),
    ],
)  # fmt: skip
def test_what_is_code_or_of_ones_own_is_refused_with_a_remedy(part, code):
    with pytest.raises(Refused) as refusal:
        check_configuration(PATH, json.dumps(model(part)))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("model", code)
    assert problem.remedy


@pytest.mark.parametrize("text", ["", "{}", "[1]", "[" * 3000, '{"class_name"'])
def test_what_is_no_configuration_is_refused(text):
    with pytest.raises(Refused, match="save it again"):
        check_configuration(PATH, text)


@pytest.mark.parametrize("content", [b"PK\x03\x04", b""])
def test_an_archive_that_was_cut_is_refused(tmp_path, content):
    (tmp_path / "m.keras").write_bytes(content)
    with pytest.raises(Refused, match="save it again"):
        check_archive(tmp_path / "m.keras")


def test_a_configuration_larger_than_any_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.keras", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("config.json", b" " * (65 * 2**20))
    with pytest.raises(Refused, match="larger than any"):
        check_archive(tmp_path / "m.keras")
