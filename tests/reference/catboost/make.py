"""Make the files beside this one: CatBoost's own, their ONNX, and what CatBoost answers.

    pip install catboost==1.2.10
    python tests/reference/catboost/make.py

The values are those of `tests/boosters.py`; every third row is kept with its answers.
"""

import json
import runpy
from pathlib import Path

import catboost
import numpy as np

HERE = Path(__file__).parent
_EVERY = 3


def main() -> None:
    made = runpy.run_path(str(HERE.parents[1] / "boosters.py"))
    values, two, three, words = (made[name] for name in ("VALUES", "TWO", "THREE", "WORDS"))
    number = made["NUMBER"]
    few = {"iterations": 5, "depth": 3, "verbose": 0, "allow_writing_files": False,
           "random_seed": 0, "thread_count": 1}  # fmt: skip
    classifier, regressor = catboost.CatBoostClassifier, catboost.CatBoostRegressor
    one_each = {"loss_function": "MultiClassOneVsAll"}
    models = {
        "two_numbers": classifier(**few).fit(values, two),
        "two_texts": classifier(**few).fit(values, words[two]),
        "three_numbers": classifier(**few).fit(values, 2 * three + 1),
        "three_texts": classifier(**few).fit(values, words[three]),
        "number": regressor(**few).fit(values, number),
        "poisson": regressor(**few, loss_function="Poisson").fit(values, number),
        "one_vs_all": classifier(**few, **one_each).fit(values, three),
    }
    asked = values[::_EVERY]
    answers: dict[str, object] = {
        "catboost": catboost.__version__,
        "values": [[None if np.isnan(v) else float(v) for v in row] for row in asked],
    }
    for name, model in models.items():
        # As the refusal of a .cbm file says: loaded again, then written as ONNX.
        model.save_model(str(HERE / f"{name}.cbm"))
        again = catboost.CatBoost().load_model(str(HERE / f"{name}.cbm"))
        again.save_model(str(HERE / f"{name}.onnx"), format="onnx")
        if name != "two_numbers":
            (HERE / f"{name}.cbm").unlink()  # one native file is enough for its refusal
        if hasattr(model, "predict_proba"):
            answers[name] = {
                "labels": [str(label) for label in np.ravel(model.predict(asked))],
                "probabilities": model.predict_proba(asked).tolist(),
            }
        else:
            answers[name] = {"numbers": model.predict(asked).tolist()}
    models["two_numbers"].save_model(str(HERE / "two_numbers.json"), format="json")
    (HERE / "answers.json").write_text(json.dumps(answers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
