"""Every line of a model changed in turn; the library's own reader ends the process on many."""

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.models.tables.lightgbm_text import Head, Unreadable, looked_over
from tests.lazily import lazily

lightgbm = lazily("lightgbm")


@cache
def written():
    import pandas

    rng = np.random.default_rng(0)
    words = pandas.Categorical(np.array(["x", "y", "z"])[np.arange(90) % 3])
    frame = pandas.DataFrame({"a": rng.normal(size=90), "w": words})
    model = lightgbm.LGBMClassifier(
        n_estimators=2, verbose=-1, min_data_per_group=1, cat_smooth=0, min_child_samples=5
    )  # fmt: skip
    model.fit(frame, (frame["a"] > 0) ^ (np.arange(90) % 3 == 1))
    return model.booster_.model_to_string()


def resized(text):
    """The lengths of the trees written anew, so that only what was changed is wrong."""
    _, *trees = re.split(r"(?m)^(?=Tree=\d+$)", text.partition("\nend of trees")[0] + "\n")
    sizes = " ".join(str(len(tree)) for tree in trees)
    return re.sub(r"(?m)^tree_sizes=.*$", f"tree_sizes={sizes}", text)


def test_a_whole_file_says_what_it_reads():
    assert looked_over(written()) == Head(("a", "w"), 1, ("binary", "sigmoid:1"))
    assert resized(written()) == written()


def test_a_tree_without_a_split_is_whole():
    rng = np.random.default_rng(0)
    alike = lightgbm.Dataset(rng.normal(size=(50, 1)), np.ones(50))
    stump = lightgbm.train({"verbose": -1, "objective": "l2"}, alike, 1)
    assert looked_over(stump.model_to_string()).names == ("Column_0",)


SPOILT = [
    (r"^max_feature_idx=1", "max_feature_idx=7", "names 2 columns"),
    (r"^feature_names=a w", "feature_names=a", "names 1 columns"),
    (r"^feature_infos=\S+ ", "feature_infos=", "not as many"),
    (r"^num_tree_per_iteration=1", "num_tree_per_iteration=3", "trees, 3 a round"),
    (r"^num_leaves=\d+", "num_leaves=2000000000", "leaves are not as many"),
    (r"^leaf_value=\S+ ", "leaf_value=", "leaves are not as many"),
    (r"^threshold=\S+ ", "threshold=", "splits are not as many"),
    (r"^split_feature=\d+", "split_feature=2", "of no column"),
    (r"^decision_type=\d+", "decision_type=64", "of no column"),
    (r"^left_child=-?\d+", "left_child=0", "leads back"),
    (r"^left_child=-?\d+", "left_child=-99", "leads nowhere"),
    (r"^right_child=-?\d+", "right_child=99", "leads nowhere"),
    (r"^num_cat=\d+", "num_cat=0", "by category"),
    (r"^cat_boundaries=.*", "cat_boundaries=0 99999", "not as many"),
    (r"^cat_threshold=.*", "cat_threshold=", "not as many"),
    (r"^leaf_count=\S+ ", "leaf_count=", "leaf_count"),
    (r"^internal_value=\S+ ", "internal_value=", "internal_value"),
]


@pytest.mark.parametrize(("line", "instead", "why"), SPOILT)
def test_what_does_not_fit_is_refused_with_the_reason(line, instead, why):
    changed = re.sub(line, instead, written(), count=1, flags=re.MULTILINE)
    assert changed != written()
    with pytest.raises(Unreadable, match=why):
        looked_over(resized(changed))


@given(st.integers(30, 10**6))
def test_a_file_that_was_cut_is_refused(place):
    text = written()
    end = text.index("end of parameters")
    with pytest.raises(Unreadable, match="too early"):
        looked_over(text[: place % end])


def test_a_tree_of_another_length_is_refused():
    with pytest.raises(Unreadable, match="longer or shorter"):
        looked_over(written().replace("shrinkage=1\n", "shrinkage=1 \n"))
