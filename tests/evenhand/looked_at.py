"""A frame, and what a model of it is found to answer."""

import numpy as np
import pandas as pd
import pytest

from audits.errors import Refused
from evenhand.frames import Frame
from evenhand.introspection import look_at

FRAME = pd.DataFrame({"x": np.arange(60.0), "y": np.arange(60) % 3})
LABELS = (FRAME["x"] > 30).astype(int)


def look(model, *, output=None, classes=None, labels=("0", "1"), frame=FRAME):
    return look_at(
        model, Frame.of(frame), list(frame.columns), output=output, classes=classes, labels=labels
    )


def refusal(model, **more):
    with pytest.raises(Refused) as caught:
        look(model, **more)
    (problem,) = caught.value.problems
    return problem


def columns(rows):
    return {"columns": {"x": list(rows), "y": [0.0 for _ in rows]}}
