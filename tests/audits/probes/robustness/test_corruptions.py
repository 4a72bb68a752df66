"""Accuracy under corruption, counted again by hand from the model's own answers."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable, Refused
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.perturbations import picture_corruptions, text_corruptions
from audits.probes.robustness.corruptions import corruptions
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.askable import LinearTable, LinearText, people
from tests.pixel_models import gallery, linear


def measured(data, model, **parameters):
    items = list(corruptions(Subject(data, model, seed=3), **parameters))
    by_key = {(m.metric, frozenset(m.group)): m for m in items if not isinstance(m, Exhibit)}
    return by_key, [item for item in items if isinstance(item, Exhibit)]


def reviews(rows=60):
    rng = np.random.default_rng(2)
    good = rng.integers(0, 2, rows)
    said = [f"a {'wonderful' if g else 'terrible'} film number {at}" for at, g in enumerate(good)]
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(said)),
            Column("y", Role.LABEL, Categories.of([("no", "yes")[g] for g in good])),
            Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], rows)))),
        )
    )


WORDS = LinearText({"wonderful": 3.0, "terrible": -3.0})


def test_texts_whose_word_is_spelled_otherwise_are_lost():
    """A bag of words answers 'no' where it knows none of the words: so many are right still."""
    data = reviews()
    numbers, exhibits = measured(data, WORDS, kinds=("case",))
    assert numbers["corruption_clean_accuracy", frozenset()].value == 1
    worst = numbers["corruption_accuracy", frozenset({("corruption", "case"), ("severity", "5")})]
    subject = Subject(data, WORDS, seed=3)
    rng = subject.rng("corruptions case 5")
    order = subject.content_order
    right = 0
    for row in order:
        text = text_corruptions.corrupted(data["text"].values.values[row], "case", 5, rng)
        total = sum(WORDS.weights.get(word, 0) for word in text.split())
        right += ("yes" if total > 0 else "no") == data["y"].values.levels[
            data["y"].values.codes[row]
        ]
    assert worst.value == right / len(data) < 0.95
    assert [e.kind for e in exhibits] == ["curve"]


def test_the_whole_is_the_mean_over_corruptions_and_severities():
    numbers, _ = measured(gallery(), linear(), kinds=("brightness", "gaussian noise"))
    single = [n.value for (_, group), n in numbers.items() if len(group) == 2]
    assert len(single) == 10
    whole = numbers["corruption_accuracy", frozenset()]
    assert whole.value == pytest.approx(np.mean(single))
    clean = numbers["corruption_clean_accuracy", frozenset()].value
    assert numbers["corruption_loss", frozenset()].value == pytest.approx(clean - whole.value)
    of_one = numbers["corruption_accuracy", frozenset({("corruption", "brightness")})]
    assert whole.sample_size == of_one.sample_size == 120


def test_groups_have_their_own_mean_and_a_gap():
    numbers, _ = measured(gallery(), linear(), kinds=("gaussian noise",))
    f, m = (numbers["corruption_accuracy", frozenset({("sex", s)})].value for s in "fm")
    (gap,) = [n for (name, _), n in numbers.items() if name == "corruption_accuracy_difference"]
    assert gap.value == pytest.approx(f - m if gap.group == (("sex", "f"),) else m - f)
    assert gap.interval.lower < gap.value < gap.interval.upper


def test_every_corruption_of_pictures_is_tried_by_default():
    numbers, _ = measured(gallery(), linear())
    names = {dict(group).get("corruption") for _, group in numbers} - {None}
    assert names == set(picture_corruptions.CORRUPTIONS)


def test_tables_are_corrupted_cell_by_cell():
    model = LinearTable({"x0": 1.5, "x1": -1.0, "x2": 0.4})
    numbers, _ = measured(people(), model)
    stale = numbers["corruption_accuracy", frozenset({("corruption", "stale values")})]
    assert isinstance(stale, Estimate)


class Strict(LinearTable):
    """Takes no empty cell."""

    def classify(self, features):
        if any(np.isnan(features[name].astype(float)).any() for name in self.weights):
            raise Refused.because("x", "there are missing values", "fill them in", "does_not_fit")
        return super().classify(features)


def test_what_a_model_refuses_is_said_and_the_others_are_asked():
    model = Strict({"x0": 1.5, "x1": -1.0, "x2": 0.4})
    numbers, _ = measured(people(), model)
    missing = numbers["corruption_accuracy", frozenset({("corruption", "missing cells")})]
    assert isinstance(missing, Undetermined)
    assert "there are missing values" in missing.reason
    assert isinstance(numbers["corruption_accuracy", frozenset()], Estimate)


def test_an_unknown_corruption_is_named_with_those_that_fit():
    with pytest.raises(NotApplicable) as refused:
        measured(reviews(), WORDS, kinds=("fog",))
    assert "'fog' is no corruption" in refused.value.reason
    assert "typos" in refused.value.remedy


def test_a_table_of_numbers_alone_has_no_columns_that_need_others():
    one = Dataset(
        (
            Column("x0", Role.FEATURE, Numbers(np.linspace(-1, 1, 40))),
            Column("y", Role.LABEL, Categories.of(["no"] * 20 + ["yes"] * 20)),
        )
    )
    numbers, _ = measured(one, LinearTable({"x0": 5.0}))
    names = {dict(group).get("corruption") for _, group in numbers} - {None}
    assert "swapped columns" not in names
