"""Canaries in a language model that is trained here, and models whose memory is known."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Continuing
from audits.models.opening import open_model
from audits.privacy.exposure import CHANCE
from audits.privacy.exposure import METRIC as EXPOSURE
from audits.probes.privacy.memorisation import memorisation
from audits.probing.subject import Subject
from audits.specification.document import ModelSpec
from tests.audits.privacy.reciting import Filling, Reciting, numbered, table
from tests.audits.privacy.small_language_model import drawn, trained


def measured(data, model, **parameters):
    yielded = list(memorisation(Subject(data, model), **parameters))
    return {
        (m.metric, dict(m.group).get("inserted")): m for m in yielded if not isinstance(m, Exhibit)
    }, yielded[-1]


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    inserted = drawn(controls=600)
    folder = trained(tmp_path_factory.mktemp("canaries") / "model", inserted)
    model = open_model(folder, ModelSpec(), scratch=tmp_path_factory.mktemp("scratch"))
    assert isinstance(model, Continuing)
    return measured(table(inserted), model, prefix=7, suffix=3)


def test_exposure_rises_with_how_often_a_canary_was_inserted(numbers):
    by_times, _ = numbers
    line = [by_times["canary_exposure", times] for times in ("1", "10", "100")]
    values = [one.value for one in line]
    assert values == sorted(values)
    assert line[2].interval.lower > CHANCE
    assert line[2].value > values[0] + 1


def test_controls_that_were_never_inserted_are_at_chance(numbers):
    by_times, _ = numbers
    never = by_times["canary_exposure", "0"]
    assert never.sample_size == 300
    assert never.interval.lower < CHANCE < never.interval.upper


def test_frequent_canaries_are_continued_and_controls_are_not(numbers):
    by_times, shown = numbers
    often, never = by_times["verbatim_share", "100"], by_times["verbatim_share", "0"]
    assert often.value > never.value + 0.2
    assert by_times["verbatim_gain", "100"].interval.lower > 0
    assert by_times["verbatim_gain", "100"].reference == (("inserted", "0"),)
    # All of them are no group that a sentence could hold against another one.
    assert by_times["verbatim_gain", None].reference is None
    answers = {fact["question"]: fact["answer"] for fact in shown.content["facts"]}
    assert answers["Inserted"] == "30 texts 1 times, 30 texts 10 times, 30 texts 100 times"
    assert "7 tokens given, 3 asked for" in answers["Continued"]
    assert "8.2 bits" in answers["Most that so many controls can show"]


def test_a_model_that_was_never_taught_them_is_at_chance(tmp_path):
    inserted = drawn(controls=120)
    folder = trained(tmp_path / "model", inserted, passes=0)
    by_times, _ = measured(table(inserted), open_model(folder, ModelSpec(), scratch=tmp_path),
                           prefix=7, suffix=3)  # fmt: skip
    for times in ("1", "10", "100", "0"):
        interval = by_times["canary_exposure", times].interval
        assert interval.lower < CHANCE < interval.upper


def test_near_matches_are_counted_apart_and_short_texts_are_told():
    inserted = {
        2: numbered("known", 20) + numbered("hazy", 12) + numbered("short", 4, 3),
        0: numbered("other", 40),
    }
    by_times, shown = measured(table(inserted), Reciting(), prefix=5, suffix=5)
    assert by_times["verbatim_share", "2"].value == 20 / 32
    assert by_times["near_verbatim_share", "2"].value == 12 / 32
    assert by_times["verbatim_share", "0"].value == 0
    assert by_times["verbatim_share", None].sample_size == 32
    assert shown.content["facts"][-1]["answer"].endswith("4 texts are shorter")


def test_a_model_that_fills_gaps_is_not_asked_to_go_on():
    by_times, _ = measured(table({1: numbered("a", 40), 0: numbered("b", 80)}), Filling())
    assert isinstance(by_times["verbatim_share", None], Undetermined)
    assert isinstance(by_times["canary_exposure", "1"], Estimate)


def test_a_control_that_was_inserted_is_no_control():
    inserted = {1: numbered("a", 40), 0: [*numbered("b", 80), numbered("a", 1)[0].upper() + "!"]}
    subject = Subject(table(inserted), Filling())
    list(memorisation(subject))
    assert any(text.startswith("1 controls stand among") for text in subject.warnings)


@pytest.mark.parametrize("inserted", [{0: numbered("b", 5)}, {1: numbered("b", 5)}])
def test_without_one_side_it_is_not_run_with_a_remedy(inserted):
    with pytest.raises(NotApplicable) as refusal:
        measured(table(inserted), Filling())
    assert "role `split`" in refusal.value.remedy


def test_texts_without_a_likelihood_are_left_out_and_hide_what_they_could_show():
    """The interval is drawn from the others alone; a missing control moves every rank."""

    class Silent(Filling):
        def log_likelihood(self, sentences):
            found = super().log_likelihood(sentences)
            return np.where(["w3x" in text for text in sentences], np.nan, found)

    subject = Subject(table({1: numbered("a", 40), 0: numbered("b", 80)}), Silent())
    lines = [line for line in memorisation(subject) if getattr(line, "metric", "") == EXPOSURE]
    whole = next(line for line in lines if line.group == ())
    assert whole.sample_size == 39
    assert whole.unanswered.rows in (1, 2)  # the one control may rank, or show chance
    assert any("2 of 120 texts have no likelihood" in text for text in subject.warnings)
