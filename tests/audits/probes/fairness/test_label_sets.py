import numpy as np
import pytest
from sklearn.metrics import f1_score, hamming_loss

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.measurement import Estimate, Undetermined
from audits.probes.fairness.label_sets import label_sets
from audits.specification.roles import Role
from tests.audits.probes.published import category, measure

NAMES = np.array(["news", "sport", "trade"])


def drawn(rows=200, seed=1):
    rng = np.random.default_rng(seed)
    truth = rng.random((rows, 3)) < [0.6, 0.4, 0.5]
    answered = rng.random((rows, 3)) < np.where(truth, 0.8, 0.1)
    return truth, answered, np.where(np.arange(rows) % 2, "f", "m")


def table(truth, answered, sex, *more):
    written = [[";".join(NAMES[row]) or "[]" for row in side] for side in (truth, answered)]
    return Dataset(
        (
            category("sex", Role.PROTECTED, sex, reference="m"),
            Column("topics", Role.LABEL_SET, Texts.of(written[0])),
            Column("said", Role.ANSWER_SET, Texts.of(written[1])),
            *more,
        )
    )


def test_groups_and_gaps_are_those_of_scikit_learn():
    truth, answered, sex = drawn()
    measured = measure(label_sets, table(truth, answered, sex))
    of = {}
    for group in ("f", "m"):
        sides = truth[sex == group], answered[sex == group]
        for average in ("micro", "macro"):
            of[average, group] = f1_score(*sides, average=average)
            own = measured[f"{average}_f1", group]
            assert own.value == pytest.approx(of[average, group])
            assert own.sample_size == 100
            assert own.interval.lower < own.value < own.interval.upper
        assert measured["hamming_loss", group].value == pytest.approx(hamming_loss(*sides))
    assert measured["micro_f1", ()].value == pytest.approx(
        f1_score(truth, answered, average="micro")
    )
    gap = measured["macro_f1_difference", "f"]
    assert gap.value == pytest.approx(of["macro", "f"] - of["macro", "m"])
    assert gap.sample_size == (100, 100)


def test_a_label_that_a_group_does_not_have_leaves_its_macro_f1_undetermined():
    truth, answered, sex = drawn()
    truth[sex == "f", 1] = False
    measured = measure(label_sets, table(truth, answered, sex))
    own = measured["macro_f1", "f"]
    assert isinstance(own, Undetermined)
    assert own.reason == "no row here has the label 'sport'"
    assert isinstance(measured["macro_f1_difference", "f"], Undetermined)
    assert isinstance(measured["micro_f1", "f"], Estimate)


def test_a_rare_label_leaves_the_macro_f1_undetermined_with_its_value():
    truth, answered, sex = drawn()
    truth[:, 2], answered[:, 2] = False, False
    truth[:9, 2] = True
    measured = measure(label_sets, table(truth, answered, sex))
    own = measured["macro_f1", ()]
    assert own.reason == "label 'trade' has 9 rows where 30 are needed"
    assert own.raw[0] == pytest.approx(f1_score(truth, answered, average="macro"))


def test_a_small_group_is_undetermined_not_equal():
    truth, answered, sex = drawn(110)
    sex[:] = "m"
    sex[:20] = "f"
    measured = measure(label_sets, table(truth, answered, sex))
    assert measured["micro_f1", "f"].reason == "20 rows where 30 are needed"
    assert isinstance(measured["hamming_loss_difference", "f"], Undetermined)


def test_rows_of_one_person_are_a_cluster():
    truth, answered, sex = drawn()
    person = Column("person", Role.CLUSTER, Categories.of([f"p{at // 4}" for at in range(200)]))
    alone = measure(label_sets, table(truth, answered, sex))["micro_f1", ()]
    same = np.repeat(np.arange(50), 4)
    data = table(truth[same], answered[same], sex[same], person)
    repeated = measure(label_sets, data)["micro_f1", ()]
    width = repeated.interval.upper - repeated.interval.lower
    assert width > 1.5 * (alone.interval.upper - alone.interval.lower)
