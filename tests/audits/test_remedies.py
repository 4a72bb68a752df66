"""A remedy that is printed works when it is copied: put where the refusal points, it is gone."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.profiles import InputProfile, ModelProfile

MODEL = ModelProfile(
    "onnx", "classification", (InputProfile("X", None, "float32", (None, 2)),), (), ("0", "1"),
    ("Classifier",), True, "1" * 64,
)  # fmt: skip
HEADER = "age,income,zip,class,word,comma,y,p"
ROWS = [
    f"{20 + place % 50},{place / 7:.3f},{10_000 + place},{'ab'[place % 2]},"
    f'{"?" if place == 4 else place},"{place + 1},{500 + place % 10}",'
    f"{'no' if place % 3 else 'yes'},{'No' if place % 4 else 'Yes'}"
    for place in range(200)
]
Body = dict[str, Any]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "t.csv"
    found.write_text("\n".join([HEADER, *ROWS]) + "\n")
    return found


def document(**columns: Body) -> Body:
    columns.setdefault("y", {"role": "label", "positive": "yes"})
    return {"dataset": {"path": "t.csv", "columns": columns}, "settings": {"smallest_group": 2}}


def tried(body: Body, path: Path, model: ModelProfile | None) -> dict[str, tuple[str, str]]:
    """Code and remedy of each refusal, by its field."""
    try:
        plan = make_plan(parse_document(body), dataset=profile_dataset(path), model=model)
        data = read_dataset(path, plan.columns)
        if any(spec.role == "prediction" for spec in plan.columns.values()):
            from tests.subjects import Subject

            Subject(data).predictions  # noqa: B018 (asking is the test)
    except Refused as refused:
        return {problem.field: (problem.code, problem.remedy) for problem in refused.problems}
    return {}


def applied(body: Body, field: str, key: str) -> Body:
    """The document with `key: value` where the refusal points."""
    body, said = deepcopy(body), load_yaml(key)
    assert isinstance(said, dict), key
    place: Body = body
    parts = field.split(".")
    # What a column's own key is refused for is mended on the column.
    for part in parts[:3] if parts[1] == "columns" else parts[:1]:
        place = place.setdefault(part, {})
    place.update(said)
    return body


@pytest.mark.parametrize(
    ("body", "code", "model"),
    [
        (document(age={"role": "protected"}, zip={"role": "protected"}), "needs_cut", None),
        (document(income={"role": "protected"}), "needs_cut", None),
        (document(**{"class": {"role": "protected"}}), "reserved_name", None),
        (document(word={"kind": "number"}), "not_a_number", None),
        (document(word={"role": "protected", "cut": [50]}), "not_a_number", None),
        (document(comma={"kind": "number"}), "ambiguous_number", None),
        (document(comma={"role": "nuisance", "kind": "number"}), "ambiguous_number", None),
        (document(y={"role": "label"}), "favourable_needed", None),
        (document(p={"role": "prediction"}), "spelled_differently", None),
        (document(), "input_not_fed", MODEL),
    ],
)
def test_a_remedy_that_is_copied_works(
    path: Path, body: Body, code: str, model: ModelProfile | None
) -> None:
    if model is None and code != "spelled_differently":
        body["dataset"]["columns"].setdefault(
            "p", {"role": "prediction", "map": {"Yes": "yes", "No": "no"}}
        )
    refused = tried(body, path, model)
    assert code in {found for found, _ in refused.values()}, refused
    for field, (found, remedy) in refused.items():
        if found != code:
            continue
        keys = [key for key in remedy.split("`")[1::2] if ":" in key]
        assert keys, remedy
        for key in keys:
            if code == "input_not_fed":  # the columns are ours to choose among those named
                key = "inputs: {X: [age, income]}" if "X" in key else key
            assert field not in tried(applied(body, field, key), path, model), (key, remedy)
