"""A comparison with the audit before, as the worker stores it beside a report."""

from typing import Any

BLACK, WHITE = {"race": "African-American"}, {"race": "Caucasian"}
ID = "fail-4"  # of the report's failing finding


def flips(group: dict[str, Any], n: int, flipped: int, low: float, high: float) -> dict[str, Any]:
    return {
        "group": group, "n": n, "flipped": flipped, "to_unfavourable": flipped,
        "to_favourable": 0, "value": flipped / n, "interval": [low, high], "method": "wilson",
    }  # fmt: skip


def difference(metric: str, group: dict[str, Any], value: float, *, sure: bool) -> dict[str, Any]:
    return {
        "metric": metric, "group": group, "before": 0.3, "now": 0.3 + value, "sample_size": 900,
        "gained": 70, "lost": 10, "value": value, "interval": [value - 0.02, value + 0.02],
        "method": "newcombe-paired", "p_value": 0.001, "adjusted_p_value": 0.002 if sure else 0.2,
        "is_change": sure,
    }  # fmt: skip


def comparison(**changed: Any) -> dict[str, Any]:
    told = {"metric": "equalized_odds_difference", "group": BLACK, "sentence": "s"}
    return {
        "schema": "evenhand.comparison/1", "audit": "aud_0", "gate": "pass",
        "finished": "2026-11-22T06:41:09Z", "model": {"version": "2.0"}, "dataset": {},
        "canonical_sha256": "0" * 64, "same_rows": True, "same_model": False, "same_policy": True,
        "same_columns": True,
        "paired": {
            "rows": 7214, "without_answer": 0, "favourable": "0", "positive": "1",
            "confidence": 0.95,
            "flips": [
                flips({}, 7214, 681, 0.088, 0.101), flips(BLACK, 3696, 420, 0.104, 0.124),
                flips(WHITE, 2454, 200, 0.071, 0.093),
                {"group": {"race": "Asian"}, "n": 8, "flipped": 1, "to_unfavourable": 1,
                 "to_favourable": 0, "undetermined": "8 rows where 30 are needed",
                 "raw": {"value": 0.125, "interval": [0.02, 0.47]}},
            ],
            "differences": [
                difference("false_positive_rate", {}, 0.09, sure=True),
                difference("false_positive_rate", BLACK, 0.105, sure=True),
                difference("false_positive_rate", WHITE, 0.01, sure=False),
            ],
            "gaps": [
                {"metric": "false_positive_rate", "group": BLACK, "reference": WHITE,
                 "before": 0.196, "now": 0.214, "sample_size": [1795, 1488], "value": 0.018,
                 "interval": [-0.006, 0.042], "method": "mover of paired differences"},
            ],
        },
        "unpaired": None,
        "new": [{"id": ID, "verdict": "fail", "was": "pass", **told}],
        "still_failing": [],
        "fixed": [{"id": "x", "verdict": "pass", "was": "fail", **told}],
        "undecided": [{"id": "y", "verdict": None, "was": "fail", **told}],
        "changes": [
            {"probe": "p", "metric": "roc_auc", "group": {}, "before": 0.7, "now": 0.6,
             "difference": -0.1, "interval": [-0.15, None], "method": "MOVER", "is_change": True},
        ],
        "left_out": 3, "only_now": 0, "only_before": 0,
        "trend": [
            {"audit": "aud_0", "finished": "2026-11-22T06:41:09Z", "gate": "pass",
             "version": "2.0", "counts": {"pass": 3},
             "values": [{"id": ID, "verdict": "pass", "value": 0.02, "interval": [-0.01, 0.05]}]},
        ],
        **changed,
    }  # fmt: skip


def numbers_moved(group: dict[str, Any], value: float, *, sure: bool = True) -> dict[str, Any]:
    found = difference("mean_absolute_error", group, value, sure=sure)
    found |= {"before": 4.21, "now": 4.21 + value, "interval": [value - 0.1, value + 0.1]}
    del found["gained"], found["lost"]
    return found


def of_numbers() -> dict[str, Any]:
    told = comparison()
    told["paired"] |= {
        "answers": "numbers",
        "moved_by": {"value": 1.25, "interval": [1.2, 1.3], "method": "student_t-paired"},
        "differences": [
            numbers_moved({}, 0.31), numbers_moved(BLACK, 0.52),
            {"metric": "mean_absolute_error", "group": WHITE, "before": 4.0, "now": 4.0,
             "sample_size": 40, "undetermined": "it did not move in any row"},
        ],
        "gaps": [
            {"metric": "mean_absolute_error", "group": BLACK, "reference": WHITE, "before": 0.2,
             "now": 0.7, "sample_size": [900, 40], "undetermined": "no variation"},
        ],
    }  # fmt: skip
    for entry in told["paired"]["flips"]:
        entry.pop("to_favourable")
        entry.pop("to_unfavourable")
    del told["paired"]["favourable"], told["paired"]["positive"]
    return told


def of_texts() -> dict[str, Any]:
    told = of_numbers()
    for key in ("moved_by",):
        del told["paired"][key]
    told["paired"] |= {
        "answers": "texts", "differences": [], "gaps": [],
        "examples": [
            {"row": 1012, "source": "Ő ápoló.", "before": "She is a nurse.", "now": "<i>He</i>"},
            {"row": 1013, "before": "It is.", "now": ""},
        ],
    }  # fmt: skip
    return told
