"""Every list of a model changed in turn; the library's own reader crashes on many of these."""

import copy
import json
from functools import cache

import numpy as np
import pytest

from audits.models.tables.xgboost_content import looked_over
from tests.lazily import lazily

xgboost = lazily("xgboost")


@cache
def written(booster="gbtree"):
    import pandas

    rng = np.random.default_rng(0)
    frame = pandas.DataFrame({"a": rng.normal(size=90), "b": rng.normal(size=90)})
    settings = {}
    if booster == "gbtree":
        frame["w"] = pandas.Categorical(np.array(["x", "y", "z"])[np.arange(90) % 3])
        settings = {"enable_categorical": True, "max_cat_to_onehot": 1, "max_depth": 3}
    truth = (frame["a"] > 0) ^ (np.arange(90) % 3 == 1)
    model = xgboost.XGBClassifier(n_estimators=3, booster=booster, **settings).fit(frame, truth)
    raw = model.get_booster().save_raw("json")
    return json.loads(raw), bytes(model.get_booster().save_raw("ubj"))


def changed(at, value, booster="gbtree"):
    content = copy.deepcopy(written(booster)[0])
    part = content["learner"]
    for step in at[:-1]:
        part = part[step]
    assert part[at[-1]] != value
    part[at[-1]] = value
    return json.dumps(content).encode()


@pytest.mark.parametrize("booster", ["gbtree", "dart", "gblinear"])
def test_a_whole_file_is_let(booster):
    content, binary = written(booster)
    looked_over(json.dumps(content).encode())
    looked_over(binary)


TREES = ("gradient_booster", "model", "trees", 0)
MODEL = ("gradient_booster", "model")
SPOILT = [
    (("learner_model_param", "num_feature"), "0", "reads 0 columns"),
    (("learner_model_param", "num_feature"), "99999999999", "columns"),
    (("feature_names",), ["a"], "feature_names are not as many"),
    ((*MODEL, "tree_info"), [0, 0], "not as many"),
    ((*MODEL, "tree_info"), [0, 5, 0], "larger or smaller"),
    ((*MODEL, "iteration_indptr"), [0, 2, 1, 3], "out of order"),
    ((*TREES, "tree_param", "num_nodes"), "1", "not as many"),
    ((*TREES, "left_children", 0), 0, "leads back"),
    ((*TREES, "left_children", 0), 2, "leads back|hangs on two|leads"),
    ((*TREES, "left_children", 0), 2**30, "larger or smaller"),
    ((*TREES, "right_children", 0), -1, "leads back"),
    ((*TREES, "parents", 1), 2, "hangs on two"),
    ((*TREES, "parents", 0), 77777, "hangs nowhere"),
    ((*TREES, "split_indices", 0), 3, "larger or smaller"),
    ((*TREES, "split_conditions"), [0.5], "not of as many nodes"),
    ((*TREES, "split_type", 0), 7, "larger or smaller"),
    ((*TREES, "categories"), [], "larger or smaller"),
    ((*TREES, "categories", 0), 2**31, "larger or smaller"),
    ((*TREES, "categories_nodes"), [0], "out of order|others than"),
    ((*TREES, "categories_sizes", 0), 99, "larger or smaller"),
    ((*TREES, "categories_segments", 0), 2**40, "larger or smaller"),
    ((*TREES, "parents"), [0.5], "not of as many|whole"),
    ((*MODEL, "cats", "feature_segments"), [0, 0, 0, 9], "not as many"),
    ((*MODEL, "cats", "enc", 2, "offsets"), [0, 1, 9999, 3], "larger or smaller"),
    ((*MODEL, "cats", "enc", 2, "offsets"), [0, 2, 1, 3], "out of order"),
    ((*MODEL, "cats", "sorted_idx"), [0, 1, 9], "larger or smaller"),
]


@pytest.mark.parametrize(("at", "value", "why"), SPOILT, ids=lambda given: str(given)[:40])
def test_what_does_not_fit_is_refused_with_the_reason(at, value, why):
    with pytest.raises(ValueError, match=why):
        looked_over(changed(at, value))


def test_a_weight_too_few_and_a_tree_too_many():
    with pytest.raises(ValueError, match="weights for 2 columns"):
        looked_over(changed((*MODEL, "weights"), [0.5], "gblinear"))
    with pytest.raises(ValueError, match="not as many as they"):
        looked_over(changed(("gradient_booster", "weight_drop"), [1.0], "dart"))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_is_refused(share):
    content, binary = written()
    for whole in (json.dumps(content).encode(), binary):
        with pytest.raises(ValueError, match=r"cut or changed|too early"):
            looked_over(whole[: int(share * len(whole))])
