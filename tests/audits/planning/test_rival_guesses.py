"""Of several columns that are by their names what one can be, the one that is kept."""

import pytest

from audits.specification.roles import Role
from tests.audits.planning.invented_columns import column, roles


@pytest.mark.parametrize(
    ("names", "role", "kept"),
    [
        (("label", "label_noisy"), Role.LABEL, "label"),
        (("label_raw", "label"), Role.LABEL, "label"),
        (("pred_oof", "pred_insample"), Role.PREDICTION, "pred_oof"),
        (("is_test", "cv_fold"), Role.SPLIT, "is_test"),
    ],
)
def test_of_several_names_the_one_that_the_others_are_variants_of_is_kept(names, role, kept):
    values = {"cv_fold": ("0", "1", "2", "3", "4")}
    found = roles(*(column(name, values.get(name, ("0", "1"))) for name in names), column("region"))
    assert [name for name in names if found.get(name) is role] == [kept]


@pytest.mark.parametrize("is_first", [True, False])
def test_of_a_split_and_folds_the_parts_that_are_named_are_the_split(is_first):
    """Wherever they stand: of the folds' numbers no rows are the test rows."""
    split, fold = column("split", ("train", "test")), column("fold", ("0", "1", "2"))
    order = (split, fold) if is_first else (fold, split)
    found = roles(*order, column("y_true", ("0", "1")), column("y_pred", ("0", "1")))
    assert found["split"] == "split"
    assert "fold" not in found


def test_who_answered_is_no_answer():
    answers = ("pos", "neg")
    columns = (column("prediction", answers), column("prediction_agent", ("bert", "svm")))
    found = roles(*columns, column("annotation", answers), column("text", ("a", "b", "c")))
    assert (found["prediction"], found["annotation"]) == ("prediction", "label")
    assert "prediction_agent" not in found
