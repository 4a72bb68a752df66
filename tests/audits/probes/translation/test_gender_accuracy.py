import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from tests.audits.probes.published import figures
from tests.audits.translation.tables import measure

NAME = "translation.gender_accuracy"


def table(rows):
    """rows: (gold, predicted, count, stereotype)."""
    gold, predicted, count, stereotype = zip(*rows, strict=True)
    columns = [
        Column("gold", Role.LABEL, Categories.of(gold)),
        Column("predicted", Role.PREDICTION, Categories.of(predicted)),
        Column("n", Role.COUNT, Numbers(np.array(count, dtype=float))),
    ]
    if any(stereotype):
        columns.append(Column("stereotype", Role.PROTECTED, Categories.of(stereotype)))
    return Dataset(tuple(columns))


def test_winomts_systems_are_reproduced():
    # Stanovsky et al. 2019, table 2, from the counts the authors published. The paper rounds
    # precision and recall before delta G.
    paper = figures("winomt")
    assert len(paper["systems"]) == 18
    for name, *golds, published_accuracy, published_delta_g in paper["systems"]:
        counts = [
            (gold, predicted, count, None)
            for gold, row in zip(("male", "neutral", "female"), golds, strict=True)
            for predicted, count in zip(paper["predicted"], row, strict=True)
            if count
        ]
        measured, *_ = measure(table(counts), name=NAME)
        accuracy = measured["gender_accuracy", (("language", "und"),)]
        delta = measured["delta_g", (("language", "und"),)]
        assert 100 * accuracy.value == pytest.approx(published_accuracy, abs=0.1), name
        assert 100 * delta.value == pytest.approx(published_delta_g, abs=0.15), name
        assert delta.interval.lower < delta.value < delta.interval.upper


def test_delta_s_is_pro_minus_anti():
    rows = [
        ("male", "male", 45, "pro"), ("male", "female", 5, "pro"),
        ("female", "female", 30, "anti"), ("female", "male", 20, "anti"),
    ]  # fmt: skip
    measured, *_ = measure(table(rows), name=NAME)
    found = measured["delta_s", (("language", "und"),)]
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(0.9 - 0.6)
    assert found.sample_size == (50, 50)


def test_without_a_column_of_pro_and_anti_delta_s_says_what_it_needs():
    measured, *_ = measure(
        table([("male", "male", 40, None), ("female", "male", 9, "x")]), name=NAME
    )
    found = measured["delta_s", (("language", "und"),)]
    assert isinstance(found, Undetermined)
    assert "no protected column has the values pro and anti" in found.reason


def test_one_gender_alone_has_no_delta_g():
    rows = [("male", "male", 40, None), ("male", "female", 9, None)]
    measured, *_ = measure(table(rows), name=NAME)
    assert "one gender" in measured["delta_g", (("language", "und"),)].reason


def test_delta_g_errs_no_more_often_than_it_may_where_a_template_names_one_gender():
    # Both genders are mistaken alike, 1 in 10 with intraclass correlation .3: delta_g is 0 in
    # truth. Drawn as if sentences were independent, 30 of 100 audits fail on either side.
    rng = np.random.default_rng(5)
    clusters, draws, erred = np.repeat(np.arange(30), 20), 100, np.zeros(2)
    for _ in range(draws):
        gold = rng.integers(0, 2, 30)[clusters]
        mistaken = rng.random(600) < rng.beta(0.7 / 3, 6.3 / 3, 30)[clusters]
        names = np.array(["female", "male"])
        data = Dataset(
            (
                Column("gold", Role.LABEL, Categories.of(names[gold].tolist())),
                Column("said", Role.PREDICTION, Categories.of(names[gold ^ mistaken].tolist())),
                Column("template", Role.CLUSTER, Categories.of(clusters.astype(str).tolist())),
            )
        )
        found, *_ = measure(data, name="translation.gender_accuracy")
        delta = found["delta_g", (("language", "und"),)]
        if isinstance(delta, Estimate):
            erred += delta.interval.lower > 0, delta.interval.upper < 0
    assert erred.max() / draws <= 0.035 + 2 * (0.035 * 0.965 / draws) ** 0.5
