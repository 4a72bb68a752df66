"""What a reader must know beside the verdict: what was assumed first, what was noticed after it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from audits.planning.assumptions import ON_FAVOURABLE, sentence
from audits.report.components import Banner
from audits.report.heads import each_head, titled
from audits.report.metric_phrases import in_sentence
from audits.report.notes import CHOSEN, GUESSED, READ_FIRST, notes, sentence_of
from audits.report.nothing_judged import GIVE_ANSWERS
from audits.report.number_format import SHARE, listed, size, with_unit
from audits.report.view import View

# What stands open on the first screen, and what is unfolded by a click; JSON holds the rest.
MOST_OPEN, MOST_NOTES = 4, 40


@dataclass(frozen=True, slots=True)
class Assumptions:
    """assumed: stand open, beside the verdict. noticed: folded below them."""

    assumed: tuple[Banner, ...]
    noticed: tuple[Banner, ...]

    @property
    def summary(self) -> str:
        """The line that opens what was noticed."""
        many = len(self.noticed)
        return f"{many} more note{'' if many == 1 else 's'}" if self.assumed else (
            f"{many} note{'' if many == 1 else 's'}"
        )  # fmt: skip


def assumptions(view: View) -> Assumptions:
    """Defaults that were taken and what is missing, then everything else that was noticed."""
    from audits.report.single_people import single_people  # a service that starts draws no report

    noted = [
        note
        for note in notes(map(str, view.report.get("warnings", ())), label=view.name_of("label"))
        if not (GUESSED.fullmatch(note) and "favourable" in view.plan.get("assumed", {}))
    ]
    chosen_notes = [note for note in noted if CHOSEN.fullmatch(note)]
    highest, others_unknown = _unknown(view)
    misread = [note for note in noted if READ_FIRST.fullmatch(note)][:MOST_OPEN]
    first = [Banner("Read this first.", sentence_of(note), "stop") for note in misread]
    for head, of_head in each_head(view):
        for banner in (*_one_label(of_head), *_taken(of_head), *_broken(of_head)):
            first.append(replace(banner, head=titled(head, banner.head)))
    first += [Banner("Rows.", sentence_of(note)) for note in chosen_notes]
    first += [*_absent(view), *highest]
    shown = [*chosen_notes, *misread]
    others = [
        *single_people(view),
        *others_unknown,
        *(Banner("", sentence_of(note)) for note in noted if note not in shown),
    ]
    others = [*first[MOST_OPEN:], *others]
    if len(others) > MOST_NOTES:
        more = Banner("", f"{len(others) - MOST_NOTES} more stand in the JSON report.")
        others = [*others[:MOST_NOTES], more]
    return Assumptions(tuple(first[:MOST_OPEN]), tuple(others))


def _one_label(view: View) -> Iterator[Banner]:
    """A label that does not vary tells nothing of who is answered rightly."""
    majority, label = view.estimate("majority_share"), view.name_of("label")
    if majority is not None and majority["value"] >= 1 and label is not None:
        yield Banner(
            "One label for all.",
            f"Every known {label} is the same, so nothing can be learnt from it about who is "
            "answered rightly; accuracy counts no more than how often that answer is given.",
        )


def _unknown(view: View) -> tuple[list[Banner], list[Banner]]:
    """Groups that nobody knows: shown and not judged. Those with the highest share, the others."""
    highest, others = [], []
    for name in view.attributes:
        unknown = view.one("selection_rate", {name: None})
        if unknown is None or not unknown["sample_size"]:
            continue  # none of them has an answer, which is told of those rows
        known = [
            m["value"]
            for m in view.of_metric("selection_rate")
            if "value" in m and list(m["group"]) == [name] and m["group"][name] is not None
        ]
        rows = unknown["sample_size"]
        counted = f"{size(rows)} {view.row_word if rows == 1 else view.rows_word}"
        text = (
            f"{name}: {counted} with an unknown value {'is' if rows == 1 else 'are'} shown, but "
            "neither judged nor taken as the group to compare with."
        )
        if "value" in unknown and known and unknown["value"] > max(known):
            share = with_unit(unknown["value"], SHARE)
            highest.append(Banner("Unknown.", f"{text} Their share, {share}, is the highest."))
        else:
            others.append(Banner("", text))
    return highest, others


def without_keys(text: str) -> str:
    """Without the document's words in brackets: who reads a verdict need not know the document."""
    return re.sub(r" \(`\w+`\)", "", text)


def _taken(view: View) -> Iterator[Banner]:
    """The answer that benefits the person, or the class of errors, where nobody said."""
    taken = view.plan.get("assumed", {})
    text = without_keys(sentence(taken))
    if not text:
        return
    words = f"{text[:1].upper()}{text[1:]}."
    rules = view.policy.get("rules", ()) if "favourable" in taken else ()
    turned = dict.fromkeys(
        in_sentence(rule["metric"]) for rule in rules if rule["metric"] in ON_FAVOURABLE
    )
    if turned:
        one = len(turned) == 1
        words += (
            f" The rule{'' if one else 's'} on {listed(list(turned))} "
            f"stand{'s' if one else ''} on this guess."
        )
    yield Banner("Taken by default.", words)


def _broken(view: View) -> Iterator[Banner]:
    for probe in view["probes"]:
        if probe["status"] == "error":
            reason = str(probe.get("reason") or "No reason was given").rstrip(".")
            words = f"{reason}. The other probes' numbers stand."
            yield Banner(f"{probe['name']} broke.", words, "stop")


def _absent(view: View) -> Iterator[Banner]:
    if view.has_results:
        return
    if not view.has_answers:
        yield Banner(
            "Data alone.",
            f"There is nothing whose answers could be audited. {GIVE_ANSWERS}",
            "sample",
        )
    elif not view["model"].get("sha256"):
        yield Banner(
            "Predictions only.",
            "The answers were recorded in the dataset; there was no model to ask again.",
            "sample",
        )
    outcomes = {"fairness", "imbalance"} & set(view.sections)
    if not view.has_outcomes and view.attributes and outcomes:
        yield Banner(
            "Labels are missing.",
            "Only how often each group gets the favourable answer can be measured, not who was "
            "answered wrongly.",
        )
