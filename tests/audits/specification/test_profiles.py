import json
import subprocess
import sys

from audits.specification.profiles import (
    Amounts,
    ColumnProfile,
    DatasetProfile,
    InputProfile,
    ModelProfile,
    UnreadColumn,
)
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
        unread=(UnreadColumn("photo", "binary values", "write text"),),
    )
    assert DatasetProfile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


def test_amounts_stand_beside_the_columns_which_earlier_releases_read_key_by_key() -> None:
    amounts = Amounts(("€",), ",", ".", minimum=1.5, maximum=2e6)
    price = ColumnProfile("price", Kind.CATEGORY, None, 40, 0, ("€ 1,5",), amounts=amounts)
    plain = ColumnProfile("age", Kind.NUMBER, None, 3, 0, ("1",), 1.0, 1.0)
    written = json.loads(json.dumps(DatasetProfile("csv", 3, (price, plain), "ab").to_json()))
    assert written["columns"][0].keys() == written["columns"][1].keys()
    assert "amounts" not in written["columns"][0]
    read = DatasetProfile.from_json(written)
    assert [column.amounts for column in read.columns] == [amounts, None]
    del written["amounts"]
    assert DatasetProfile.from_json(written).columns[0].amounts is None


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
