"""Models whose training rows are known, and how far ART's membership attacks get on them.

Writes membership.npz and membership.json beside itself. Needs scikit-learn, numpy, torch and
`adversarial-robustness-toolbox==1.20.1` (MIT), which is no dependency: run it in an environment of
its own.

A forest and a logistic regression are fitted to 1,000 rows of which a fifth have labels at random,
and answer those and 1,000 others; probabilities are stored in steps of 1 / 10000, and ART is asked
about what is stored. Its attack models are fitted to one half of each side and judged on the other,
as here; the shadow attack is fitted to what three shadow models answer instead.
"""

import json
import warnings
from pathlib import Path

import art
import numpy as np
from art.attacks.inference.membership_inference import (
    MembershipInferenceBlackBox,
    MembershipInferenceBlackBoxRuleBased,
    ShadowModels,
)
from art.estimators.classification.scikitlearn import SklearnClassifier
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

HERE, STEPS, SIDE = Path(__file__).parent, 10_000, 1_000
MODELS = {
    "forest": lambda: RandomForestClassifier(60, max_depth=9, random_state=0),
    "logistic": lambda: LogisticRegression(C=10.0, max_iter=2000),
}


def price(pred, y, **_):
    """The cross-entropy of answers."""
    chosen = pred[np.arange(len(pred)), np.argmax(y, axis=1) if y.ndim > 1 else y]
    return -np.log(np.clip(chosen, 1e-12, 1.0))


def advantage(called, member):
    """True positives less false ones."""
    return float(called[member].mean() - called[~member].mean())


def main():
    warnings.filterwarnings("ignore")
    arrays, expected = {}, {}
    for name, made in MODELS.items():
        inputs, labels = make_classification(
            2 * SIDE + 4 * SIDE, 60, n_informative=8, flip_y=0.4, random_state=3
        )
        inputs = inputs.astype(np.float32)
        target, shadow = slice(0, 2 * SIDE), slice(2 * SIDE, None)
        member = np.arange(2 * SIDE) < SIDE
        model = made().fit(inputs[:SIDE], labels[:SIDE])
        stored = np.rint(model.predict_proba(inputs[target]) * STEPS).astype(np.uint16)
        answers = (stored / STEPS).astype(np.float32)
        truth = labels[target]
        judged = np.random.default_rng(1).permutation(np.arange(2 * SIDE) % 2 == 0)
        known = ~judged
        wrapped = SklearnClassifier(model)
        # ART asks for it by this name, and scikit-learn's forests have none.
        wrapped.compute_loss_from_predictions = price
        rule = MembershipInferenceBlackBoxRuleBased(wrapped)
        called = rule.infer(inputs[target][judged], truth[judged]).astype(bool)
        found = {"gap": advantage(called, member[judged])}
        entropy = -(answers * np.log(np.clip(answers, 1e-12, 1))).sum(axis=1, keepdims=True)
        for kind, given in (("loss", answers), ("entropy", entropy), ("prediction", answers)):
            read = "loss" if kind == "loss" else "prediction"
            attack = MembershipInferenceBlackBox(wrapped, input_type=read, attack_model_type="gb")
            attack.fit(
                None, truth[known & member], None, truth[known & ~member],
                pred=given[known & member], test_pred=given[known & ~member],
            )  # fmt: skip
            called = attack.infer(None, truth[judged], pred=given[judged]).reshape(-1) > 0.5
            found[kind] = advantage(called, member[judged])
        template = SklearnClassifier(made().fit(inputs[:SIDE], labels[:SIDE]))
        shadows = ShadowModels(template, num_shadow_models=3, random_state=5)
        dataset = shadows.generate_shadow_dataset(inputs[shadow], np.eye(2)[labels[shadow]])
        (_, y, pred), (_, other_y, other_pred) = dataset
        attack = MembershipInferenceBlackBox(wrapped, attack_model_type="gb")
        attack.fit(None, y, None, other_y, pred=pred, test_pred=other_pred)
        called = attack.infer(None, truth[judged], pred=answers[judged]).reshape(-1) > 0.5
        found["shadow"] = advantage(called, member[judged])
        arrays |= {
            f"{name}_probabilities": stored[:, 1], f"{name}_labels": truth.astype(np.uint8),
            f"{name}_member": member, f"{name}_judged": judged,
        }  # fmt: skip
        expected[name] = {kind: round(value, 6) for kind, value in found.items()}
    np.savez_compressed(HERE / "membership.npz", **arrays)
    (HERE / "membership.json").write_text(
        json.dumps(
            {
                "source": f"adversarial-robustness-toolbox {art.__version__} (MIT), by "
                "make_membership.py",
                "advantage": expected,
            },
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
