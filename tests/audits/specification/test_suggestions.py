import time

import pytest

from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import DatasetProfile
from audits.specification.suggestions import bounded_guesses, listed, most_similar, nearest, similar


def test_the_most_similar_name_is_meant():
    assert nearest("fairnes.rates", ["fairness.rates", "imbalance"]) == (
        "did you mean 'fairness.rates'?"
    )


def test_else_those_there_are_are_named_in_order():
    assert nearest("xyz", ["b", "a"]) == "known: a, b"
    assert nearest("xyz", []) == "there is none"
    assert listed("abcdefghij") == "a, b, c, d, e, f, g, h and 2 more"
    assert listed("ab", most=1) == "a and 1 more"


class Counted(list):
    """Names that count how often somebody went through them."""

    walked = 0

    def __iter__(self):
        self.walked += 1
        return super().__iter__()


def test_guesses_are_bounded_and_names_are_listed_then():
    known = Counted(f"column_{number:04}" for number in range(1000))
    with bounded_guesses(letters=40_000):  # 11 letters each: three looks, and no fourth
        said = [nearest("colum_0007", known) for _ in range(50)]
        assert similar("colum_0007", known) is None
    assert said[:3] == ["did you mean 'column_0007'?"] * 3
    assert set(said[4:]) == {
        "known: " + ", ".join(f"column_{number:04}" for number in range(8)) + " ..."
    }
    assert similar("colum_0007", known) == "column_0007"  # outside there is no bound


def test_a_bound_within_another_one_does_not_begin_anew():
    known = [f"column_{number:04}" for number in range(1000)]
    with bounded_guesses(letters=1):
        assert similar("colum_0007", known) is None
        with bounded_guesses():
            assert similar("colum_0007", known) is None


def test_five_hundred_mistaken_columns_of_nine_thousand_take_no_minutes():
    """Seven minutes of a thread of the API, for a document of forty kilobytes."""
    profile = DatasetProfile.from_json({
        "format": "csv", "rows": 9, "sha256": "0" * 64, "warnings": [],
        "columns": [
            {"name": f"a_rather_long_name_of_some_measurement_{number:05}", "kind": "number",
             "role": None, "distinct": 9, "missing": 0, "values": []}
            for number in range(9000)
        ],
    })  # fmt: skip
    columns = {f"a_rather_long_name_of_some_mesurement_{n:05}": {"role": "label"}
               for n in range(500)}  # fmt: skip
    document = parse_document({"dataset": {"path": "t.csv", "columns": columns}})
    began = time.process_time()
    with pytest.raises(Refused) as refusal:
        make_plan(document, dataset=profile, model=None)
    assert time.process_time() - began < 10
    remedies = [problem.remedy for problem in refusal.value.problems]
    assert "did you mean 'a_rather_long_name_of_some_measurement_00000'?" in remedies
    assert len(remedies) > 1


def test_several_similar_names_come_the_most_similar_first():
    # Letters in common, of both: fin_Latn and fin 6/11, and fra 4/11 (difflib's ratio, by hand).
    assert most_similar("fin", ["eng_Latn", "fra_Latn", "fin_Latn"], 2, cutoff=0.3) == [
        "fin_Latn", "fra_Latn",
    ]  # fmt: skip
    assert most_similar("fin", ["eng_Latn", "fra_Latn", "fin_Latn"], 5, cutoff=0.5) == ["fin_Latn"]
    with bounded_guesses(letters=0):
        assert most_similar("fin", ["fin_Latn"], 2) == []


def test_letters_that_changed_places_are_nearer_than_one_that_is_missing():
    assert similar("modle", ["mode", "model", "nuisance"]) == "model"
