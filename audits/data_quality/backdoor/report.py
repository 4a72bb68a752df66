"""What was planted, as measurements and as something to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from audits.data.picture_addresses import thumbnail
from audits.data_quality.backdoor.contrast import (
    Planted,
    undetermined_reason,
)
from audits.data_quality.backdoor.outlying_rows import Apart
from audits.data_quality.backdoor.picture_triggers import BestTrigger, Halves
from audits.measurement import Estimate, Exhibit, Group, Measurement, undetermined
from audits.perturbations.shown_pictures import seen
from audits.statistics.intervals import limits
from audits.statistics.share_measurements import Share, Stated, gap, rate

SUCCESS, CONTROL, EFFECT = "trigger_success_rate", "trigger_control_rate", "trigger_effect"
CONTROL_GROUP: Group = (("trigger", "control"),)
MOST_PAIRS = 4
NO_PROOF = (
    "What no search of this kind meets may be there all the same: no trigger found is no pass."
)


def measurements(every: Sequence[Planted], stated: Stated) -> Iterator[Measurement]:
    """Of each form, and overall of the one that the search preferred on its own rows."""
    first = max(every, key=lambda each: each.chosen_by)
    for group, planted in [((), first), *(((("trigger", one.form),), one) for one in every)]:
        reason = undetermined_reason(planted, stated)
        note = f"{planted.name} toward {planted.target}"
        own, control = (Share(hits, rows, rows) for hits, rows in (planted.own, planted.control))
        success = _noted(rate(SUCCESS, group, own, stated), note)
        effect = _noted(gap(EFFECT, group, CONTROL_GROUP, planted.pair, stated), note)
        if isinstance(effect, Estimate):
            effect = replace(effect, p_value=planted.p_value)
        yield success if reason is None else undetermined(success, reason)
        yield _noted(rate(CONTROL, group, control, stated), planted.controls)
        yield effect if reason is None else undetermined(effect, reason)


def _noted(measurement: Measurement, note: str) -> Measurement:
    """The measurement with a note for readers behind its method's name."""
    if not isinstance(measurement, Estimate):
        return measurement
    return replace(measurement, method=f"{measurement.method} ({note})")


def sentence(every: Sequence[Planted], stated: Stated) -> Exhibit:
    """What was found, or that nothing was, in one line."""
    believed = [one for one in every if undetermined_reason(one, stated) is None]
    if not believed:
        tried = ", ".join(dict.fromkeys(one.form for one in every))
        return Exhibit(
            "statement", "No trigger was found that works beyond its controls.",
            {"tone": "note", "words": f"Tried: {tried}. {NO_PROOF}"},
        )  # fmt: skip
    one = max(believed, key=lambda each: each.gap)
    words = (
        f"Planted in held-out rows of other classes, {one.name} leads {_counts(one.own, stated)} "
        f"to {one.target}. Its control leads {_counts(one.control, stated)} ({one.controls}); "
        f"{len(one.references)} clean models that were searched alike show a gap of "
        f"{max(one.references):.2f} at most (p {one.p_value:.2g})."
    )
    return Exhibit(
        "statement", f"A trigger was found toward {one.target}.", {"tone": "flag", "words": words}
    )


def table(every: Sequence[Planted], stated: Stated) -> Exhibit:
    """Each trigger with its target, its success, its controls and the clean references."""
    rows = []
    for one in sorted(every, key=lambda each: -each.gap):
        reason = undetermined_reason(one, stated)
        rows.append(
            [
                one.form, one.name, one.target, _counts(one.own, stated),
                _counts(one.control, stated),
                f"{max(one.references):.2f}" if one.references else "none",
                "yes" if reason is None else f"no: {reason}",
            ]
        )  # fmt: skip
    head = ["form", "trigger", "target", "led there", "its control", "most in clean models",
            "works beyond its controls"]  # fmt: skip
    content = {
        "head": head, "rows": rows, "numeric": [], "left_out": 0,
        "caption": "Planted in held-out rows of other classes, which had no part in the search. "
        "The column of clean models is of the gap between a trigger and its control.",
    }  # fmt: skip
    return Exhibit("sentences", "Triggers, the most suspicious first", content)


def _counts(counts: tuple[int, int], stated: Stated) -> str:
    hits, rows = counts
    if not rows:
        return "no rows"
    drawn = limits("wilson", (float(hits), float(rows)), stated.confidence)
    return (
        f"{100 * hits / rows:.0f} % of {rows:,} [{100 * drawn.lower:.0f}, {100 * drawn.upper:.0f}]"
    )


def pictures(best: Sequence[BestTrigger], halves: Halves, classes: Sequence[str]) -> Exhibit | None:
    """Held-out rows before, and with the trigger of each form on them."""
    pairs = []
    for one in best:
        others = halves.judging.others(one.code)
        if not len(others):
            continue
        planted = one.triggers.plant(others.pixels[:1], np.array([one.code]))
        pairs.append(
            {
                "before": {
                    "image": thumbnail(seen(others.pixels[0])),
                    "caption": f"labelled {classes[int(others.labels[0])]}",
                },
                "after": {
                    "image": thumbnail(seen(planted[0])),
                    "caption": f"with the {one.planted.form} toward {one.planted.target}",
                },
                "note": "{}: {:,} of {:,} rows".format(one.planted.name, *one.planted.own),
            }
        )
    title = "A row of another class, and the same with each trigger"
    return Exhibit("pairs", title, {"pairs": pairs[:MOST_PAIRS]}) if pairs else None


def layers(shown: Sequence[Apart]) -> Exhibit | None:
    """Clusters and spectra of training rows by label, beside rows that nobody trained on."""
    if not shown:
        return None
    rows = [
        [one.label, f"{one.rows:,}", f"{100 * one.smaller:.0f} %", f"{one.silhouette:.2f}",
         _p(one.cluster_p), f"{one.spectral:.1f}", _p(one.spectral_p)]
        for one in shown
    ]  # fmt: skip
    content = {
        "head": ["label", "rows", "smaller cluster", "silhouette", "p", "spectral ratio", "p"],
        "rows": rows, "numeric": [1, 2, 3, 4, 5, 6], "left_out": 0,
        "caption": "What the model's last layers but one hold of training rows. The p-values are "
        "against rows that it was not trained on, drawn to the same number: rows that lie apart "
        "are looked at for triggers, and are none by themselves.",
    }  # fmt: skip
    return Exhibit("sentences", "Do training rows of one label fall into two sorts?", content)


def _p(value: float | None) -> str:
    return "none" if value is None else f"{value:.2g}"


def tied(strengths: Sequence[tuple[str, int, str, float]]) -> Exhibit | None:
    """Rare words or values whose rows have one label. strengths: token, rows, label, -log10 p."""
    if not strengths:
        return None
    rows = [[token, f"{rows:,}", label, f"{10**-strength:.2g}"]
            for token, rows, label, strength in strengths]  # fmt: skip
    content = {
        "head": ["word or value", "rows", "mostly labelled", "p before correction"], "rows": rows,
        "numeric": [1, 3], "left_out": 0,
        "caption": "Rare in these rows and tied to one label: where a word means what it says, "
        "that is how it should be.",
    }  # fmt: skip
    return Exhibit("sentences", "Rare words or values tied to a label", content)
