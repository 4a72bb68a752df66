"""Numbers of 16 and 32 bits meet thresholds, cuts and spans as they do in the user's own frame."""

import numpy as np
import pandas as pd
import pytest

from audits.planning.row_filters import Rows
from audits.probing.subject import Subject
from audits.running.row_filter import choose
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role
from evenhand.frames import Frame
from tests.reading import read_planned

ENDINGS = ["parquet", "feather", "frame", "csv"]


def frame(kind):
    """Every hundredth once, in no order; group and label are beside the point."""
    hundredths = np.random.default_rng(5).permutation(101).astype(kind) / kind(100)
    return pd.DataFrame(
        {"s": hundredths, "again": hundredths, "y": ["0", "1", "1"] * 33 + ["0"] * 2}
    )


def written(folder, data, ending):
    path = folder / f"t.{'parquet' if ending == 'frame' else ending}"
    match ending:
        case "parquet":
            data.to_parquet(path)
        case "feather":
            data.to_feather(path)
        case "frame":
            Frame.of(data).write(path)
        case "csv":
            data.to_csv(path, index=False)
    return path


def never(specs):
    raise AssertionError("the column is read as numbers already")


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("ending", ENDINGS)
def test_bounds_are_compared_as_pandas_compares_them(tmp_path, ending, kind):
    data = frame(kind)
    path = written(tmp_path, data, ending)
    for bound in (0.1, 0.28, 0.7, 0.99):
        label = ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY, positive="1")
        specs = {
            "s": ColumnSpec(role=Role.SCORE, threshold=bound),
            "again": ColumnSpec(role=Role.PROTECTED, cut=[bound]),
            "y": label,
        }
        read = read_planned(path, specs)
        answers = Subject(read).predictions
        assert answers.equals("1").tolist() == (data.s >= bound).tolist()
        assert read["again"].categories.equals(f"<={bound}").tolist() == (data.s <= bound).tolist()
        spans = (Rows("s", start=bound), Rows("s", end=bound))
        inside = [len(choose(read, [span], specs, never).data) for span in spans]
        assert inside == [(data.s >= bound).sum(), (data.s <= bound).sum()]
