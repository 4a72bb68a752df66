"""When schedules run, in words, and of which files they are."""

import pytest

from audits.errors import Problem, Refused
from service.records.unit_of_work import Records
from service.recurrence import check
from service.web import repeating
from tests.service.conftest import Place

AT = {**repeating.EMPTY, "time": "06:05"}
CASES = (
    ({**AT, "often": "daily"}, "5 6 * * *", "every day at 06:05, Europe/Berlin"),
    (
        {**AT, "often": "weekly", "weekday": "7"},
        "5 6 * * 0",
        "every Sunday at 06:05, Europe/Berlin",
    ),
    (
        {**AT, "often": "monthly", "day": "28"},
        "5 6 28 * *",
        "on day 28 of every month at 06:05, Europe/Berlin",
    ),
    (
        {**AT, "often": "monthly", "day": "L"},
        "5 6 L * *",
        "on the last day of every month at 06:05, Europe/Berlin",
    ),
)


@pytest.mark.parametrize(("form", "expression", "words"), CASES)
def test_words_become_cron_and_come_back(form: dict[str, str], expression: str, words: str) -> None:
    assert repeating.trigger_of(form, has_model=False) == ("cron", expression)
    check(expression, "Europe/Berlin")
    assert repeating.when_in_words("cron", expression, "Europe/Berlin") == words
    fields = repeating.form_of("cron", expression)
    assert fields is not None
    assert repeating.trigger_of({**AT, **fields}, has_model=False) == ("cron", expression)


@pytest.mark.parametrize("expression", ["*/5 * * * *", "0 3 1 * 1", "0 3 31 * *", "0 3 * 2 *"])
def test_what_the_form_has_no_words_for_is_shown_as_it_is(expression: str) -> None:
    assert repeating.form_of("cron", expression) is None
    assert expression in repeating.when_in_words("cron", expression, "UTC")


def test_a_new_version_is_waited_for_of_what_is_uploaded() -> None:
    form = {**AT, "often": "dataset_version", "time": ""}
    assert repeating.trigger_of(form, has_model=False) == ("dataset_version", None)
    assert repeating.when_in_words("dataset_version", None, "UTC") == (
        "with each new version of the dataset"
    )
    with pytest.raises(Refused, match="no uploaded model"):
        repeating.trigger_of({**form, "often": "model_version"}, has_model=False)


def test_everything_wrong_is_said_at_once() -> None:
    wrong = {**AT, "often": "weekly", "time": "25:99", "weekday": "8", "overlap": "?"}
    with pytest.raises(Refused) as caught:
        repeating.trigger_of(wrong, has_model=False)
    assert [problem.field for problem in caught.value.problems] == ["overlap", "time", "weekday"]
    shown = repeating.on_page(Problem("expression", "bad", "mend it"))
    assert (shown.anchor, shown.where_on_page) == ("often", "How often")


def test_a_document_names_the_newest_version_or_a_pinned_one(place: Place) -> None:
    version = place.upload(name="applicants")
    document = {"dataset": {"id": version, "columns": {"sex": {"role": "protected"}}}}
    records: Records = place.records
    with records.reading(place.tenants["ours"]) as unit:
        label = unit.datasets.find(version).version
        newest = repeating.of_newest(unit, document)
        assert newest == {"dataset": {"name": "applicants", **_columns(document)}}
        pinned = {"dataset": {"name": "applicants", "version": label, **_columns(document)}}
        assert repeating.of_newest(unit, pinned) == newest
        said = [repeating.subjects(unit, each)[0] for each in (document, pinned, newest)]
        erased = repeating.subjects(unit, {"dataset": {"id": "dsv_gone"}, "policy": "strict"})
    assert said == [
        ("dataset", f"applicants {label}", True),
        ("dataset", f"applicants {label}", True),
        ("dataset", "applicants, its newest version", False),
    ]
    assert erased == [
        ("dataset", "dsv_gone, which was erased", True), ("policy", "Strict", False),
    ]  # fmt: skip


def _columns(document: dict[str, dict[str, object]]) -> dict[str, object]:
    return {"columns": document["dataset"]["columns"]}


def test_protected_columns_whose_reference_nobody_named_are_found() -> None:
    columns = {
        "sex": {"role": "protected", "reference": "male"}, "age": {"role": "protected"},
        "origin": "protected", "y": {"role": "label"}, "z": "feature",
    }  # fmt: skip
    assert repeating.open_references({"dataset": {"columns": columns}}) == ["age", "origin"]
    assert repeating.open_references({"dataset": {"id": "dsv_1"}}) == []
