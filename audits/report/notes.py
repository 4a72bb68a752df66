"""What was noticed, as notes: one a fact, however many probes told it."""

import re
from collections.abc import Iterable

from audits.report.number_format import listed
from audits.specification.durations import seconds_of

# `audits.planning.time_budget` words them so, a probe each; stored reports hold them too.
_SAMPLED = re.compile(
    r"(?P<probe>\S+) ran with (?P<fewer>.+) to fit the budget of (?P<budget>\S+): whole it would "
    r"take about (?P<whole>\S+)\. How many samples fit depends on this machine's pace .*?; "
    r"set `settings\.budget: (?P<needed>\w+)` .*"
)
# Rates, curves and errors each tell of the rows that they leave out.
_LACKING = re.compile(
    r"(?P<n>[\d,]+) rows? lacks? (?P<what>.+): no (?P<by>rate|curve|error) "
    r"(?:counts|has) (?:them|it)"
)
# Probes that read scores, and those that read answers, each tell of the rows that have none.
_UNANSWERED = re.compile(
    r"(?P<rows>[\d,]+ of [\d,]+ rows.* ha(?:s|ve) no )(?P<what>answer|score)(?P<then> \(missing.+)"
)
_MISSING = re.compile(r"cells read as missing: (?P<columns>.+)")
# `audits.planning.assumptions`: rules that would turn round with the answer that was guessed.
GUESSED = re.compile(r"(?P<rules>the rules? on .+?) stands? on a guess: .*")
# Whatever else is measured means the opposite (`audits.fairness.reversed_scores`, `audits.probes.
# imbalance.accuracy_against_majority`), is of a mixture (`audits.planning.pooled_answers`), or of
# those alone who were accepted (`audits.data.whole_pools`), of others than the event (`audits.
# fairness.followed_rows`), of what annotators refused (`audits.planning.reviewed_rows`), of a slip
# of writing (`audits.fairness.near_misses`), of those that a quote left (`audits.data.reading.
# swallowed_rows`), of a threshold on another scale (`audits.probing.subject`), counts everybody
# twice (`audits.data.reading.totals`, `audits.planning.unread_totals`) or some as often as they
# stand (`audits.planning.repeated_people`, `audits.running.repeated_ids`), or many as one
# (`audits.planning.counted_rows`), or leaves out whom it
# means (`audits.planning.row_spellings`, `audits.running.counted_rows`).
READ_FIRST = re.compile(
    r"the (?:score|rank) runs backwards(?:: | in a part).*|the answers run against the labels: .*"
    r"|each of the \d+ values of .+ has the very same [\d,]+ rows .*"
    r"|one answer alone: .*|labels go by the answer: .*"
    r"|the value .+ is read as the event: if it says who was lost .*"
    r"|rows that .+ calls other than .+ are measured like the others: .*"
    r"|[\d,]+ of the [\d,]+ (?:boxes|spans) that were missed .*"
    r"|a cell that a quote opens on line .*"
    r"|.+ \([\d,]+ by .+\) in column .+ (?:reads like a sum|read like sums) of .*"
    r"|each of the [\d,]+ rows is another combination of the other columns: .*"
    r"|.+ repeats: [\d,]+ different values in [\d,]+ rows.*"
    r"|rows with .+ in column .+ are (?:left out|measured), though `rows` names .*"
    r"|[\d,]+ rows without a (?:weight|count) are left out, and .*"
    r"|.+ in column .+ reads like a sum of the other rows, and is counted beside them: .*"
    r"|the scores run from .+, so they are no probabilities, and the threshold 0\.5 .*"
    r"|the [\d,]+ (?:object|detection)s under the key `bbox` are read as .*",
    re.DOTALL,
)
# A default about which rows are measured (`audits.running.row_filter`).
CHOSEN = re.compile(r"measured on .+\. Nobody chose: .*", re.DOTALL)
# Whoever reads one section alone must know it too (`audits.running.row_filter`).
TRAINED = re.compile(r"every row that is measured is one that the model was trained on: (.+)")
# Parameters of a probe in words.
_SAMPLES = {"how_many": "rows", "samples": "samples a row", "seeds": "repetitions"}


def notes(warnings: Iterable[str], *, label: str | None = None) -> list[str]:
    """The warnings of a report in their order, those about one fact as one note.

    label: the column whose missing values are told once, with the rows that they take away.
    """
    return _same_reason(_lacking(_unanswered(_sampled(list(warnings))), label))


def _sampled(warnings: list[str]) -> list[str]:
    """What was asked less often than planned, as the last."""
    sampled = [match for warning in warnings if (match := _SAMPLED.fullmatch(warning))]
    if not sampled:
        return warnings
    others = [warning for warning in warnings if not _SAMPLED.fullmatch(warning)]
    needed = max((it["needed"] for it in sampled), key=seconds_of)
    each = "; ".join(
        f"{it['probe']} with {_in_words(it['fewer'])} (whole it takes about {it['whole']})"
        for it in sampled
    )
    many = "1 probe" if len(sampled) == 1 else f"{len(sampled)} probes"
    return [
        *others,
        f"the time for this audit, {sampled[0]['budget']}, was too short to ask the model as often "
        f"as planned, so that {many} asked it less often and their intervals are wider: {each}. A "
        f"faster machine asks more in the same time; set `settings.budget: {needed}` to have all "
        "of it whole",
    ]


def _in_words(fewer: str) -> str:
    """`how_many 3, samples 250 and seeds 3` -> `3 rows, 250 samples a row and 3 repetitions`."""

    def spelt(match: re.Match[str]) -> str:
        return f"{match[2]} {_SAMPLES[match[1]]}"

    return re.sub(rf"\b({'|'.join(_SAMPLES)}) (\d[\d,]*\b)", spelt, fewer)


def _lacking(warnings: list[str], label: str | None) -> list[str]:
    """Rows that rates, curves and errors leave out for the same reason, once."""
    by_rows: dict[str, list[re.Match[str]]] = {}
    of_labels = ""
    for warning in warnings:
        if match := _LACKING.fullmatch(warning):
            by_rows.setdefault(match["n"], []).append(match)
        elif missing := _MISSING.fullmatch(warning):
            of_labels = f"{_missing_labels(missing['columns'], label):,}"
    merged = []
    for warning in warnings:
        if _MISSING.fullmatch(warning) and of_labels in by_rows:
            matches = by_rows.pop(of_labels)
            rows = "the row" if of_labels == "1" else f"the {of_labels} rows"
            merged.append(f"{warning}; {_nothing_counts(matches)} {rows} without {label}")
            continue
        match = _LACKING.fullmatch(warning)
        if match is None:
            merged.append(warning)
        elif match["n"] != of_labels and (matches := by_rows.pop(match["n"], [])):
            lacks = {what for it in matches for what in re.split(r" or |, ", it["what"])}
            what = listed(sorted(lacks), last="or")
            subject, them = ("row lacks", "it") if match["n"] == "1" else ("rows lack", "them")
            merged.append(f"{match['n']} {subject} {what}: {_nothing_counts(matches)} {them}")
    return merged


def _unanswered(warnings: list[str]) -> list[str]:
    """As many rows without an answer as without a score: told once, where the first stands."""
    matches = [match for warning in warnings if (match := _UNANSWERED.fullmatch(warning))]
    both = {(it["rows"], it["then"]) for it in matches if it["what"] == "answer"}
    both &= {(it["rows"], it["then"]) for it in matches if it["what"] == "score"}
    merged = []
    for warning in warnings:
        match = _UNANSWERED.fullmatch(warning)
        if match is not None and (match["rows"], match["then"]) in both:
            warning = f"{match['rows']}answer, and as many no score{match['then']}"
        merged.append(warning)
    return list(dict.fromkeys(merged))


def _nothing_counts(matches: list[re.Match[str]]) -> str:
    kinds = dict.fromkeys(f"no {it['by']}" for it in matches)
    return f"{listed(list(kinds))} counts"


def _missing_labels(columns: str, label: str | None) -> int:
    """How many cells of the label column a note on missing cells counts."""
    missing = re.search(rf"(?:^|; ){re.escape(label or '')}: ([^;]*)", columns) if label else None
    counts = re.findall(r"(?:empty|'[^']*') ([\d,]+)", missing[1]) if missing else []
    return sum(int(count.replace(",", "")) for count in counts)


def _same_reason(warnings: list[str]) -> list[str]:
    """`a: why` and `b: why` as `a, and b: why`."""
    by_reason: dict[str, list[str]] = {}
    for warning in warnings:
        what, _, why = warning.partition(": ")
        by_reason.setdefault(why or warning, []).append(what)
    merged = []
    for warning in warnings:
        what, _, why = warning.partition(": ")
        heads = by_reason.pop(why or warning, [])
        if len(heads) > 1:
            merged.append(f"{', and '.join(dict.fromkeys(heads))}: {why}")
        elif heads:
            merged.append(warning)
    return merged


def sentence_of(note: str) -> str:
    """A note as a sentence of its own. A probe's name stays as it is spelt."""
    first = note.split(" ", 1)[0]
    text = note if "." in first.rstrip(".") else f"{note[:1].upper()}{note[1:]}"
    return text if text.endswith((".", "?")) else f"{text}."
