import json
import subprocess
import sys

from audits.specification.profiles import ColumnProfile, DatasetProfile, InputProfile, ModelProfile
from audits.specification.roles import Kind, Role


def test_a_dataset_profile_survives_json() -> None:
    profile = DatasetProfile(
        "csv",
        3,
        (
            ColumnProfile("sex", Kind.CATEGORY, Role.PROTECTED, 2, 1, ("male", "female")),
            ColumnProfile("age", Kind.NUMBER, None, 3, 0, ("1", "2", "3"), 1.0, 3.0),
        ),
        "ab" * 32,
        ("one value is missing",),
    )
    assert DatasetProfile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


def test_a_model_profile_survives_json() -> None:
    profile = ModelProfile(
        "onnx",
        "classification",
        (InputProfile("age", Kind.NUMBER, "float32", (None, 1)),),
        (InputProfile("label", None, "int64", (None,)),),
        ("no", "yes"),
        ("Classifier",),
        True,
        "cd" * 32,
        12,
    )
    assert ModelProfile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


def test_profiles_need_no_numpy() -> None:
    program = "import sys, audits.specification.profiles; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
