"""A remedy that is printed works when it is copied: put where the refusal points, it is gone."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from audits.data.reading import profile_dataset, read_dataset
from audits.errors import Refused
from audits.perturbations.synonyms import own_list
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
    if parts[0] == "policy":
        place = body["policy"]["rules"][int(parts[2])]
        place.pop(parts[-1], None)  # what is said instead takes its place
    elif parts[0] != "document":
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


def rule(**said: object) -> Body:
    """A document with groups, answers and one rule."""
    sex = {"role": "protected"}
    return document(word=sex, p={"role": "prediction", "map": {"Yes": "yes", "No": "no"}}) | {
        "policy": {"rules": [said]}
    }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (rule(metric="accuracy", at_least=80), "off_scale"),
        (rule(metric="demographic_parity_difference", attribute="word", at_most=10), "off_scale"),
        (rule(metric="impact_ratio", attribute="word", at_least=80), "off_scale"),
        (rule(metric="impact_ratio", attribute="word", within=0.2), "off_scale"),
        (rule(metric="impact_ratio", attribute="word", within=[0.8, 1.25]), "off_scale"),
        (rule(metric="accuracy", within=[80, 90]), "off_scale"),
        (rule(metric="adjusted_odds_ratio", attribute="word", within=0.2), "off_scale"),
        (rule(metric="accuracy", probe="fairness.calibration", at_least=0.5), "wrong_probe"),
    ],
)  # fmt: skip
def test_a_remedy_for_a_rule_or_a_score_works(path: Path, body: Body, code: str) -> None:
    refused = tried(body, path, None)
    (field,) = [field for field, (found, _) in refused.items() if found == code]
    keys = [key for key in refused[field][1].split("`")[1::2] if ":" in key]
    assert keys, refused[field]
    for key in keys:
        assert field not in tried(applied(body, field, key), path, None), key


def test_a_score_beside_a_favourable_0_is_of_the_class_that_the_remedy_names(
    tmp_path: Path,
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("y,s\n" + "0,0.25\n1,0.75\n" * 20)
    body = document(y={"role": "label", "favourable": "0"}, s={"role": "score"})
    (field,) = (refused := tried(body, path, None))
    code, remedy = refused[field]
    assert code == "positive_needed"
    for key in (key for key in remedy.split("`")[1::2] if ":" in key):
        assert tried(applied(body, field, key), path, None) == {}, key


def test_a_rule_without_an_overall_value_takes_the_attribute_of_its_remedy(path: Path) -> None:
    refused = tried(rule(metric="impact_ratio", at_least=0.8), path, None)
    code, remedy = refused["policy.rules.0"]
    assert code == "no_overall"
    assert "`attribute: sex`" in remedy  # an example; the column is ours to choose
    body = applied(rule(metric="impact_ratio", at_least=0.8), "policy.rules.0", "attribute: word")
    assert tried(body, path, None) == {}


def test_what_is_no_document_starts_as_its_remedy_says(path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        parse_document(["a"])
    assert "`dataset:`" in refusal.value.problems[0].remedy
    assert parse_document(load_yaml("dataset: {path: t.csv}")).dataset is not None


def test_rows_that_none_fits_are_all_taken_again(path: Path) -> None:
    from evenhand.local import audit_file

    body = document(p={"role": "prediction", "map": {"Yes": "yes", "No": "no"}})
    body |= {"rows": {"word": "z"}, "probes": ["fairness.error_rates"]}
    (path.parent / "audit.json").write_text(json.dumps(body))
    with pytest.raises(Refused) as refusal:
        audit_file(path.parent / "audit.json", out=path.parent / "report", quiet=True)
    (problem,) = refusal.value.problems
    assert problem.field == "rows"
    assert "`rows: all`" in problem.remedy
    (path.parent / "audit.json").write_text(json.dumps(body | {"rows": "all"}))
    report = audit_file(path.parent / "audit.json", out=path.parent / "report", quiet=True).report
    assert report["dataset"]["rows"] == len(ROWS)


def test_a_word_with_its_others_is_read_as_the_remedy_writes_it() -> None:
    with pytest.raises(Refused) as refusal:
        own_list(["film movie"], "settings.synonyms")
    (example,) = refusal.value.problems[0].remedy.split("`")[1::2]
    assert own_list([example], "settings.synonyms")["film"] == ("movie", "picture")
