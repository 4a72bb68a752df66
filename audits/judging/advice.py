"""The default bounds of what a report warns of, and how a policy's own rules take their place.

Probes know no level and no threshold: they are given these with their subject.
"""

from audits.probing.advice import Advice, Bound
from audits.specification.policy_document import PolicySpec

# What is taken for more than chance, after correction over everything that was looked at.
LEVEL = 0.05
# Where they come from: benchmarks/explanation_thresholds.py. Over models whose reasons are known
# at most 5 of 100 explanations that deserve trust are stamped. See docs/explanations.md.
STABILITY, FIDELITY, SANITY = Bound(0.85), Bound(0.39), Bound(0.51)
RELIABILITY = {
    "explanation_stability": STABILITY,
    "explanation_fidelity": FIDELITY,
    "explanation_sanity": SANITY,
    "kernel_shap_stability": STABILITY,
    "kernel_shap_sanity": SANITY,
    "prediction_difference_stability": STABILITY,
    "prediction_difference_sanity": SANITY,
    "occlusion_sanity": SANITY,
    "integrated_gradients_sanity": SANITY,
}
_AT_MOST = {
    # Answers that one change alone may turn: fewer are no shortcut worth the word, however
    # certain, since a fitted model gives every input some weight by chance.
    "intervention_flip_rate": Bound(0.05, LEVEL),
    # Of a split's rows, seen in training.
    "duplicate_share": Bound(0.001),
}
DEFAULTS: Advice = {
    **RELIABILITY,
    **_AT_MOST,
    "confound_dependence": Bound(level=LEVEL),
    "worst_group_accuracy": Bound(level=LEVEL),
    # Shares gained over always giving the same answer; a smaller gain is not worth a sentence.
    "nuisance_only_gain": Bound(0.02, LEVEL),
    # Shares lost at a value of the nuisance that was left out.
    "held_out_level_loss": Bound(0.02, LEVEL),
    # Cramér's V of nuisance and label where a model is trained, minus that in another split.
    "cramers_v_change": Bound(0.2),
}


def advice(policy: PolicySpec | None) -> Advice:
    """The bounds of an audit: a rule of the policy over everyone replaces the default limit.

    Reliability is bounded from below (`at_least`), shares of changed answers and of copies from
    above (`at_most`).
    """
    bounds = dict(DEFAULTS)
    for rule in policy.rules if policy is not None else ():
        lower, upper = rule.limits
        limit = lower if rule.metric in RELIABILITY else upper
        if rule.metric in {**RELIABILITY, **_AT_MOST} and not rule.group and limit is not None:
            bounds[rule.metric] = Bound(limit, bounds[rule.metric].level)
    return bounds
