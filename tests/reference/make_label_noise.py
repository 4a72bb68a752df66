"""Planted wrong labels, probabilities by other rows, and what cleanlab 2.9 makes of them.

Writes label_noise.npz and label_noise.json beside itself. Needs scikit-learn, numpy and
`cleanlab==2.9.0` (Apache-2.0), which is no dependency: run it in an environment of its own.

Of scikit-learn's breast cancer and digits 2, 5, 10 and 20 % of the labels are changed to another
class, drawn alike. Probabilities are those of a logistic regression on standardised inputs, five
folds. They are stored in steps of 1 / 10000, and cleanlab is asked about what is stored.
"""

import json
from pathlib import Path

import numpy as np
from cleanlab.count import estimate_joint
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE, STEPS = Path(__file__).parent, 10_000


def main():
    arrays, expected = {}, {}
    for name, data in (("breast_cancer", load_breast_cancer()), ("digits", load_digits())):
        truth, classes = data.target, len(data.target_names)
        for percent in (2, 5, 10, 20):
            rng = np.random.default_rng(percent)
            flipped = np.sort(rng.choice(len(truth), round(percent / 100 * len(truth)), False))
            given = truth.copy()
            given[flipped] = (given[flipped] + rng.integers(1, classes, len(flipped))) % classes
            model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=300))
            folds = StratifiedKFold(5, shuffle=True, random_state=0)
            answers = cross_val_predict(model, data.data, given, cv=folds, method="predict_proba")
            stored = np.rint(answers * STEPS).astype(np.uint16)
            probabilities = stored / stored.sum(axis=1, keepdims=True)
            case = f"{name}_{percent}"
            arrays |= {f"{case}_given": given.astype(np.uint8), f"{case}_probabilities": stored}
            arrays[f"{case}_flipped"] = flipped.astype(np.uint16)
            hits = {}
            for method in ("self_confidence", "normalized_margin", "confidence_weighted_entropy"):
                scores = get_label_quality_scores(given, probabilities, method=method)
                first = np.argsort(scores, kind="stable")[: len(flipped)]
                hits[method] = int(np.isin(first, flipped).sum())
            issues = find_label_issues(
                given, probabilities, return_indices_ranked_by="self_confidence"
            )
            hits["find_label_issues"] = int(np.isin(issues[: len(flipped)], flipped).sum())
            joint = estimate_joint(given, probabilities)
            expected[case] = {
                "planted": len(flipped),
                "hits": hits,
                "joint": [[round(float(v), 6) for v in row] for row in joint],
            }
            print(case, len(flipped), hits, round(1 - float(np.trace(joint)), 4))
    np.savez_compressed(HERE / "label_noise.npz", **arrays)
    source = "cleanlab 2.9.0 (Apache-2.0), by make_label_noise.py"
    (HERE / "label_noise.json").write_text(
        json.dumps({"source": source, "cases": expected}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
