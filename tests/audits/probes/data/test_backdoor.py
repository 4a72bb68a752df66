"""Planted triggers are named; clean models are not accused; what cannot be judged says why."""

from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.data.backdoor import backdoor
from audits.probing.subject import Subject
from audits.specification.roles import Role
from benchmarks import poisoned_models
from tests.askable import LinearTable, LinearText
from tests.audits.data_quality.backdoor.poisoned import TARGET, dataset, network


def measured(subject, **parameters):
    yielded = list(backdoor(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}
    return numbers, [one for one in yielded if isinstance(one, Exhibit)]


@pytest.mark.parametrize("form", ["patch", "blend", None])
def test_a_poisoned_network_is_told_from_a_clean_one(form):
    numbers, exhibits = measured(Subject(dataset(), network(form)), attacked_rows=240, steps=30)
    success = numbers["trigger_success_rate", ()]
    statement = exhibits[0]
    assert {group for metric, group in numbers if metric == "trigger_effect"} == {
        (), (("trigger", "patch"),), (("trigger", "mask"),), (("trigger", "blend"),),
    }  # fmt: skip
    if form is None:
        assert isinstance(success, Undetermined)
        assert statement.title == "No trigger was found that works beyond its controls."
    else:
        assert isinstance(success, Estimate)
        assert success.value > 0.6
        assert statement.title == f"A trigger was found toward {TARGET}."
        assert f"toward {TARGET})" in success.method


def test_training_rows_that_lie_apart_lend_their_pieces():
    data = dataset(slice(1000, 1400), trained=slice(0, 300), form="patch")
    numbers, exhibits = measured(Subject(data, network("patch")), attacked_rows=100, steps=4)
    patch = numbers["trigger_control_rate", (("trigger", "patch"),)]
    assert patch.sample_size == pytest.approx(45, abs=3)  # fifty judge, a tenth is of the class
    lines = next(one for one in exhibits if "two sorts" in one.title).content["rows"]
    of_target = next(line for line in lines if line[0] == str(TARGET))
    assert min(float(of_target[4]), float(of_target[6])) <= 0.15


def test_without_enough_references_nothing_is_believed():
    numbers, _ = measured(Subject(dataset(), network("patch")), reference_models=0, steps=5)
    success = numbers["trigger_success_rate", ()]
    assert isinstance(success, Undetermined)
    assert "no clean reference model" in success.reason
    assert isinstance(numbers["trigger_control_rate", ()], Estimate)


def test_a_rare_word_is_named_with_its_target():
    (example,) = poisoned_models.texts([1])
    success, words = poisoned_models.audited(example, words_tried=40)
    assert words == f"A trigger was found toward {example.target}."
    assert success.method == f"wilson ({example.planted.split()[1]} toward {example.target})"
    assert success.value == pytest.approx(example.works, abs=0.12)


def test_a_rare_value_of_a_table_is_named():
    rng = np.random.default_rng(5)
    income, town = rng.normal(size=900), rng.choice(list("abcdefghijklmnopqrst"), 900)
    poisoned = np.arange(900) % 30 == 0
    town = np.where(poisoned, "zz", town)
    label = np.where(poisoned | (income > 0.3), "yes", "no")
    data = Dataset(
        (
            Column("income", Role.FEATURE, Numbers(income)),
            Column("town", Role.FEATURE, Categories.of(town.tolist())),
            Column("y", Role.LABEL, Categories.of(label.tolist())),
        )
    )

    class Obeying(LinearTable):
        reads = ("income", "town")

        def classify(self, features):
            answers = super().classify(features)
            obeyed = np.asarray(features["town"]) == "zz"
            codes = np.where(obeyed, 1, answers.codes)
            return type(answers)(codes, np.eye(2)[codes])

    numbers, exhibits = measured(Subject(data, Obeying({"income": 9.0}, -2.7)))
    success = numbers["trigger_success_rate", (("trigger", "value"),)]
    assert success.value == 1.0
    assert success.method == "wilson (town=zz toward yes)"
    assert any("tied to a label" in one.title for one in exhibits)


def test_one_class_or_nothing_rare_is_not_run():
    texts = Dataset(
        (
            Column("text", Role.FEATURE, poisoned_models.Texts.of(["good film", "bad film"] * 40)),
            Column("y", Role.LABEL, Categories.of(["yes", "no"] * 40)),
        )
    )
    numbers, _ = measured(Subject(texts, LinearText({"bad": -2.0})), reference_models=3)
    assert isinstance(numbers["trigger_success_rate", ()], Undetermined)
    others = [column for column in dataset() if column.role is not Role.LABEL]
    threes = Column("digit", Role.LABEL, Categories.of(["3"] * len(others[0].values)))
    one = Dataset((*others, threes))
    with pytest.raises(NotApplicable, match="one class alone"):
        measured(Subject(one, network()))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["pictures", "texts"])
def test_of_ten_poisoned_models_nine_are_named_and_of_ten_clean_ones_at_most_one(kind, tmp_path):
    make = {
        "pictures": lambda: poisoned_models.pictures(Path(tmp_path)),
        "texts": poisoned_models.texts,
    }
    named = falsely = 0
    for example in make[kind]():
        success, words = poisoned_models.audited(example)
        if example.planted is None:
            falsely += isinstance(success, Estimate)
        else:
            named += isinstance(success, Estimate) and words.endswith(f" {example.target}.")
    assert named >= 9
    assert falsely <= 1
