"""More data: planted curves are carried on, for whom, and nothing where nothing can be told."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.tradeoffs.learning_curve import learning_curve
from audits.specification.roles import Role
from tests.audits.tradeoffs.taught_tables import table
from tests.subjects import Subject

GAIN, LEVEL = "accuracy_gain_of_twice_the_data", "accuracy_with_twice_the_data"
GAP, SCORE = "accuracy_difference_with_twice_the_data", "score_gain_of_twice_the_data"
FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def measured(data, **parameters):
    subject = Subject(data)
    results = list(learning_curve(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in results if not isinstance(m, Exhibit)}
    return numbers, [m for m in results if isinstance(m, Exhibit)], subject.warnings


def recorded(truth, sizes, draws, seed, *, error=0.005):
    """Scores of everyone and of two groups. truth: score by size, of each."""
    rng = np.random.default_rng(seed)
    rows = [(sex, size, draw) for sex in truth for size in sizes for draw in range(draws)]
    scores = [truth[sex](size) + rng.normal(0, error) for sex, size, _ in rows]
    return Dataset(
        (
            Column("rows", Role.FEATURE, Numbers(np.array([float(size) for _, size, _ in rows]))),
            Column("seed", Role.ID, Categories.of([str(draw) for _, _, draw in rows])),
            Column("sex", Role.PROTECTED, Categories.of([sex for sex, _, _ in rows]),
                   reference="m"),
            Column("score", Role.SCORE, Numbers(np.array(scores))),
        )
    )  # fmt: skip


def test_recorded_scores_are_carried_on_for_everyone_and_each_group():
    truth = {None: lambda n: 0.9 - 2 * n**-0.5, "f": lambda n: 0.9 - 3 * n**-0.5,
             "m": lambda n: 0.9 - n**-0.5}  # fmt: skip
    numbers, exhibits, _ = measured(
        recorded(truth, (100, 200, 400, 800), 10, 1), size_column="rows"
    )
    step = 800**-0.5 - 1600**-0.5
    for group, rise in (((), 2), (FEMALE, 3), (MALE, 1)):
        assert rise * step in numbers[SCORE, group].interval
    gap = numbers["score_gain_of_twice_the_data_difference", FEMALE]
    assert 2 * step in gap.interval
    assert gap.reference == MALE
    assert [one.kind for one in exhibits] == ["statement", "curve", "curve", "curve", "table"]
    assert numbers[SCORE, ()].method == "profiled (recorded scores, of the draws)"


def test_double_descent_is_no_curve():
    descent = {100: 0.7, 200: 0.8, 400: 0.65, 800: 0.85, 1600: 0.9}
    numbers, exhibits, _ = measured(
        recorded({None: descent.get}, descent, 8, 2), size_column="rows"
    )
    number = numbers[SCORE, ()]
    assert isinstance(number, Undetermined)
    assert "the score falls from 200 to 400 rows" in number.reason
    assert "cannot be told" in exhibits[0].content["words"]


def test_a_surrogate_of_rows_says_what_more_would_bring_and_to_whom():
    numbers, exhibits, warnings = measured(table(400, 3), surrogates=10)
    gain, gap = numbers[GAIN, ()], numbers[GAP, FEMALE]
    assert isinstance(gain, Estimate)
    assert gain.interval.lower < gain.value < gain.interval.upper
    # Of the group whose labels were turned in a fifth of the rows nobody can be right in more.
    assert gap.value < -0.05
    assert numbers[LEVEL, FEMALE].value < 0.85
    shots = [numbers["few_shot_accuracy", (("shots", each),)].value for each in ("1", "20")]
    assert 0.5 < shots[0] < shots[1] < numbers[LEVEL, ()].value
    kinds = ["statement", "curve", "curve", "curve", "table", "table"]
    assert [one.kind for one in exhibits] == kinds
    assert not warnings


def test_labels_that_are_noise_teach_nothing():
    numbers, _, _ = measured(table(200, 8, noise=True), surrogates=10)
    assert isinstance(numbers[GAIN, ()], Undetermined)
    assert numbers[GAIN, ()].reason.startswith("the surrogate learns nothing: with 160 rows")


def test_a_rare_class_has_few_shots_of_few():
    data = table(200, 5)
    label = Categories.of(["yes"] * 4 + ["no"] * 196)
    columns = [one if one.name != "y" else Column("y", Role.LABEL, label, positive="yes")
               for one in data.columns]  # fmt: skip
    numbers, _, warnings = measured(Dataset(tuple(columns)), surrogates=10)
    assert [dict(group)["shots"] for metric, group in numbers if metric == "few_shot_accuracy"] == [
        "1", "2",
    ]  # fmt: skip
    assert "5, 10, 20 rows of each class are more than half of the 4 of yes" in warnings[0]


def test_an_unknown_column_of_sizes_is_refused():
    with pytest.raises(NotApplicable, match="there is no column 'sizes'"):
        measured(recorded({None: float}, (1, 2), 3, 6), size_column="sizes")


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_loss_that_falls_is_a_gain(better):
    loss = {None: lambda n: 0.1 + 2 * n**-0.5}
    numbers, _, _ = measured(
        recorded(loss, (100, 200, 400, 800), 10, 7), size_column="rows", better=better
    )
    number = numbers[SCORE, ()]
    if better == "lower":
        assert 2 * (800**-0.5 - 1600**-0.5) in number.interval
    else:
        assert isinstance(number, Undetermined)
        assert "the score falls" in number.reason
