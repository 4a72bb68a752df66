"""What a protected result loses, and what it keeps."""

import json

from audits.measurement import Exhibit, Undetermined
from audits.planning.steps import Step
from audits.report import exhibits as drawn
from audits.running.disclosure import COUNTS, WITHHELD, withheld
from audits.running.step_result import StepResult
from audits.specification.few_people import OF_ROWS
from audits.statistics.share_measurements import Pair, Share, Stated, gap, rate

STATED = Stated(0.95, 1)
# Kinds of exhibits that count many people at once, and show nobody.
OF_MANY = {
    "calibration", "checklist", "claims", "confusion_matrix", "curve", "facts", "groups",
    "heat_map", "pareto", "precision_recall", "prevalence", "reliability", "statement", "strata",
    "table", "thresholds",
}  # fmt: skip


def share(hits, trials, group=(("sex", "f"),)):
    return rate("accuracy", group, Share(hits, trials, trials), STATED)


def result(*items, warnings=()):
    measurements = tuple(one for one in items if not isinstance(one, Exhibit))
    exhibits = tuple(one for one in items if isinstance(one, Exhibit))
    step = Step(0, "fairness.error_rates", 1, {})
    return StepResult(step, "ran", measurements, exhibits, warnings=warnings)


def test_one_to_four_people_of_a_group_are_withheld_without_a_trace_of_their_number():
    few, everyone = share(1, 3), share(1, 3, ())
    enough = rate("base_rate", (("sex", "f"),), Share(2, 5, 5), STATED)
    gap_of_few = gap("accuracy_difference", (("sex", "f"),), (("sex", "m"),),
                     Pair(Share(1, 4, 4), Share(50, 100, 100)), STATED)  # fmt: skip
    kept = withheld(result(few, enough, everyone, gap_of_few), ["sex"]).measurements
    assert kept[1:3] == (enough, everyone)
    for lost in (kept[0], kept[3]):
        assert isinstance(lost, Undetermined)
        assert lost.reason == WITHHELD
        assert lost.raw is None
    assert kept[0].sample_size == 0
    assert kept[3].sample_size == (0, 0)


def test_what_would_give_it_by_subtraction_is_withheld_with_it():
    """Of 100 people 60, 30, 7 and 3: without the 3 the others tell it, with the 7 they tell 10."""
    towns = [share(1, n, (("town", name),)) for name, n in zip("abcd", (60, 30, 7, 3), strict=True)]
    everyone = share(1, 100, ())
    kept = withheld(result(everyone, *towns), ["town"]).measurements
    assert kept[:3] == (everyone, *towns[:2])
    assert all(isinstance(one, Undetermined) and one.reason == WITHHELD for one in kept[3:])


def test_several_of_fewer_than_five_together_take_one_more():
    towns = [share(1, n, (("town", name),)) for name, n in zip("abc", (60, 3, 1), strict=True)]
    kept = withheld(result(*towns), ["town"]).measurements
    assert all(isinstance(one, Undetermined) for one in kept)


def test_single_rows_and_small_counts_are_not_shown_and_that_is_said():
    rows = Exhibit("sentences", "Rows", {"rows": [["a"]]})
    strata = Exhibit("strata", "By town", {"strata": [{"n": [40, 3]}]})
    large = Exhibit("strata", "By town", {"strata": [{"n": [40, 30]}], "left_out": 1})
    kept = withheld(result(rows, strata, large), ["sex"])
    assert [one.to_json() for one in kept.exhibits] == [large.to_json()]
    assert kept.warnings[-1].startswith("2 pictures are withheld")


def test_personal_data_is_masked_wherever_it_stands():
    facts = Exhibit("facts", "x", {"facts": [{"question": "q", "answer": "ask a@b.org"}]})
    kept = withheld(result(facts, warnings=("row of a@b.org",)), [])
    written = json.dumps([kept.exhibits[0].to_json(), kept.warnings])
    assert "a@b.org" not in written
    assert written.count("[e-mail address]") == 2


def test_every_kind_of_exhibit_is_known_to_show_rows_or_not():
    from pkgutil import iter_modules

    kinds = {one.name for one in iter_modules(drawn.__path__) if not one.name.startswith("_")}
    assert kinds == OF_ROWS | OF_MANY
    assert not OF_ROWS & OF_MANY
    assert "n" in COUNTS
