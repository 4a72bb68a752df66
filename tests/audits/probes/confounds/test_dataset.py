import numpy as np
import pytest

from audits.confounds.leave_one_level_out import METRIC as HELD_OUT
from audits.data.dataset import Column, Dataset, Images, Texts
from audits.errors import Refused
from audits.measurement import Estimate, Undetermined
from audits.probes.confounds.dataset import dataset
from audits.specification.roles import Role
from tests.audits.probes.published import category, exhibits, figures, measure, number
from tests.subjects import Subject


def waterbirds():
    """Sagawa et al. 2020: bird (1: waterbird) by background (1: water) in each split."""
    paper = figures("waterbirds")
    cells = [
        (str(bird), str(water), split, paper[split]["counts"][bird][water])
        for split in ("train", "val", "test")
        for bird in (0, 1)
        for water in (0, 1)
    ]
    birds, waters, splits, counts = zip(*cells, strict=True)
    return Dataset(
        (
            category("bird", Role.LABEL, birds, positive="1"),
            category("water", Role.NUISANCE, waters),
            category("split", Role.SPLIT, splits),
            number("n", Role.COUNT, counts),
        )
    )


def test_the_published_waterbirds_counts():
    found = measure(dataset, waterbirds())
    assert found["cramers_v", ("water", "train")].value == pytest.approx(0.8673, abs=1e-4)
    assert found["cramers_v", ("water", "val")].value == pytest.approx(0.0004, abs=1e-4)
    assert found["cramers_v", ("water", "test")].value == pytest.approx(0.0, abs=1e-4)
    skill = "nuisance_only_skill"
    assert found[skill, ("water", "train")].value == pytest.approx(0.9499, abs=1e-4)
    assert found[skill, ("water", "test")].value == pytest.approx(0.5, abs=1e-4)
    assert found[skill, ()].value == pytest.approx(0.9499, abs=1e-4)
    assert found["cramers_v", ("water", "test")].interval.upper > 0.01


def test_train_and_test_are_compared_in_words():
    said = [item.title for item in exhibits(dataset, waterbirds())]
    assert "water alone predicts the label." in said
    assert "water goes with the label differently in 'test'." in said


def table(rows=400, *, tied=0.9, seed=0):
    draw = np.random.default_rng(seed)
    label = draw.integers(0, 2, rows)
    site = np.where(draw.random(rows) < tied, label, 1 - label)
    return label, site, draw


def with_columns(label, *columns):
    return Dataset((category("y", Role.LABEL, map(str, label), positive="1"), *columns))


def test_an_innocent_nuisance_has_no_skill():
    label, _, draw = table()
    held = with_columns(label, category("site", Role.NUISANCE, map(str, draw.integers(0, 3, 400))))
    found = measure(dataset, held)
    assert found["cramers_v", "site"].interval.lower == 0
    assert found["nuisance_only_skill", "site"].p_value > 0.05
    assert exhibits(dataset, held)[0].title == "No nuisance alone predicts the label."


def test_a_number_is_cut_at_its_quantiles():
    label, _, draw = table(rows=2000)
    held = with_columns(label, number("dose", Role.NUISANCE, label * 3 + draw.normal(size=2000)))
    found = measure(dataset, held)
    # Two unit normals three apart are told apart at best in Phi(1.5) = .9332 of the cases.
    assert found["nuisance_only_skill", "dose"].value == pytest.approx(0.9332, abs=0.025)
    assert "numbers cut" in found["cramers_v", "dose"].method


def test_a_label_that_is_a_number_has_explained_variance():
    draw = np.random.default_rng(1)
    c = draw.integers(0, 2, 3000)
    held = Dataset(
        (
            number("y", Role.LABEL, c + draw.normal(size=3000)),
            category("c", Role.NUISANCE, map(str, c)),
        )
    )
    found = measure(dataset, held)["nuisance_only_skill", "c"]
    assert found.value == pytest.approx(0.2, abs=0.03)  # variance 1/4 of 1/4 + 1
    assert 0.2 in found.interval


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["x"] * 400, "constant"),
        ([None] * 400, "missing"),
        ([f"r{place}" for place in range(400)], "a value of its own"),
    ],
)
def test_a_nuisance_that_says_nothing_is_undetermined(values, reason):
    label, _, _ = table()
    found = measure(dataset, with_columns(label, category("c", Role.NUISANCE, values)))
    assert isinstance(found["cramers_v", "c"], Undetermined)
    assert reason in found["cramers_v", "c"].reason
    assert isinstance(found["nuisance_only_skill", "c"], Undetermined)


def test_a_nuisance_equal_to_the_label_is_undetermined_and_a_leak():
    label, _, _ = table()
    subject = Subject(
        with_columns(label, category("c", Role.NUISANCE, map("ab".__getitem__, label)))
    )
    found = list(dataset(subject))
    assert "equals the label" in found[0].reason
    assert any("'c' alone all but equals the label" in warning for warning in subject.warnings)


def test_a_leaking_feature_is_named():
    label, _, draw = table()
    held = with_columns(
        label,
        number("claim", Role.FEATURE, label * 100 + draw.normal(size=400)),
        number("age", Role.FEATURE, draw.normal(size=400)),
    )
    titles = [item.title for item in exhibits(dataset, held)]
    assert "claim all but equals the label." in titles
    innocent = with_columns(label, number("age", Role.FEATURE, draw.normal(size=400)))
    assert exhibits(dataset, innocent)[0].title == "No column all but equals the label."


def test_missing_values_are_a_nuisance_of_their_own():
    label, _, draw = table()
    income = np.where((label == 1) & (draw.random(400) < 0.6), np.nan, draw.normal(size=400))
    found = measure(dataset, with_columns(label, number("income", Role.FEATURE, income)))
    assert found["cramers_v", "income: missing"].interval.lower > 0.4


def test_copies_across_splits_are_counted():
    draw = np.random.default_rng(0)
    x = draw.normal(size=300)
    x[200:210] = x[:10]
    held = with_columns(
        draw.integers(0, 2, 300),
        number("x", Role.FEATURE, x),
        category("split", Role.SPLIT, ["train"] * 200 + ["test"] * 100),
    )
    found = measure(dataset, held)
    assert found["duplicate_share", "test"].value == pytest.approx(0.1)


def test_nearly_equal_texts_across_splits_are_found():
    draw = np.random.default_rng(0)
    words = [f"word{place}" for place in range(300)]
    texts = [" ".join(draw.choice(words, 40)) for _ in range(140)]
    copied = texts[0].split()
    copied[20] = "changed"
    texts[110] = " ".join(copied).upper()
    held = with_columns(
        draw.integers(0, 2, 140),
        Column("text", Role.FEATURE, Texts.of(texts)),
        category("split", Role.SPLIT, ["train"] * 100 + ["test"] * 40),
    )
    assert measure(dataset, held)["duplicate_share", "test"].value == pytest.approx(1 / 40)


def test_few_distinct_rows_are_no_copies():
    draw = np.random.default_rng(0)
    held = with_columns(
        draw.integers(0, 2, 300),
        category("x", Role.FEATURE, map(str, draw.integers(0, 3, 300))),
        category("split", Role.SPLIT, ["train"] * 200 + ["test"] * 100),
    )
    assert isinstance(measure(dataset, held)["duplicate_share", "test"], Undetermined)


def test_a_word_that_gives_the_label_away_is_shown():
    label, site, draw = table(300)
    words = [f"word{place}" for place in range(50)]
    texts = [" ".join(draw.choice(words, 12)) + (" -- Best, Ann" if mark else "") for mark in site]
    (shown,) = [
        item
        for item in exhibits(
            dataset, with_columns(label, Column("mail", Role.FEATURE, Texts.of(texts)))
        )
        if item.title.startswith("Words of")
    ]
    assert shown.content["rows"][0][0] in ("ann", "best", "--", ",")
    assert shown.content["rows"][0][1] == "1"


class Memory:
    """Pictures held as arrays; one of them is damaged."""

    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        if self.pictures[name] is None:
            raise Refused.because(name, "cannot be decoded", "leave it out")
        return self.pictures[name]


def test_a_damaged_picture_is_named_and_the_rest_goes_on():
    label, site, draw = table(200)
    pictures = {f"p{at}": draw.integers(0, 90, (12, 12, 3)).astype(np.uint8) for at in range(200)}
    for at, marked in enumerate(site):
        if marked:
            pictures[f"p{at}"][:2, :2] = 255
    pictures["p7"] = None
    names = np.array(list(pictures), dtype=object)
    subject = Subject(
        with_columns(label, Column("picture", Role.FEATURE, Images(names, Memory(pictures))))
    )
    found = {(m.metric, m.group): m for m in dataset(subject) if isinstance(m, Estimate)}
    corner = found["cramers_v", (("nuisance", "picture: corner mark"),)]
    assert corner.interval.lower > 0.5
    assert corner.sample_size == 199
    assert any("p7" in warning and "cannot be decoded" in warning for warning in subject.warnings)


def test_the_order_of_rows_changes_no_number():
    label, site, draw = table(300)
    held = with_columns(
        label,
        category("site", Role.NUISANCE, map(str, site)),
        number("x", Role.FEATURE, draw.normal(size=300)),
    )
    order = draw.permutation(300)
    assert measure(dataset, held) == measure(dataset, held.take(order))


def sites(*, turned=(), rows=600, seed=3):
    """A feature says the label (90 % of the time) at every site, the opposite where turned."""
    draw = np.random.default_rng(seed)
    label = draw.integers(0, 2, rows)
    site = draw.choice(["north", "south", "west"], rows)
    sign = np.where(np.isin(site, turned), -1, 1)
    right = draw.random(rows) < 0.9
    shown = np.where(right, label, 1 - label)
    shown = np.where(sign < 0, 1 - shown, shown)
    held = with_columns(
        label,
        category("site", Role.NUISANCE, site),
        category("sign", Role.FEATURE, map(str, shown)),
    )
    return held, right, site


def at(name):
    return (("nuisance", "site"), ("term", name))


def of_levels(held):
    found = [m for m in dataset(Subject(held)) if getattr(m, "metric", "") == HELD_OUT]
    assert len({m.group for m in found}) == len(found)
    return {m.group: m for m in found}


def test_what_holds_at_every_site_holds_at_the_one_left_out():
    held, right, site = sites()
    found = of_levels(held)
    assert len(found) == 3
    for name in ("north", "south", "west"):
        # The rule is the feature itself, so its skill is how often the feature was right there.
        assert found[at(name)].value == pytest.approx(right[site == name].mean())
        assert found[at(name)].sample_size == (site == name).sum()
    assert not any("learned elsewhere" in item.title for item in exhibits(dataset, held))


def test_where_the_feature_means_the_opposite_the_rule_of_the_others_fails():
    held, right, site = sites(turned=["west"])
    found = of_levels(held)
    assert found[at("west")].value == pytest.approx(1 - right[site == "west"].mean())
    assert found[at("west")].interval.upper < 0.2
    said = [item.title for item in exhibits(dataset, held)]
    assert "What is learned elsewhere holds less at site 'west'." in said


def test_a_site_that_says_something_of_its_own_is_named():
    draw = np.random.default_rng(8)
    label, site = draw.integers(0, 2, 900), draw.choice(["a", "b", "c"], 900)
    # At c only the second feature tells, elsewhere only the first.
    first = np.where(site == "c", draw.integers(0, 2, 900), label)
    second = np.where(site == "c", label, draw.integers(0, 2, 900))
    # Left out, nothing is known of c; learned there too, a little is.
    held = with_columns(
        label,
        category("site", Role.NUISANCE, site),
        category("first", Role.FEATURE, map(str, first)),
        category("second", Role.FEATURE, map(str, np.where(site == "c", second + 2, second))),
    )
    (said,) = [i for i in exhibits(dataset, held) if "learned elsewhere" in i.title]
    assert said.title == "What is learned elsewhere holds less at site 'c'."
    assert of_levels(held)[at("c")].value == pytest.approx(0.5, abs=0.1)


def test_a_number_is_explained_at_the_site_left_out():
    draw = np.random.default_rng(4)
    site = draw.choice(["a", "b"], 400)
    # Ten values, as the rule cuts numbers at deciles; R² is 1 - 1 / (1 + var of the values).
    x = draw.integers(0, 10, 400).astype(float)
    held = Dataset(
        (
            number("y", Role.LABEL, x + draw.normal(size=400)),
            number("x", Role.FEATURE, x),
            category("site", Role.NUISANCE, site),
        )
    )
    found = of_levels(held)[at("a")]
    assert found.value == pytest.approx(1 - 1 / (1 + 8.25), abs=0.05)
    assert found.interval.lower < 1 - 1 / (1 + 8.25) < found.interval.upper


@pytest.mark.parametrize(
    ("site", "feature", "reason"),
    [
        ([str(at % 30) for at in range(300)], True, "30 values"),
        (["x"] * 300, True, "constant"),
        (["a", "b"] * 150, False, "no feature"),
    ],
)
def test_a_value_that_cannot_be_left_out_says_why(site, feature, reason):
    draw = np.random.default_rng(1)
    columns = [category("site", Role.NUISANCE, site)]
    if feature:
        columns.append(number("x", Role.FEATURE, draw.normal(size=300)))
    (found,) = of_levels(with_columns(draw.integers(0, 2, 300), *columns)).values()
    assert reason in found.reason
