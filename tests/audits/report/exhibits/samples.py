"""Content of every kind of exhibit, as probes send it, and how a page shows it."""

from audits.report.exhibits import draw

AXES = {"x": {"title": "x", "scale": "share"}, "y": {"title": "y"}}
BIN = {"lower": 0, "upper": 0.1, "mean_score": 0.05, "observed": 0.1, "interval": [0, 0.2], "n": 90}
PIXEL = "data:image/png;base64,iVBORw0KGgo="
SAMPLES = {
    "groups": {
        "attributes": ["sex"], "reference": {"sex": "m"}, "why": "most rows",
        "groups": [{"group": {"sex": "m"}, "rows": 70}, {"group": {"sex": None}, "rows": 30}],
    },
    "thresholds": {
        "attribute": "sex", "thresholds": [0.1, 0.5],
        "groups": [
            {"group": {"sex": "m"}, "n": 70, "selection_rate": [1.0, 0.5],
             "false_positive_rate": [1.0, 0.4]},
            {"group": {"sex": "f"}, "n": 30, "selection_rate": [1.0, 0.2]},
        ],
    },
    "precision_recall": {"points": [[0.1, 0.9], [1.0, 0.4]], "chance": 0.4, "n": 100},
    "calibration": {"groups": [{"group": {}, "bins": [BIN, {**BIN, "mean_score": 0.9}]}]},
    "confusion_matrix": {"classes": ["0", "1"], "rows": [[8, 2], [0, 0]]},
    "prevalence": {
        "n": 100, "prevalence": 0.4,
        "points": [
            {"prevalence": at, "precision": at, "precision_interval": [0, 1], "accuracy": 0.9,
             "accuracy_interval": [0.8, 1], "majority_share": 1 - at} for at in (0.01, 0.5)
        ],
    },
    "strata": {
        "attribute": "sex", "groups": [{"sex": "m"}, {"sex": "f"}], "left_out": 3,
        "strata": [{"stratum": "dept A", "favourable": [512, 89], "n": [825, 108]}],
    },
    "checklist": {
        "source": "a list",
        "items": [
            {"key": "description", "section": "Models and algorithms", "item": "A description.",
             "standing": "stated", "known": "a model of the form onnx", "stated": "see the paper",
             "where": "the plan in this report", "asks": ""},
            {"key": "training_code", "section": "Shared code", "item": "Training code.",
             "standing": "open", "known": "", "where": "", "stated": "", "asks": "where it is"},
            {"key": "infrastructure", "section": "Results", "item": "The infrastructure.",
             "standing": "answered", "known": "of the evaluation", "where": "the lock",
             "stated": "", "asks": ""},
        ],
    },
    "claims": {
        "note": "Corrected by Holm.",
        "claims": [
            {"system": "new", "baseline": "old", "on": None, "standing": "stands", "points": True,
             "difference": 0.1, "interval": [0.02, 0.18], "effect": 0.5,
             "effect_interval": [0.1, 0.9], "adjusted": 0.01, "p_value": 0.01,
             "test": "McNemar's exact test", "n": "100", "needs": "80 items show it",
             "why": None, "beside": [["signs turned", 0.02]]},
            {"system": "mid", "baseline": "old", "on": None, "standing": "cannot be told",
             "points": False, "difference": 0.7, "adjusted": None, "p_value": None, "test": "none",
             "n": "?", "needs": "", "why": "it does not say", "beside": []},
        ],
    },
    "reliability": {
        "rows": [{"metric": "explanation_stability", "group": {}, "value": 0.9,
                  "interval": [0.8, 0.95], "threshold": 0.8},
                 {"metric": "explanation_sanity", "group": {}, "undetermined": "one answer"}],
        "stamped": True, "doubts": ["weights do not matter"], "not": "It is not a cause.",
    },
    "pareto": {
        "criteria": ["accuracy", "worst_group", "size"], "left_out": ["latency"], "rows": 900,
        "words": {"accuracy": "accuracy", "worst_group": "worst group's accuracy",
                  "size": "size on disk"},
        "missing": [{"name": "static int8", "why": "Conv3D stands there"}],
        "variants": [
            {"name": "original", "dominated_by": ["fp16"], "change": "as it was given",
             "size": 1_000_000, "packed": 900_000,
             "accuracy": {"value": 0.9, "interval": [0.88, 0.92], "n": 900},
             "accuracy_change": None, "flips": None,
             "worst_group": {"value": 0.8, "interval": [0.7, 0.87], "n": 90,
                             "group": {"sex": "f"}},
             "gap": {"value": 0.1, "interval": [0.02, 0.2], "n": 90, "group": {"sex": "f"}},
             "latency": {"value": 2.0, "interval": [1.9, None], "n": 200, "why": "busy"},
             "energy": None},
            {"name": "fp16", "dominated_by": [], "change": "4 tensors in 16 bits",
             "size": 500_000, "packed": 450_000,
             "accuracy": {"value": 0.9, "interval": [0.88, 0.92], "n": 900},
             "accuracy_change": {"value": 0.0, "interval": [-0.01, 0.01], "n": 900},
             "flips": {"value": 0.002, "interval": [0.0, 0.008], "n": 900},
             "worst_group": {"value": 0.8, "interval": [0.7, 0.87], "n": 90,
                             "group": {"sex": "f"}},
             "gap": None, "latency": None, "energy": None},
        ],
    },
    "curve": {"series": [{"name": "a", "points": [[0, 0], [1, 1]]}], **AXES},
    "scatter": {"points": [{"x": 0.1, "y": 0.2, "label": "nurse"}], **AXES},
    "signed_bars": {"bars": [{"label": "age", "value": -1.0, "interval": [-1.2, -0.8]}]},
    "sentences": {"head": ["Source", "P"], "rows": [["ő egy orvos", 0.25], ["x", None]]},
    "table": {"head": ["rows", "accuracy"], "rows": [["100", "72.7 %"]], "numeric": [0, 1]},
    "pairs": {"pairs": [{"before": {"text": "he"}, "after": {"image": PIXEL}, "note": "flips"}]},
    "highlighted_text": {"tokens": [{"text": "bad", "weight": 1.0}, {"text": "ok", "weight": 0}]},
    "statement": {"tone": "flag", "words": "Something was found."},
    "heat_picture": {"image": PIXEL, "heat": PIXEL, "regions": [{"label": "left", "value": 1.0}]},
    "facts": {"facts": [{"question": "Is it small?", "answer": "Two numbers."}]},
    "side_by_side": {
        "answer": "1", "probability": 0.75, "agreement": 0.5, "disagree": False,
        "methods": [{"title": "LIME", "kind": "signed_bars",
                     "bars": [{"label": "age", "value": -1.0, "interval": [-1.2, -0.8]}]}],
    },
    "heat_map": {"values": [[0.0, 1.0], [-1.0, 0.5]]},
}  # fmt: skip


def shown(view, kind, content):
    """The parts of the page that show this content."""
    exhibit = {"kind": kind, "title": "A title", "content": content, "probe": "a.b", "step": 0}
    return draw(view, exhibit, "name")


def one_figure(view, kind, content):
    """The single figure that this content is drawn as."""
    (part,) = shown(view, kind, content)
    (figure,) = part.figures
    return figure


def plain(text):
    """The text with ordinary spaces where it has no-break ones."""
    return text.replace("\N{NO-BREAK SPACE}", " ")
