import numpy as np
import pytest

from audits.errors import Refused
from audits.models.tables.catboost_file import read
from tests import boosters
from tests.lazily import lazily

catboost = lazily("catboost")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("given", ["two_numbers.cbm", "two_numbers.json"])
def test_a_file_that_was_cut_is_refused_with_a_remedy(tmp_path, given, share):
    content = (boosters.CATBOOST / given).read_bytes()
    (tmp_path / given).write_bytes(content[: int(share * len(content))])
    with pytest.raises(Refused, match="save it again"):
        read(tmp_path / given)


def test_columns_of_texts_are_refused(tmp_path):
    words = [[f"a good cook {row}"] for row in range(40)]
    pool = catboost.Pool(words, np.arange(40) % 2, text_features=[0])
    model = catboost.CatBoostClassifier(iterations=3, verbose=0, allow_writing_files=False)
    model.fit(pool).save_model(str(tmp_path / "m.cbm"))
    with pytest.raises(Refused, match="texts or vectors"):
        read(tmp_path / "m.cbm")
