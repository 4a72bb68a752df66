"""Published success rates of an attack beside its 2,100 recorded attempts."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Interval, Unanswered, Undetermined
from audits.probes.claims.published import published
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.probes.published import pixel_attacks

# What the authors print, in percent of a hundred pictures each, for 1, 3 and 5 pixels.
PRINTED = {
    "lecun_net": (63, 92, 93), "pure_cnn": (13, 58, 63), "net_in_net": (34, 73, 73),
    "resnet": (34, 79, 79), "densenet": (31, 71, 69), "wide_resnet": (19, 58, 65),
    "capsnet": (19, 39, 36),
}  # fmt: skip


def measured(data, **parameters):
    yielded = list(published(Subject(data), **parameters))
    numbers = {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}
    tables = [one.content["rows"] for one in yielded if isinstance(one, Exhibit)]
    return numbers, tables[0] if tables else []


@pytest.fixture(scope="module")
def attempts():
    rows = pixel_attacks()
    networks, pixels, _, labels, answers = zip(*rows, strict=True)
    success = ["1" if label != answer else "0" for *_, label, answer in rows]
    columns = {
        "model": (Role.FEATURE, networks), "pixels": (Role.FEATURE, map(str, pixels)),
        "true": (Role.LABEL, labels), "predicted": (Role.PREDICTION, answers),
        "success": (Role.FEATURE, success),
    }  # fmt: skip
    return Dataset(
        tuple(Column(name, role, Categories.of(list(of))) for name, (role, of) in columns.items())
    )


def figures(models):
    return tuple(
        f"{model}, {pixels}: {figure} %"
        for model in models
        for pixels, figure in zip((1, 3, 5), PRINTED[model], strict=True)
    )


def test_the_published_rates_are_those_of_answers_that_changed(attempts):
    models = sorted(set(attempts["model"].values.levels) & PRINTED.keys())
    assert len(models) >= 4
    said = {"printed": figures(models), "by": ("model", "pixels"), "outcome": "success"}
    numbers, rows = measured(attempts, **said, reading="changed")
    assert {row[3] for row in rows} == {"agrees"}
    assert rows[0][2].endswith("of 100 (" + rows[0][1].removesuffix(" %") + ".0 %)")
    first = numbers["published_difference", (("set", f"{models[0]}, 1"),)]
    assert first.value == pytest.approx(0.0)
    assert first.sample_size == 100


def test_as_the_success_of_a_targeted_attack_they_measure_something_else(attempts):
    numbers, rows = measured(
        attempts, printed=("lecun_net, 1: 63 %",), by=("model", "pixels"),
        reading="target reached",
    )  # fmt: skip
    ((_, _, recorded, standing, why),) = rows
    assert (recorded, standing) == ("–", "measures something else")
    assert "the table does not say whether the answer is the target" in why
    assert "counted where the answer is not the label: 63 of 100 (63.0 %)" in why
    held = numbers["published_difference", (("set", "lecun_net, 1"),)]
    assert isinstance(held, Undetermined)


def test_each_reading_is_counted_by_hand():
    data = Dataset(
        (
            Column("s", Role.SYSTEM, Categories.of(["a"] * 40 + ["b"] * 40)),
            Column("y", Role.LABEL, Categories.of(["1"] * 80)),
            Column("p", Role.PREDICTION, Categories.of((["1"] * 30 + ["0"] * 10) * 2)),
        )
    )
    numbers, rows = measured(data)
    assert rows == []
    right = numbers["recorded_share", (("reading", "right"), ("system", "a"))]
    assert (right.value, right.sample_size) == (0.75, 40)
    assert numbers["recorded_share", (("reading", "changed"), ("system", "b"))].value == 0.25
    numbers, rows = measured(data, printed=("a: 70 %", "b: 0.75"))
    assert [row[3] for row in rows] == ["contradicts", "agrees"]
    gap = numbers["published_difference", (("system", "a"),)]
    assert gap.value == pytest.approx(0.05)
    assert gap.interval.lower < 0 < gap.interval.upper
    _, rows = measured(data, printed=("a: 70 %",), same_rows=False)
    assert rows[0][3] == "agrees"
    assert rows[0][4].startswith("exact p 0.")


def test_few_rows_are_undetermined_and_unknown_ones_refused():
    data = Dataset((Column("y", Role.LABEL, Categories.of(["1"] * 9)),
                    Column("p", Role.PREDICTION, Categories.of(["1"] * 9))))  # fmt: skip
    numbers, _ = measured(data, printed=("100 %",))
    assert "9 rows where 30" in numbers["published_difference", ()].reason
    with pytest.raises(NotApplicable, match="no row is of 'm'"):
        measured(data, printed=("m: 50 %",))
    with pytest.raises(NotApplicable, match="no column 'model'"):
        measured(data, printed=("m: 50 %",), by=("model",))


def test_of_other_rows_a_true_figure_is_rarely_contradicted():
    rng, contradicted = np.random.default_rng(0), 0
    for _ in range(200):
        right = np.where(rng.random(60) < 0.8, "1", "0")
        data = Dataset((Column("y", Role.LABEL, Categories.of(["1"] * 60)),
                        Column("p", Role.PREDICTION, Categories.of(list(right)))))  # fmt: skip
        _, rows = measured(data, printed=("80 %",), same_rows=False)
        contradicted += rows[0][3] == "contradicts"
    assert contradicted <= 20  # of a true 5 % more than 20 in 200 are three in a thousand


def test_a_row_counts_as_often_as_it_says():
    data = Dataset(
        (
            Column("y", Role.LABEL, Categories.of(["1", "1"])),
            Column("p", Role.PREDICTION, Categories.of(["1", "0"])),
            Column("times", Role.COUNT, Numbers(np.array([63.0, 37.0]))),
        )
    )
    numbers, rows = measured(data, printed=("63 %",))
    assert rows[0][2:4] == ["63 of 100 (63.0 %)", "agrees"]
    assert numbers["recorded_share", (("reading", "right"),)].sample_size == 100


def test_rows_without_an_answer_are_none_of_a_figure_until_somebody_says_so():
    """600 of 900 answers are right, and 100 rows have none: two thirds, or three fifths."""
    said = ["1"] * 600 + ["0"] * 300 + [None] * 100
    data = Dataset(
        (
            Column("y", Role.LABEL, Categories.of(["1"] * 1000)),
            Column("p", Role.PREDICTION, Categories.of(said)),
        )
    )
    for printed in ("66.7 %", "60 %"):
        numbers, rows = measured(data, printed=(printed,))
        assert rows[0][3] == "cannot be told"
        gap = numbers["published_difference", ()]
        assert isinstance(gap, Undetermined)
        assert "0.6667 without them and 0.6 where they count as failures" in gap.reason
    right = numbers["recorded_share", (("reading", "right"),)]
    assert right.sample_size == 900
    assert right.unanswered == Unanswered(100, ((600, 1000), (700, 1000)), Interval(0.6, 0.7))
