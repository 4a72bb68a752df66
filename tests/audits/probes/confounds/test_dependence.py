import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.measurement import Estimate, Undetermined
from audits.probes.confounds.dependence import dependence
from audits.specification.roles import Role
from tests.audits.probes.published import category, exhibits, measure, number
from tests.subjects import Subject

METRIC = "confound_dependence"


def quickstart(name):
    """Spisak 2022's example, 1,000 rows of seed 42, as `simulate_y_c_yhat` of mlconfound draws it.

    c = scaled(y / 2 + noise), yhat = scaled(y / 2 + w c + noise); w: 0 (H0) or .1 (H1).
    """
    draw = np.random.default_rng(42)
    y, of_c, of_yhat = (draw.normal(size=1000) for _ in range(3))
    c = scaled(y / 2 + of_c)
    yhat = scaled(y / 2 + {"H0": 0.0, "H1": 0.1}[name] * c + of_yhat)
    return Dataset(
        (
            number("y", Role.LABEL, y),
            number("yhat", Role.PREDICTION, yhat),
            number("c", Role.NUISANCE, c),
        )
    )


def scaled(values):
    return (values - values.mean()) / values.std()


@pytest.mark.parametrize(
    ("name", "y_and_yhat", "yhat_and_c"), [("H0", 0.210914, 0.031732), ("H1", 0.237854, 0.067903)]
)
def test_the_quickstart_is_mlconfounds(name, y_and_yhat, yhat_and_c):
    """The three R² that its documentation prints."""
    y, yhat, c = (column.values.values for column in quickstart(name))
    for one, other, expected in ((y, c, 0.187028), (y, yhat, y_and_yhat), (yhat, c, yhat_and_c)):
        assert np.corrcoef(one, other)[0, 1] ** 2 == pytest.approx(expected, abs=1e-6)


def marked(*, shortcut, size=400, seed=0):
    """Labels, answers right 9 times of 10, and a mark that goes with the label."""
    draw = np.random.default_rng(seed)
    label = draw.integers(0, 2, size)
    mark = np.where(draw.random(size) < 0.8, label, 1 - label)
    right = np.where(draw.random(size) < 0.9, label, 1 - label)
    answer = np.where(draw.random(size) < shortcut, mark, right)
    return Dataset(
        (
            category("label", Role.LABEL, map(str, label), positive="1"),
            category("answer", Role.PREDICTION, map(str, answer)),
            category("mark", Role.NUISANCE, np.array(["no", "yes"])[mark]),
        )
    )


def test_the_published_innocent_set_is_not_flagged():
    found = measure(dependence, quickstart("H0"))[METRIC, "c"]
    assert found.p_value > 0.3
    assert found.value == pytest.approx(0.00065363, abs=1e-6)  # from the R² of data/README


def test_the_published_biased_set_is_found():
    found = measure(dependence, quickstart("H1"))[METRIC, "c"]
    assert found.p_value <= 0.06
    assert found.value == pytest.approx(0.00398128, abs=1e-6)
    assert "4999 conditional permutations" in found.method
    (_, table) = [
        item for item in exhibits(dependence, quickstart("H1")) if item.kind == "sentences"
    ]
    assert "straight line of the label" in str(table.content["rows"])


def test_a_dependence_that_may_be_the_labels_own_is_undetermined():
    draw = np.random.default_rng(0)
    y = draw.random(1000)
    wave = 1.5 * np.sin(80 * np.pi * y)
    data = Dataset(
        (
            number("y", Role.LABEL, y),
            number("yhat", Role.PREDICTION, wave + draw.normal(size=1000)),
            number("c", Role.NUISANCE, wave + draw.normal(size=1000)),
        )
    )
    found = measure(dependence, data)[METRIC, "c"]
    assert isinstance(found, Undetermined)
    assert "a dependence could be the label's own" in found.reason


def test_the_plain_correlation_is_shown_as_misleading():
    (note,) = [
        item
        for item in exhibits(dependence, quickstart("H0"))
        if item.content.get("tone") == "note"
    ]
    assert "1.4e-08" in note.content["words"]  # data/README: the wrong test's p on H0


def test_a_shortcut_is_found_and_an_honest_answer_is_not():
    caught = measure(dependence, marked(shortcut=0.5))
    assert caught[METRIC, "mark"].p_value < 0.001
    # "yes" is the more frequent value, so the odds are those of "no".
    assert caught["nuisance_odds_ratio", "mark"].interval.upper < 1
    assert caught["nuisance_odds_ratio", "mark"].p_value < 0.001
    honest = measure(dependence, marked(shortcut=0.0))
    assert honest[METRIC, "mark"].p_value > 0.05
    assert 1 in honest["nuisance_odds_ratio", "mark"].interval
    (flag, *_) = exhibits(dependence, marked(shortcut=0.5))
    assert flag.title == "Consistent with a shortcut: mark."
    (clear, *_) = exhibits(dependence, marked(shortcut=0.0))
    assert clear.title == "No dependence on mark detected."
    assert "Power .8" in clear.content["words"]


def with_nuisance(column):
    held = marked(shortcut=0.0, size=60)
    return Dataset((*held.columns[:2], column))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["x"] * 60, "it is constant"),
        ([None] * 60, "every value is missing"),
        ([f"row {place}" for place in range(60)], "every row has a value of its own"),
    ],
)
def test_a_nuisance_that_cannot_be_asked_about_is_undetermined(values, reason):
    found = measure(dependence, with_nuisance(category("c", Role.NUISANCE, values)))
    assert isinstance(found[METRIC, "c"], Undetermined)
    assert found[METRIC, "c"].reason == reason
    assert isinstance(found["nuisance_odds_ratio", "c"], Undetermined)


def test_a_nuisance_equal_to_the_label_is_undetermined():
    label = marked(shortcut=0.0, size=60).columns[0].categories
    renamed = ["ab"[code] for code in label.codes]
    found = measure(dependence, with_nuisance(category("c", Role.NUISANCE, renamed)))
    assert "equals the label" in found[METRIC, "c"].reason


def test_cells_of_one_row_are_undetermined():
    held = Dataset(
        (
            category("label", Role.LABEL, [str(i % 20) for i in range(40)], positive="1"),
            category("answer", Role.PREDICTION, [str(i % 20) for i in range(40)]),
            category("c", Role.NUISANCE, [f"c{i // 20 + 2 * (i % 4)}" for i in range(40)]),
        )
    )
    assert "more than one row" in measure(dependence, held)[METRIC, "c"].reason


def test_an_answer_that_never_varies_within_the_label_is_undetermined():
    held = marked(shortcut=0.0, size=60)
    copied = category(
        "answer", Role.PREDICTION, ["01"[c] for c in held.columns[0].categories.codes]
    )
    found = measure(dependence, Dataset((held.columns[0], copied, held.columns[2])))
    assert found[METRIC, "mark"].reason == "within the label the answer does not vary"


def test_missing_rows_are_left_out_and_said_so():
    held = marked(shortcut=0.5)
    gaps = ["yes" if code else "no" for code in held.columns[2].categories.codes]
    gaps[:50] = [None] * 50
    data = Dataset((*held.columns[:2], category("mark", Role.NUISANCE, gaps)))
    subject = Subject(data)
    found = next(iter(dependence(subject)))
    assert found.sample_size == 350
    assert "50 rows without 'mark' are left out of its test" in subject.warnings


def test_a_count_column_stands_for_rows():
    counted = {("0", "0", "a"): 30, ("0", "1", "b"): 20, ("1", "1", "a"): 25, ("1", "0", "b"): 15}
    keys = list(counted)
    table = [
        category("label", Role.LABEL, [k[0] for k in keys], positive="1"),
        category("answer", Role.PREDICTION, [k[1] for k in keys]),
        category("c", Role.NUISANCE, [k[2] for k in keys]),
    ]
    short = Dataset((*table, number("n", Role.COUNT, list(counted.values()))))
    rows_of = np.repeat(np.arange(4), list(counted.values()))
    long = Dataset(tuple(table)).take(rows_of)
    assert measure(dependence, short) == measure(dependence, long)


def test_the_order_of_rows_changes_nothing():
    held = quick_numbers()
    order = np.random.default_rng(1).permutation(len(held))
    assert measure(dependence, held) == measure(dependence, held.take(order))


def quick_numbers():
    draw = np.random.default_rng(8)
    y = draw.normal(size=100)
    return Dataset(
        (
            number("y", Role.LABEL, y),
            number("yhat", Role.PREDICTION, y + draw.normal(size=100)),
            number("c", Role.NUISANCE, y + draw.normal(size=100)),
            category("k", Role.NUISANCE, np.array(["a", "b"])[draw.integers(0, 2, 100)]),
        )
    )


def test_several_values_each_have_their_odds_against_the_most_frequent():
    draw = np.random.default_rng(3)
    label = draw.integers(0, 2, 900)
    site = draw.choice(["a", "b", "c"], 900, p=[0.5, 0.3, 0.2])
    answer = np.where(draw.random(900) < 0.8, label, 1 - label)
    held = Dataset(
        (
            category("label", Role.LABEL, map(str, label), positive="1"),
            category("answer", Role.PREDICTION, map(str, answer)),
            category("site", Role.NUISANCE, site),
        )
    )
    found = measure(dependence, held)
    assert set(found) == {
        (METRIC, "site"),
        ("nuisance_odds_ratio", ("site", "b")),
        ("nuisance_odds_ratio", ("site", "c")),
    }
    assert found["nuisance_odds_ratio", ("site", "b")].reference == (
        ("nuisance", "site"),
        ("term", "a"),
    )
    assert all(isinstance(item, Estimate) for item in found.values())


def test_extracted_nuisances_are_tested_where_that_is_asked_for():
    held = marked(shortcut=0.0)
    texts = ["short" if code else "a much longer text" for code in held["mark"].categories.codes]
    data = Dataset((*held.columns, Column("said", Role.FEATURE, Texts.of(texts))))
    assert (METRIC, "said: length") not in measure(dependence, data)
    assert measure(dependence, data, extracted=True)[METRIC, "said: length"].p_value > 0.05


@pytest.mark.parametrize("metric", ["confound_dependence", "nuisance_odds_ratio"])
def test_unequal_sampling_weights_are_undetermined_and_equal_ones_change_nothing(metric):
    data = marked(shortcut=0.5)
    plain = measure(dependence, data)[metric, "mark"]
    equal = Dataset((*data.columns, number("w", Role.WEIGHT, [2.5] * 400)))
    assert measure(dependence, equal)[metric, "mark"] == plain
    unequal = Dataset((*data.columns, number("w", Role.WEIGHT, [1.0, 3.0] * 200)))
    found = measure(dependence, unequal)[metric, "mark"]
    assert isinstance(found, Undetermined)
    assert "'w' differ" in found.reason


@pytest.mark.parametrize("metric", ["confound_dependence", "nuisance_odds_ratio"])
def test_clusters_of_several_rows_are_undetermined_and_of_one_row_change_nothing(metric):
    data = marked(shortcut=0.5)
    plain = measure(dependence, data)[metric, "mark"]
    alone = category("patient", Role.CLUSTER, [f"{row}" for row in range(400)])
    assert measure(dependence, Dataset((*data.columns, alone)))[metric, "mark"] == plain
    pairs = category("patient", Role.CLUSTER, [f"{row // 2}" for row in range(400)])
    found = measure(dependence, Dataset((*data.columns, pairs)))[metric, "mark"]
    assert isinstance(found, Undetermined)
    assert "rows of one 'patient' are alike" in found.reason
    assert "flag" not in [shown.content.get("tone") for shown in
                          exhibits(dependence, Dataset((*data.columns, pairs)))]  # fmt: skip
