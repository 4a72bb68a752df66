"""Whose rows a model was trained on: models that know them by heart, and models that know none."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.second_rows import SecondRows
from audits.data.stacking import stacked
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined, WhyNot
from audits.probes.privacy.membership import membership
from audits.specification.roles import Role
from tests.audits.privacy.answers import Fitted, by_heart, never_taught, table
from tests.subjects import Subject


def measured(subject, **parameters):
    found = list(membership(subject, **parameters))
    return {(m.metric, m.group): m for m in found if isinstance(m, (Estimate, Undetermined))}


def test_a_model_that_knows_its_rows_by_heart_has_the_advantage_of_its_errors_elsewhere():
    """Labels drawn at random among ten: right on every training row, on a tenth of the others."""
    subject, right = by_heart(900)
    found = measured(subject)
    gap = found["generalisation_gap", ()]
    assert gap.value == pytest.approx(1 - right)
    for metric in ("membership_advantage", "membership_auc"):
        assert found[metric, ()].interval.lower > 0.7
    assert 1 - right in found["membership_advantage", (("attack", "gap"),)].interval


def test_what_was_never_taught_is_at_chance_and_so_is_every_attack():
    found = measured(never_taught(900, seed=3))
    assert 0 in found["generalisation_gap", ()].interval
    for attack in ("gap", "loss", "entropy", "modified_entropy", "calibrated", "lira", "rmia"):
        assert 0.5 in found["membership_auc", (("attack", attack),)].interval


def test_sides_that_differ_by_themselves_conclude_nothing():
    found = measured(never_taught(600, shifted=1.5))
    for measurement in found.values():
        assert isinstance(measurement, Undetermined)
        assert "differ by themselves" in measurement.reason


def test_protected_groups_and_classes_have_numbers_of_their_own():
    subject, _ = by_heart(900, classes=2)
    found = measured(subject)
    sizes = []
    for name in ("f", "m"):
        of_group = found["generalisation_gap", (("sex", name),)]
        sizes.append(of_group.sample_size)
        assert isinstance(found["membership_auc", (("sex", name),)], Estimate)
    assert tuple(np.sum(sizes, axis=0)) == found["generalisation_gap", ()].sample_size
    assert ("membership_auc", (("class", "1"),)) in found
    for group in (("sex", "f"), ("class", "1")):
        assert ("membership_tpr", (group, ("fpr", "0.01"))) in found


def attacks_of(numbers):
    return {dict(group)["attack"] for _, group in numbers if "attack" in dict(group)}


def test_without_reference_models_those_attacks_are_left_out():
    subject, _ = by_heart(300)
    plain = {"gap", "loss", "entropy", "modified_entropy"}
    assert attacks_of(measured(subject, reference_models=0)) == plain
    online = measured(subject, reference_models=0, online_models=4)
    assert attacks_of(online) == {*plain, "lira_online"}


def test_rows_of_unlike_difficulty_are_found_by_the_ratio_and_not_by_the_loss():
    """A forest by heart of rows of which most are easy: easy strangers look as known as members,
    and only beside models that never saw a row does a hard one stand out.
    """
    rng = np.random.default_rng(5)
    inputs = rng.normal(size=(4000, 6))
    hard = rng.random(4000) < 0.4
    labels = np.where(hard, rng.random(4000) < 0.5, inputs[:, 0] > 0).astype(int)
    inputs[hard, 1] += 6.0
    trained = rng.random(4000) < 0.5
    model = RandomForestClassifier(60, min_samples_leaf=2, random_state=0)
    model.fit(inputs[trained], labels[trained])
    subject = Subject(table(inputs, labels, trained), Fitted(model))
    numbers = measured(subject, reference_models=8)

    def area(attack):
        return numbers["membership_auc", (("attack", attack),)].value

    assert min(area("lira"), area("rmia")) > area("loss") + 0.05


def test_models_of_the_same_kind_that_were_taught_the_row_tell_most():
    """Boosted trees on labels that are half noise, beside 16 of their own kind."""
    rng = np.random.default_rng(6)
    inputs = rng.normal(size=(1200, 6))
    hard = inputs[:, 2] > 0
    labels = np.where(hard, rng.random(1200) < 0.5, inputs[:, 0] > 0).astype(int)
    trained = rng.random(1200) < 0.5
    model = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=15, early_stopping=False)
    model.fit(inputs[trained], labels[trained])
    subject = Subject(table(inputs, labels, trained), Fitted(model))
    numbers = measured(subject, reference_models=0, online_models=16)
    online = numbers["membership_auc", (("attack", "lira_online"),)]
    assert online.value > numbers["membership_auc", (("attack", "loss"),)].value + 0.05
    assert online.interval.lower > 0.6


def test_the_users_own_reference_scores_take_the_place_of_trees():
    subject, _ = by_heart(600, classes=2)
    column = Column("ref", Role.REFERENCE_SCORE, Numbers(np.full(600, 0.5)))
    subject.data = Dataset((*subject.data.columns, column))
    results = list(membership(subject, reference_models=0))
    numbers = {(m.metric, m.group): m for m in results if not isinstance(m, Exhibit)}
    assert numbers["membership_auc", (("attack", "lira"),)].interval.lower > 0.5
    answers = {fact["question"]: fact["answer"] for m in results if isinstance(m, Exhibit)
               for fact in m.content.get("facts", ())}  # fmt: skip
    assert answers["Reference models"].startswith("1 whose scores the data hold")


@pytest.mark.parametrize(
    ("values", "reason"), [(np.full(600, 1.5), "outside 0 to 1"), (np.full(600, np.nan), "no ref")]
)
def test_reference_scores_that_are_none_are_refused_by_name(values, reason):
    subject, _ = by_heart(600, classes=2)
    column = Column("ref", Role.REFERENCE_SCORE, Numbers(values))
    subject.data = Dataset((*subject.data.columns, column))
    with pytest.raises(NotApplicable, match=reason):
        measured(subject)


def test_members_in_a_dataset_of_their_own_are_those_of_a_split():
    """The same rows in two files, in whatever spelling of the classes' order, and no split."""
    subject, right = by_heart(900)
    split = subject.data["part"].categories.equals("train")
    bare = Dataset(tuple(column for column in subject.data if column.name != "part"))
    others, members = (bare.take(np.flatnonzero(rows)) for rows in (~split, split))
    apart = Subject(others, subject.model, members=SecondRows(members))
    numbers = measured(apart)
    assert numbers["generalisation_gap", ()].value == pytest.approx(1 - right)
    assert numbers["generalisation_gap", ()].sample_size == (int(split.sum()), int((~split).sum()))
    assert numbers["membership_auc", ()].interval.lower > 0.7


def test_without_members_or_a_split_it_is_not_run_and_both_remedies_are_named():
    subject, _ = by_heart(200)
    bare = Dataset(tuple(column for column in subject.data if column.name != "part"))
    with pytest.raises(NotApplicable, match="trained on") as refusal:
        measured(Subject(bare, subject.model))
    assert "members: {path: ...}" in refusal.value.remedy
    gone = SecondRows(WhyNot("the dataset of `members` is not stored any more"))
    with pytest.raises(NotApplicable, match="not stored any more"):
        measured(Subject(bare, subject.model, members=gone))


def test_one_class_alone_is_attacked_and_decides_no_number_of_classes():
    """Every label is the same, and so is every answer: nobody is told from anybody."""
    subject = never_taught(300)
    data = subject.data
    label = data["y"]
    one = replace(label, values=Categories.of(["1"] * len(data)))
    alike = Dataset(tuple(one if column is label else column for column in data.columns))
    numbers = measured(Subject(alike, subject.model))
    gap = numbers["generalisation_gap", ()]
    assert gap.interval.lower < 0 < gap.interval.upper


@pytest.mark.filterwarnings("ignore:The number of unique classes")
def test_labels_that_are_all_unique_are_known_by_heart_or_not_at_all():
    subject, right = by_heart(160, classes=10**9)
    assert right == 0
    numbers = measured(subject)
    assert numbers["generalisation_gap", ()].value == 1.0
    assert numbers["membership_advantage", (("attack", "gap"),)].value == 1.0


def test_members_that_stand_among_the_others_are_left_out_and_counted():
    subject = never_taught(300)
    data = subject.data
    train = np.flatnonzero(data["part"].categories.equals("train"))[:20]
    part = Categories.of(["test"] * len(train))
    again = Dataset(
        tuple(
            replace(column, values=part) if column.name == "part" else column
            for column in data.take(train).columns
        )
    )
    both = Subject(stacked(data, again), subject.model)
    measured(both)
    assert any(text.startswith("40 rows stand among those") for text in both.warnings)
