import pytest

from audits.errors import Refused
from audits.specification.durations import about, seconds_of, spelled
from audits.specification.parsing import parse_document


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("10m", 600), ("2h", 7200), (" 1.5H ", 5400), ("168h", 604800)],
)
def test_what_people_write_is_read(text, seconds):
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "10", "m", "-5m", "10 minutes", "1e3s", "0s", "169h", "½h"])
def test_what_is_no_length_of_time_is_refused_with_a_form(text):
    with pytest.raises(ValueError, match=r"e\.g\. 90s, 10m or 2h"):
        seconds_of(text)


@pytest.mark.parametrize(
    ("seconds", "text"), [(600, "10m"), (90, "90s"), (7200, "2h"), (5400, "90m"), (0.2, "1s")]
)
def test_each_length_has_one_spelling(seconds, text):
    assert spelled(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1s"), (89, "89s"), (100, "2m"), (5399, "90m"), (5400, "1.5h"), (36_000, "10h")],
)
def test_times_for_reading_have_two_digits(seconds, text):
    assert about(seconds) == text


def settings(found):
    return parse_document({"dataset": {"path": "x.csv"}, "settings": found}).settings


def test_equal_budgets_are_one_budget_and_the_default_stands_in_no_plan():
    assert settings({"budget": "7200s"}) == settings({"budget": "2h"})
    assert settings({"budget": "2h"}).to_json()["budget"] == "2h"
    assert settings({}).budget_seconds == 600
    assert "budget" not in settings({"budget": "600s"}).to_json()


def test_a_document_with_another_budget_keeps_its_other_settings():
    document = parse_document({"dataset": {"path": "x.csv"}, "settings": {"seed": 3}})
    found = document.with_budget("2h")
    sent = found.model_dump(mode="json", exclude_unset=True)
    assert sent["settings"] == {"seed": 3, "budget": "2h"}
    assert found.dataset == document.dataset


@pytest.mark.parametrize("found", [600, "soon", True, None])
def test_a_budget_without_a_unit_is_refused(found):
    with pytest.raises(Refused, match=r"settings\.budget"):
        settings({"budget": found})
