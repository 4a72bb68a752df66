"""What is learned elsewhere, judged at the value left out."""

import numpy as np

from audits.confounds.leave_one_level_out import held_out, left_out, levels, measured
from audits.confounds.split_scopes import Scope
from audits.data.dataset import Categories, Column, Numbers
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probing.advice import Bound
from audits.specification.roles import Role
from audits.statistics.share_measurements import Stated
from tests.audits.confounds.simulated import category

STATED = Stated(0.95, 30)


def shops(rows=600):
    """A feature is the label, but in shop c it is its opposite."""
    draw = np.random.default_rng(0)
    label, shop = draw.integers(0, 2, rows), draw.choice(["a", "b", "c", "d"], rows)
    return category(np.where(shop == "c", 1 - label, label)), category(label), category(shop)


def test_a_rule_learned_elsewhere_fails_where_the_feature_means_the_opposite():
    feature, label, shop = shops()
    by_name = {level.name: level for level in
               levels("shop", [feature], label, shop, np.random.default_rng(1))}  # fmt: skip
    assert by_name["c"].apart.value == 0.0
    assert by_name["a"].apart.value == 1.0
    assert by_name["c"].lost >= 0.4
    assert by_name["c"].p_value < 1e-6
    assert by_name["a"].p_value == 1.0


def column(name, values, kind=Categories.of):
    return Column(name, Role.NUISANCE, kind(list(values)))


def columns_of():
    feature, label, shop = shops()
    texts = [np.array(v.levels)[v.codes] for v in (feature, shop)]
    return column("feature", texts[0]), label, column("shop", texts[1])


def run(nuisances, features, label):
    return list(held_out(nuisances, features, label, Scope(None, np.arange(len(label))),
                         lambda: np.random.default_rng(1), STATED, Bound(0.1)))  # fmt: skip


def test_every_value_is_measured_and_the_loss_is_said():
    feature, label, shop = columns_of()
    found = run([shop], [feature], label)
    shares = {m.group[1][1]: m for m in found if isinstance(m, Estimate)}
    assert set(shares) == {"a", "b", "c", "d"}
    assert shares["c"].value == 0.0
    warning, listed = [e for e in found if isinstance(e, Exhibit)]
    assert warning.title == "What is learned elsewhere holds less at shop 'c'."
    assert listed.content["rows"][0][:3] == ["shop", "c", "0.0 %"]


def test_without_features_or_with_one_value_it_says_why():
    feature, label, shop = columns_of()
    (found,) = run([shop], [], label)
    assert isinstance(found, Undetermined)
    assert "no feature is a number or a category" in found.reason
    (found,) = run([column("place", ["x"] * len(label))], [feature], label)
    assert found.reason == "it is constant"
    numbers = Column("n", Role.NUISANCE, Numbers(np.arange(float(len(label)))))
    assert run([numbers], [feature], label) == []


def test_a_level_is_a_share_of_right_answers():
    feature, label, shop = shops()
    level = levels("shop", [feature], label, shop, np.random.default_rng(1))[2]
    found = measured(level, (("split", "test"),), STATED)
    assert found.group == (("nuisance", "shop"), ("term", "c"), ("split", "test"))
    assert (found.value, found.sample_size) == (0.0, int((shop.codes == 2).sum()))
    assert list(left_out([], Bound(0.1))) == []
