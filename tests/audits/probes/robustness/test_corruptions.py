from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.robustness.corruptions import corruptions
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests import askable


class Spelling(askable.LinearText):
    """Answers yes where the word stands as it is spelt here."""

    def classify(self, features):
        self.asked += len(features["text"])
        found = ["good" in text.split() for text in features["text"]]
        return askable.two_classes(np.where(found, 0.9, 0.1))


def texts(rows=80):
    """Women's texts are all the word that counts; men's are all another."""
    sex = ["f", "m"] * (rows // 2)
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of([{"f": "good", "m": "bad"}[one] for one in sex])),
            Column("y", Role.LABEL, Categories.of([{"f": "yes", "m": "no"}[one] for one in sex])),
            Column("sex", Role.PROTECTED, Categories.of(sex), reference="m"),
        )
    )


def measured(subject, **parameters):
    held = list(corruptions(subject, **{"smallest_group": 5, **parameters}))
    exhibits = [each for each in held if isinstance(each, Exhibit)]
    return {(m.metric, m.group): m for m in held if not isinstance(m, Exhibit)}, exhibits


@pytest.fixture(scope="module")
def of_texts():
    return measured(Subject(texts(), Spelling({})))


def test_a_word_in_letters_of_another_script_is_another_word(of_texts):
    """By hand: of texts of one word every severity touches the word, so each woman's is lost."""
    numbers, _ = of_texts
    named = (("corruption", "look_alikes"),)
    assert numbers["corruption_clean_accuracy", ()].value == 1
    assert numbers["corruption_accuracy", named].value == 0.5
    assert numbers["corruption_loss", named].value == 0.5
    for severity in "12345":
        one = numbers["corruption_accuracy", (*named, ("severity", severity))]
        assert one.value == 0.5
        assert one.sample_size == 80
        # Wilson's limits of 40 of 80 (statsmodels' proportion_confint).
        assert (one.interval.lower, one.interval.upper) == pytest.approx((0.3930, 0.6070), abs=1e-4)


def test_it_says_whom_faults_cost_more(of_texts):
    numbers, _ = of_texts
    assert numbers["corruption_accuracy", (("sex", "m"),)].value == 1
    women = numbers["corruption_accuracy", (("sex", "f"),)]
    # Typos may exchange the two o; the other three kinds always change the word.
    assert 0 <= women.value < 0.25
    gap = numbers["corruption_accuracy_difference", (("sex", "f"),)]
    assert gap.value == pytest.approx(women.value - 1)
    assert gap.interval.upper < -0.7
    assert gap.reference == (("sex", "m"),)
    assert ("corruption_accuracy_difference", (("sex", "f"), ("severity", "5"))) in numbers


def test_it_shows_the_curve_and_rows_that_were_turned(of_texts):
    _, exhibits = of_texts
    curve, by_sex, pairs = exhibits
    assert [one["name"] for one in curve.content["series"]] == [
        "typos", "spacing", "look alikes", "letter case"
    ]  # fmt: skip
    assert all(len(one["points"]) == 6 for one in curve.content["series"])
    assert (
        "costs most: of 80 rows 100 of 100 are answered rightly as they are, 50"
        in (curve.content["note"])
    )
    assert {one["name"] for one in by_sex.content["series"]} == {"f", "m"}
    first = pairs.content["pairs"][0]
    assert first["before"]["text"] == "good"
    assert first["after"]["text"] != "good"


def test_the_mean_corruption_error_by_hand():
    """Half of the rows are wrong: over a baseline that errs on a quarter, twice as many."""
    numbers, _ = measured(Subject(texts(), Spelling({})), baseline={"look_alikes": 0.25})
    error = numbers["mean_corruption_error", ()]
    assert error.value == pytest.approx(2.0)
    assert error.sample_size == 80
    with pytest.raises(NotApplicable, match="none of the corruptions"):
        measured(Subject(texts(), Spelling({})), baseline={"fog": 0.5})


def test_without_a_baseline_there_is_no_mean_corruption_error(of_texts):
    assert ("mean_corruption_error", ()) not in of_texts[0]


def test_pictures_lose_what_they_are_told_by():
    """A model of how bright a corner is: noise with mean 0 leaves it, contrast and light do not."""
    pictures = askable.album(askable.spots(60))
    label = Column("y", Role.LABEL, Categories.of(["no", "yes"] * 30))
    numbers, exhibits = measured(
        Subject(Dataset((*pictures.columns, label)), askable.BrightCorner())
    )
    assert numbers["corruption_clean_accuracy", ()].value == 1
    assert numbers["corruption_accuracy", (("corruption", "gaussian_noise"),)].value == 1
    # Dark corners lie at 60 to 120 of 255: with .2 more, and with .3, they count as bright.
    lit = numbers["corruption_accuracy", (("corruption", "brightness"), ("severity", "5"))]
    assert lit.value == 0.5
    kinds = {group for metric, group in numbers if len(group) == 1 and group[0][0] == "corruption"}
    assert len(kinds) == 15
    assert [one.kind for one in exhibits] == ["curve", "pairs"]
    told = [pair["after"]["caption"].partition(",")[0] for pair in exhibits[1].content["pairs"]]
    assert len(set(told)) == len(told)
    assert exhibits[1].content["pairs"][0]["after"]["image"].startswith("data:image/png")


def test_what_cannot_be_corrupted_is_said():
    data = askable.people(columns=1)
    numbers, _ = measured(Subject(data, askable.LinearTable({"x0": 1.0})))
    swapped = numbers["corruption_accuracy", (("corruption", "swapped_columns"),)]
    assert isinstance(swapped, Undetermined)
    assert "fewer than two columns" in swapped.reason
    rounding = numbers["corruption_accuracy", (("corruption", "rounding"),)]
    assert isinstance(rounding, Estimate)


def test_labels_that_the_model_does_not_know_are_refused():
    data = texts()
    other = Categories.of(["up", "down"] * 40)
    columns = [replace(one, values=other) if one.name == "y" else one for one in data.columns]
    with pytest.raises(NotApplicable, match="no label is one of the model's classes"):
        measured(Subject(Dataset(tuple(columns)), Spelling({})))


def test_few_rows_decide_nothing():
    numbers, _ = measured(Subject(texts(10), Spelling({})), smallest_group=30)
    assert isinstance(numbers["corruption_accuracy", ()], Undetermined)
    assert "10 rows where 30 are needed" in numbers["corruption_accuracy", ()].reason


def test_the_order_of_rows_changes_nothing():
    data = texts()
    turned = data.take(np.random.default_rng(0).permutation(len(data)))
    one, other = (measured(Subject(each, Spelling({})))[0] for each in (data, turned))
    assert {key: getattr(m, "value", m.group) for key, m in one.items()} == {
        key: getattr(m, "value", m.group) for key, m in other.items()
    }
